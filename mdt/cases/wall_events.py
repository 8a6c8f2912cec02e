"""Events of the walls around cases; see mdt.events."""

from mdt.events import Event


class WallLiftAgreed(Event):
    """One of the two people agreed that a wall around a case falls."""


class WallLifted(Event):
    """The second person agreed: a wall around a case fell."""


class WallLiftRefused(Event):
    """What one of the two people agreed to was taken back or refused: the wall stands."""


class WallSet(Event):
    """A case was shut to an organisation, to a unit of one or to a person."""
