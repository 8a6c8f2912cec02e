"""What is done to the bytes of a file that somebody sends, before the portal keeps any of them."""
