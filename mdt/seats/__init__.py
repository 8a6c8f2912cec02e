"""Tables of seats: the seats a case starts with, and whether a table is covered."""
