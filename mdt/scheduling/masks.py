"""Masks of the cells in which somebody is free, out of rhythm, absences and commitments.

Rounding always takes the careful side: a quarter that is partly busy is busy, and a quarter that
is partly free is not free.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from mdt.scheduling.grid import Grid, ones, wall_quarter

Interval = tuple[datetime, datetime]
"""Two aware instants: from the first, up to the second."""

WeeklyHours = Mapping[int, Sequence[tuple[time, time]]]
"""Wall-clock hours per weekday (0 is Monday); an end at or before its start is on the next day."""

_DAY = 96


@dataclass(frozen=True)
class PersonMask:
    """The cells in which a person can, and those in which a person perhaps can."""

    free: int
    maybe: int = 0


def person(
    grid: Grid,
    rhythm: int,
    *,
    busy: Iterable[Interval] = (),
    tentative: Iterable[Interval] = (),
    agreed: Iterable[Interval] = (),
) -> PersonMask:
    """Return when a person can and perhaps can.

    rhythm: mask of the working hours, from weekly().
    busy: absences, commitments and moments that the person declined; they beat all else.
    tentative: moments that the person may lose to something else, or answered with perhaps.
    agreed: moments that the person accepted, inside working hours or not.
    """
    blocked = outward(grid, busy)
    unsure = outward(grid, tentative)
    accepted = inward(grid, agreed)
    free = (rhythm & ~unsure | accepted) & ~blocked
    return PersonMask(free=free, maybe=rhythm & unsure & ~accepted & ~blocked)


def outward(grid: Grid, intervals: Iterable[Interval]) -> int:
    """Return every cell that an interval touches; for busy time."""
    mask = 0
    for start, end in intervals:
        if end > start:
            mask |= grid.mask(grid.floor(start), grid.ceil(end))
    return mask


def inward(grid: Grid, intervals: Iterable[Interval]) -> int:
    """Return every cell that lies whole inside an interval; for free time."""
    mask = 0
    for start, end in intervals:
        mask |= grid.mask(grid.ceil(start), grid.floor(end))
    return mask


def weekly(grid: Grid, hours: WeeklyHours) -> int:
    """Return the cells whose wall-clock time falls whole inside the weekly hours.

    On the day the clock goes forward the skipped hour is nobody's; on the day it goes back both
    passes of the repeated hour count.
    """
    walls = _walls(hours)
    mask = 0
    for day in grid.local_days:
        wall = walls[day.day.weekday()]
        for stretch in day.stretches if wall else ():
            shown = wall >> stretch.wall & ones(stretch.cells)
            mask |= shown << stretch.first if stretch.first >= 0 else shown >> -stretch.first
    return mask & grid.everything


def _walls(hours: WeeklyHours) -> list[int]:
    """Return per weekday the mask of its 96 wall-clock quarters."""
    walls = [0] * 7
    for weekday, spans in hours.items():
        for start, end in spans:
            first = wall_quarter(start) + bool(start.minute % 15 or start.second)
            until = wall_quarter(end) + (_DAY if end <= start else 0)
            quarters = ones(max(until - first, 0)) << first
            walls[weekday] |= quarters & ones(_DAY)
            walls[(weekday + 1) % 7] |= quarters >> _DAY
    return walls
