"""What happens to the passkeys of who joins without an account."""

from mdt.events import Event


class GuestPasskeyMade(Event):
    """An invitee made a passkey in place of the code; their invitation is the subject."""


class GuestPasskeysEnded(Event):
    """The passkeys of an invitee open nothing any more; their invitation is the subject."""
