"""The trail of who did and who saw what."""
