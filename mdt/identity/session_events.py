"""What happens to somebody's signed-in browsers."""

from mdt.events import Event


class NewDeviceUsed(Event):
    """Somebody signed in on a browser that their account does not know; its row is the subject."""


class SessionsEnded(Event):
    """A person signed one of their other browsers out, or all of them."""
