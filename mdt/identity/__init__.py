"""Proving who someone is: sessions, credentials, one-time links, throttles."""
