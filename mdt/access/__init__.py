"""Who may do and see what: the policy as data, and the guard that loads through it."""
