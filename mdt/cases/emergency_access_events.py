"""Events of breaking the glass of a case; see mdt.events."""

from mdt.events import Event


class EmergencyAccessEnded(Event):
    """Emergency access to a case was ended before its hour was over."""


class EmergencyAccessOpened(Event):
    """Somebody opened a case in an emergency that was not theirs to see."""
