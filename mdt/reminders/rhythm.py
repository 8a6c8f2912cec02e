"""When a reminder may reach someone: by day, on their own working days, in their own rhythm.

Wall-clock hours in the Netherlands, looked up when something would be sent, so that the two
nights on which clocks change need no care of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from mdt.scheduling import working_days
from mdt.scheduling.local_time import coming_round, local
from mdt.scheduling.masks import Interval
from mdt.scheduling.waking import MORNING, NIGHT

OFFICE_DAYS = frozenset(range(5))
LOOK_AHEAD_DAYS = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rhythm:
    """Someone's weekdays (Monday is 0), the time of their digest if any, and when they are away."""

    weekdays: frozenset[int] = OFFICE_DAYS
    digest_at: time | None = None
    away: tuple[Interval, ...] = ()


def is_open(rhythm: Rhythm, now: datetime) -> bool:
    """Tell whether a reminder may reach this person now."""
    wall = local(now)
    works = wall.weekday() in rhythm.weekdays and not working_days.is_holiday(wall.date())
    is_away = any(starts <= now < ends for starts, ends in rhythm.away)
    return works and not is_away and _opens_at(rhythm) <= wall.time() < NIGHT


def next_open(rhythm: Rhythm, now: datetime) -> datetime:
    """Return the first instant from now on at which a reminder may reach this person.

    Who is never there in the coming weeks is looked at again after them.
    """
    if is_open(rhythm, now):
        return now
    later = (at for at in sorted(_starts(rhythm, now)) if at > now and is_open(rhythm, at))
    return next(later, now + LOOK_AHEAD_DAYS * _DAY)


def _opens_at(rhythm: Rhythm) -> time:
    return max(MORNING, rhythm.digest_at or MORNING)


def _starts(rhythm: Rhythm, now: datetime) -> Iterator[datetime]:
    """Return the instants at which a closed rhythm can open."""
    today = local(now).date()
    for number in range(LOOK_AHEAD_DAYS):
        yield coming_round(today + number * _DAY, _opens_at(rhythm))
    yield from (ends for _, ends in rhythm.away)
