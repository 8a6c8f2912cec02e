"""Cases: how they are named, opened, kept, handed over and closed, and who is in them."""
