"""Trials: break the portal on purpose, and count what it lost."""
