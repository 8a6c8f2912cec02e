"""Asking people when they can: which moments, who is asked, what they say, what follows."""
