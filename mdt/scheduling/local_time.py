"""Wall-clock time in the Netherlands, right on the two nights a year on which it is not plain.

Everything else in the portal counts in UTC; only rhythms, rosters and what people type are wall
clock, and this is where the two meet.
"""

from datetime import UTC, date, datetime, time, timedelta

from mdt.errors import AmbiguousTime, NonexistentTime
from mdt.models.base import AMSTERDAM

_HOUR = timedelta(hours=1)


def resolve_local(wall: datetime, fold: int | None = None) -> datetime:
    """Return the UTC instant at which Dutch clocks show this naive wall-clock time.

    fold: 0 for the first and 1 for the second time that clocks show it; needed in the repeated
    hour only, and ignored outside it.
    Raises NonexistentTime in the hour that is skipped, AmbiguousTime in the hour that is repeated
    while fold is not given.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall-clock time carries no zone")

    first, second = (_instant(wall, occurrence) for occurrence in (0, 1))
    if first > second:
        raise NonexistentTime(time=f"{wall:%H.%M}")
    if first < second and fold is None:
        raise AmbiguousTime(time=f"{wall:%H.%M}")
    return second if fold else first


def local(instant: datetime) -> datetime:
    """Return the instant as Dutch clocks show it."""
    if instant.tzinfo is None:
        raise ValueError("an instant carries its zone")
    return instant.astimezone(AMSTERDAM)


def midnight(day: date) -> datetime:
    """Return the UTC instant at which this local day begins; Dutch clocks never change then."""
    return _instant(datetime.combine(day, time.min), 0)


def coming_round(day: date, wall: time) -> datetime:
    """Return the UTC instant of a wall-clock time that comes back day after day or week after week.

    On the night that skips it, it comes an hour later on the clock; on the night that shows it
    twice, the first time counts.

    Source: RFC 5545, section 3.3.5 (local times that do not occur, or occur twice).
    """
    return _instant(datetime.combine(day, wall), 0)


def happens_twice(instant: datetime) -> bool:
    """Tell whether Dutch clocks show this time twice, so that a reader needs the season with it."""
    wall = local(instant).replace(tzinfo=None)
    return _instant(wall, 0) < _instant(wall, 1)


def is_summer_time(instant: datetime) -> bool:
    """Tell whether Dutch clocks are on summer time at this instant."""
    return bool(local(instant).dst())


def change_between(start: datetime, end: datetime) -> datetime | None:
    """Return the first instant after start and up to end at which Dutch clocks change, in UTC.

    Meant for some days, not for years: it looks at every hour.
    """
    hour = start.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while (hour := hour + _HOUR) <= end:
        if local(hour).utcoffset() != local(hour - _HOUR).utcoffset():
            return hour
    return None


def _instant(wall: datetime, fold: int) -> datetime:
    return wall.replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)
