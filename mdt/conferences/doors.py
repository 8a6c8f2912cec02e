"""From when a sitting can be opened: long before its moment, that must be meant."""

from datetime import datetime, timedelta

from mdt.errors import N_, DomainError
from mdt.models import Conference

OPEN_BEFORE = timedelta(hours=1)
"""How long before its moment a sitting can be opened without a question."""


class OpensEarly(DomainError):
    """The sitting begins much later, and nobody said that it is meant to be opened now."""

    text = N_("Dit overleg begint pas later. Kijk of u het nu al wilt openen.")


def is_early(conference: Conference, *, now: datetime) -> bool:
    """Tell whether the moment of the conference is still so far off that nobody is there."""
    return conference.starts_at is not None and now < conference.starts_at - OPEN_BEFORE


def require_open(conference: Conference, *, is_meant: bool, now: datetime) -> None:
    """Raise OpensEarly when the sitting begins much later and opening it now is not meant."""
    if is_early(conference, now=now) and not is_meant:
        raise OpensEarly
