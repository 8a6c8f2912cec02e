"""Events of what is kept sealed of people in a case; see mdt.events."""

from mdt.events import Event


class SealedValueChanged(Event):
    """A sealed value was put in a case, changed, set aside or put back."""


class SealedValueOpened(Event):
    """A sealed value was read by its holder."""
