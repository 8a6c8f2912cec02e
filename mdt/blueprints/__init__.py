"""Pages, one screen family a file."""
