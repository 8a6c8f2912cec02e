"""Asking people to a conference: who is owed what, what it says on the wire, what they answer."""
