"""What nobody else may learn: keys, seals, and the search for what leaks."""
