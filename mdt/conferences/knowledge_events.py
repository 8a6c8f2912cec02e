"""What happens to a knowledge session and to no other conference."""

from mdt.events import Event


class GuestsChanged(Event):
    """Somebody was invited to a knowledge session by name, or taken off its list."""
