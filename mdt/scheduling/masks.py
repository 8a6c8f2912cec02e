"""Masks of the cells in which somebody is free, out of rhythm, absences and commitments.

Rounding always takes the careful side: a quarter that is partly busy is busy, and a quarter that
is partly free is not free.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property

from mdt.scheduling.grid import CELLS_PER_HOUR, DAY_CELLS, Grid, ones, wall_quarter

Interval = tuple[datetime, datetime]
"""Two aware instants: from the first, up to the second."""

WeeklyHours = Mapping[int, Sequence[tuple[time, time]]]
"""Wall-clock hours per weekday (0 is Monday); an end at or before its start is on the next day."""


@dataclass(frozen=True)
class PersonMask:
    """The cells in which a person can, in which a person perhaps can, and sits elsewhere."""

    free: int
    maybe: int = 0
    sittings: int = 0

    @cached_property
    def short_from(self) -> int:
        """The cells from which less than an hour is free: a sitting before it leaves a scrap."""
        return self.free & ~self._hours

    @cached_property
    def short_until(self) -> int:
        """The cells up to which less than an hour is free: a sitting from there leaves a scrap."""
        return self.free << 1 & ~(self._hours << CELLS_PER_HOUR)

    @property
    def _hours(self) -> int:
        """The cells from which a whole hour is free."""
        halves = self.free & self.free >> 1
        return halves & halves >> CELLS_PER_HOUR // 2


def person(
    grid: Grid,
    rhythm: int,
    *,
    taken: int = 0,
    rather_not: int = 0,
    busy: Iterable[Interval] = (),
    sittings: Iterable[Interval] = (),
    tentative: Iterable[Interval] = (),
    agreed: Iterable[Interval] = (),
) -> PersonMask:
    """Return when a person can and perhaps can.

    rhythm: mask of the working hours, from weekly().
    taken: mask of cells that are busy, like busy. rather_not: mask of cells that are better kept
    free, such as lunch, like tentative.
    busy: absences and moments that the person declined; they beat all else.
    sittings: at which the person is expected; busy as well.
    tentative: moments that the person may lose to something else, or answered with perhaps.
    agreed: moments that the person accepted, inside working hours or not.
    """
    expected = outward(grid, sittings)
    blocked = outward(grid, busy) | expected | taken
    unsure = outward(grid, tentative) | rather_not
    accepted = inward(grid, agreed)
    free = (rhythm & ~unsure | accepted) & ~blocked
    maybe = rhythm & unsure & ~accepted & ~blocked
    return PersonMask(free=free, maybe=maybe, sittings=expected)


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
    return laid_out(grid, walls(hours))


def laid_out(grid: Grid, week: Sequence[int]) -> int:
    """Return the same for a week that is told as walls() does."""
    mask = 0
    for weekday, wall in enumerate(week):
        if wall:
            # A bit at the start of each such day, times a day: that day on each of them at once.
            mask |= grid.plain_days[weekday] * wall
    for day in grid.odd_days:
        wall = week[day.day.weekday()]
        for stretch in day.stretches if wall else ():
            shown = wall >> stretch.wall & ones(stretch.cells)
            mask |= shown << stretch.first if stretch.first >= 0 else shown >> -stretch.first
    return mask & grid.everything


def walls(hours: WeeklyHours) -> list[int]:
    """Return per weekday the mask of its 96 wall-clock quarters."""
    found = [0] * 7
    for weekday, spans in hours.items():
        for start, end in spans:
            first = wall_quarter(start) + bool(start.minute % 15 or start.second)
            until = wall_quarter(end) + (DAY_CELLS if end <= start else 0)
            quarters = ones(max(until - first, 0)) << first
            found[weekday] |= quarters & ones(DAY_CELLS)
            found[(weekday + 1) % 7] |= quarters >> DAY_CELLS
    return found
