"""Events of requests of people to see what is kept of them; see mdt.events."""

from mdt.events import Event


class SubjectAnswerGiven(Event):
    """The answer to a request went out; of a case that told something it says so there."""


class SubjectRequestExtended(Event):
    """A request got two months more, for a reason."""


class SubjectRequestRegistered(Event):
    """A request was registered; it is of no case."""


class SubjectReviewAsked(Event):
    """Somebody in a case may be who asks: its lead is to say what is told."""


class SubjectReviewDecided(Event):
    """The lead of a case decided what is told of somebody in it."""
