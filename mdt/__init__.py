"""Portal for case conferences: a table of seats, an invitation for each, one safety plan."""
