"""A contact ban that contradicts contact: found, and shown with both its sources.

A pure function over what the sources say. It looks for the first moment, from now on, at which
one source forbids two people to see each other and another has them meet. Whether that is
wanted is for people to say; that nobody noticed is what must not happen.

Source: scenarios.md, scenario 1 (a house ban against the visit of Sunday), scenario 2.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from mdt.scheduling.local_time import coming_round, local

WEEK = 7
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Weekly:
    """The same stretch of the Dutch clock every week; closes before opens is the next day."""

    weekday: int
    opens: time
    closes: time

    def around(self, after: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches from the one that may still go on at after, for two weeks."""
        day = local(after).date() - _DAY
        for _ in range(2 * WEEK + 1):
            if day.weekday() == self.weekday:
                last = day if self.closes > self.opens else day + _DAY
                yield coming_round(day, self.opens), coming_round(last, self.closes)
            day += _DAY


@dataclass(frozen=True)
class Said:
    """What one source says of contact between two people, from an instant until another.

    key: the source, a proceeding or a measure. weekly: None is always.
    """

    key: UUID
    people: frozenset[UUID]
    is_ban: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    weekly: Weekly | None = None


@dataclass(frozen=True)
class Contradiction:
    """Two sources that cannot both be kept, and the first moment at which that shows."""

    ban: Said
    contact: Said
    first_at: datetime


def find(said: Iterable[Said], *, now: datetime) -> Sequence[Contradiction]:
    """Return what contradicts itself from now on, what shows first standing first."""
    all_said = list(said)
    bans = [one for one in all_said if one.is_ban]
    meetings = [one for one in all_said if not one.is_ban]
    found = [
        Contradiction(ban, contact, first)
        for ban in bans
        for contact in meetings
        if ban.people == contact.people and (first := _first(ban, contact, now=now)) is not None
    ]
    return sorted(found, key=lambda one: (one.first_at, one.ban.key, one.contact.key))


def _first(ban: Said, contact: Said, *, now: datetime) -> datetime | None:
    """Return the first instant from now on at which both hold, None when they never do."""
    starts = max(at for at in (ban.starts_at, contact.starts_at, now) if at)
    ends = min((at for at in (ban.ends_at, contact.ends_at) if at), default=None)
    stretches = contact.weekly.around(starts) if contact.weekly else iter([(starts, None)])
    for opens, closes in stretches:
        begins = max(opens, starts)
        is_over = any(end is not None and begins >= end for end in (closes, ends))
        if not is_over:
            return begins
    return None
