"""When a table can sit: local time, masks of free time, and the search for a slot. Pure."""
