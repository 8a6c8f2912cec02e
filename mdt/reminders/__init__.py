"""Whom to remind of what, and when: before a sitting, and around the due date of an action."""
