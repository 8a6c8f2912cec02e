"""What people's own calendars say of a stretch of time, and where they say nothing.

A calendar that could not be read lately is never taken for an empty one: its owner is then
perhaps free, and perhaps not. So is everybody beyond the day up to which their calendar was read.

Source: decision 12.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, type_coerce
from sqlmodel import col

from mdt.models import BusySource
from mdt.scheduling import masks
from mdt.scheduling.grid import Grid
from mdt.scheduling.listed import Instant, Listed
from mdt.scheduling.masks import Interval

TRUSTED_FOR = timedelta(hours=6)
"""How long a reading counts as what the calendar says now."""

Timed = tuple[Any, datetime, datetime]
"""A person, from, until."""


class Quarters(NamedTuple):
    """Busy and perhaps busy time, as bits of the quarters that follow an aware instant."""

    quarters_from: datetime
    busy_quarters: bytes
    perhaps_quarters: bytes


def quarters(busy: Iterable[tuple[datetime, datetime, bool]], within: Interval) -> Quarters:
    """Return from, until, tentative or not as quarters, each one that is touched."""
    grid, spans = Grid.between(*within), list(busy)
    found = [
        masks.outward(grid, [(start, end) for start, end, told in spans if told == is_tentative])
        for is_tentative in (False, True)
    ]
    return Quarters(grid.starts_at, *(_bytes(mask) for mask in found))


def on(grid: Grid, since: datetime, quarters: bytes) -> int:
    """Return the mask of these quarters on a grid."""
    mask, first = int.from_bytes(quarters, "little"), grid.floor(since)
    return (mask << first if first >= 0 else mask >> -first) & grid.everything


def readings(people: Listed) -> Any:
    """Return the query for these people's calendars.

    Person, read when, known until when, and what it says: Quarters, None while it was never read.
    """
    return select(
        people.place,
        type_coerce(col(BusySource.read_at), Instant()),
        type_coerce(col(BusySource.known_until), Instant()),
        type_coerce(col(BusySource.quarters_from), Instant()),
        col(BusySource.busy_quarters),
        col(BusySource.perhaps_quarters),
    ).join_from(people.table, BusySource, col(BusySource.person_id) == people.key)


def unknown(rows: Iterable[Any], within: Interval, *, now: datetime | None) -> list[Timed]:
    """Return the time of which a calendar says nothing.

    rows: of readings(). now: the instant at which the age of a reading counts; None asks for none.
    """
    start, end = within
    found = []
    for person_id, read_at, known_until, *_ in rows:
        since = start if is_stale(read_at, now=now) else max(start, known_until)
        if since < end:
            found.append((person_id, since, end))
    return found


def is_stale(read_at: datetime | None, *, now: datetime | None) -> bool:
    """Tell whether what was read says nothing of now any more."""
    return read_at is None or (now is not None and now - read_at > TRUSTED_FOR)


def _bytes(mask: int) -> bytes:
    return mask.to_bytes(-(-mask.bit_length() // 8), "little")
