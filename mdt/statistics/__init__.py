"""Figures about conferences for everybody: late, rounded, and never changed."""
