"""Plays the fictional scenarios through the portal's own verbs, for newcomers and tests."""
