"""What people's own calendars say of a stretch of time, and where they say nothing.

A calendar that could not be read lately is never taken for an empty one: its owner is then
perhaps free, and perhaps not. So is everybody beyond the day up to which their calendar was read.

Source: decision 12.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from mdt.models import BusyInterval, BusySource
from mdt.scheduling.masks import Interval

TRUSTED_FOR = timedelta(hours=6)
"""How long a reading counts as what the calendar says now."""

Timed = tuple[UUID, datetime, datetime]
"""A person, from, until."""


def readings(people: Collection[UUID]) -> Any:
    """Return the query for these people's calendars: person, read when, known until when."""
    return select(
        col(BusySource.person_id), col(BusySource.read_at), col(BusySource.known_until)
    ).where(col(BusySource.person_id).in_(people))


def intervals(people: Collection[UUID], within: Interval) -> Any:
    """Return the query for what those calendars say: person, from, until, tentative or not."""
    start, end = within
    return (
        select(
            col(BusySource.person_id),
            col(BusyInterval.starts_at),
            col(BusyInterval.ends_at),
            col(BusyInterval.is_tentative),
        )
        .join(BusySource, col(BusySource.id) == BusyInterval.source_id)
        .where(
            col(BusySource.person_id).in_(people),
            col(BusyInterval.starts_at) < end,
            col(BusyInterval.ends_at) > start,
        )
    )


def unknown(rows: Iterable[Any], within: Interval, *, now: datetime | None) -> list[Timed]:
    """Return the time of which a calendar says nothing.

    rows: of readings(). now: the instant at which the age of a reading counts; None asks for none.
    """
    start, end = within
    found = []
    for person_id, read_at, known_until in rows:
        since = start if is_stale(read_at, now=now) else max(start, known_until)
        if since < end:
            found.append((person_id, since, end))
    return found


def is_stale(read_at: datetime | None, *, now: datetime | None) -> bool:
    """Tell whether what was read says nothing of now any more."""
    return read_at is None or (now is not None and now - read_at > TRUSTED_FOR)
