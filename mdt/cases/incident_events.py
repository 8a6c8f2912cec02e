"""Events of the incidents of a case; see mdt.events."""

from mdt.events import Event


class IncidentCorrected(Event):
    """What was noted of an incident became something else."""


class IncidentNoted(Event):
    """Somebody noted that something happened."""


class IncidentPutBack(Event):
    """An incident that was withdrawn counts again."""


class IncidentWithdrawn(Event):
    """An incident was noted by mistake; it is kept and counts no more."""
