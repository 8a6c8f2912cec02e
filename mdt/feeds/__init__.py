"""Calendars to subscribe to: one's own conferences and tasks at a secret address."""
