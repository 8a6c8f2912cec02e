"""A grid of quarters of an hour: cell 0 is bit 0, and time is a Python integer.

Cells are counted in UTC, so that a local day has 92, 96 or 100 of them; every Dutch offset is a
whole hour, so that a quarter in UTC is a quarter on the wall.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Self

from mdt.scheduling import local_time

CELL = timedelta(minutes=15)
CELLS_PER_HOUR = 4
NOON = 12 * CELLS_PER_HOUR
DAY_CELLS = 24 * CELLS_PER_HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class DayPart(StrEnum):
    """Half of a local day; it ends at noon or at midnight."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class Stretch:
    """Cells in a row without a change of clocks: cell `first` shows quarter `wall` of the day."""

    first: int
    wall: int
    cells: int


@dataclass(frozen=True)
class LocalDay:
    """One local day: its cells, which may reach outside the grid, and what the wall shows then."""

    day: date
    cells: range
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class HalfDay:
    """The cells of one half of a local day, inside the grid."""

    day: date
    part: DayPart
    first: int
    mask: int


@dataclass(frozen=True)
class Grid:
    """Quarters of an hour from `starts_at`, an aware instant on a whole quarter."""

    starts_at: datetime
    cells: int

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is not UTC:
            raise ValueError("a grid starts at an instant in UTC")
        if (self.starts_at - _EPOCH) % CELL:
            raise ValueError("a grid starts on a whole quarter")
        if self.cells < 0:
            raise ValueError("a grid does not end before it starts")

    @classmethod
    def between(cls, start: datetime, end: datetime) -> Self:
        """Return the smallest grid that holds both aware instants."""
        first = (start - _EPOCH) // CELL
        return cls(_EPOCH + first * CELL, -((_EPOCH - end) // CELL) - first)

    @classmethod
    @lru_cache(maxsize=64)
    def of_days(cls, first: date, days: int) -> Self:
        """Return the grid of whole local days; the same one whenever it is asked for again."""
        last = first + timedelta(days=days)
        return cls.between(local_time.midnight(first), local_time.midnight(last))

    @property
    def ends_at(self) -> datetime:
        return self.instant(self.cells)

    @cached_property
    def everything(self) -> int:
        """The mask of every cell."""
        return ones(self.cells)

    def instant(self, cell: int) -> datetime:
        """Return the instant at which the cell begins."""
        return self.starts_at + cell * CELL

    def floor(self, instant: datetime) -> int:
        """Return the cell that holds the instant; it may lie outside the grid."""
        return (instant - self.starts_at) // CELL

    def ceil(self, instant: datetime) -> int:
        """Return the first cell that begins at the instant or after it."""
        return -((self.starts_at - instant) // CELL)

    def mask(self, first: int, end: int) -> int:
        """Return the mask of the cells from first up to end, as far as the grid has them."""
        first, end = max(first, 0), min(end, self.cells)
        return ones(end - first) << first if end > first else 0

    def on_the(self, step: int) -> int:
        """Return the mask of the cells that begin on a multiple of `step` cells of the wall hour.

        step: 1 for every quarter, 2 for whole and half hours, 4 for whole hours.
        """
        offset = -((self.starts_at - _EPOCH) // CELL) % step
        every_step = ones((self.cells // step + 1) * step) // ones(step)
        return every_step << offset & self.everything

    def cells_of_local_day(self, day: date) -> range:
        """Return the cells of a local day: 96, or 92 or 100 when the clock changes.

        They may reach outside the grid.
        """
        after = day + timedelta(days=1)
        return range(
            self.floor(local_time.midnight(day)),
            self.floor(local_time.midnight(after)),
        )

    @cached_property
    def local_days(self) -> tuple[LocalDay, ...]:
        """The local days that the grid touches, in order."""
        return tuple(self._days())

    @cached_property
    def plain_days(self) -> tuple[int, ...]:
        """Per weekday, Monday first, the mask of where its days begin that have 96 cells."""
        found = [0] * 7
        for day in self.local_days:
            if day not in self.odd_days:
                found[day.day.weekday()] |= 1 << day.cells.start
        return tuple(found)

    @cached_property
    def odd_days(self) -> tuple[LocalDay, ...]:
        """The days on which the clock changes, and the one that begins before the grid."""
        return tuple(
            day for day in self.local_days if day.cells.start < 0 or len(day.cells) != DAY_CELLS
        )

    @cached_property
    def half_days(self) -> tuple[HalfDay, ...]:
        """The mornings and afternoons that the grid touches, in order."""
        return tuple(half for day in self.local_days for half in self._halves(day))

    def half_day_of(self, cell: int) -> HalfDay:
        """Return the half day in which the cell of this grid begins."""
        return self.half_days[bisect_right(self._half_day_firsts, cell) - 1]

    @cached_property
    def _half_day_firsts(self) -> list[int]:
        return [half.first for half in self.half_days]

    def _days(self) -> Iterator[LocalDay]:
        if not self.cells:
            return
        day = local_time.local(self.starts_at).date()
        while (cells := self.cells_of_local_day(day)).start < self.cells:
            yield LocalDay(day, cells, tuple(self._stretches(cells)))
            day += timedelta(days=1)

    def _stretches(self, cells: range) -> Iterator[Stretch]:
        """Cut the cells of a day where the distance between wall and UTC jumps."""
        first = cells.start
        while first < cells.stop:
            wall = self._wall(first)
            end = cells.stop
            if self._wall(end - 1) != wall + end - 1 - first:
                end = next(cell for cell in cells if self._wall(cell) != wall + cell - first)
            yield Stretch(first, wall, end - first)
            first, cells = end, range(end, cells.stop)

    def _wall(self, cell: int) -> int:
        """Return which quarter of its local day the cell is, as clocks show it."""
        return wall_quarter(local_time.local(self.instant(cell)).time())

    def _halves(self, day: LocalDay) -> Iterator[HalfDay]:
        # No Dutch clock changes between 3 and 24 hours, so noon lies as far from the end of every
        # day.
        noon = day.cells.stop - NOON
        parts = (DayPart.MORNING, day.cells.start, noon), (DayPart.AFTERNOON, noon, day.cells.stop)
        for part, first, end in parts:
            if mask := self.mask(first, end):
                yield HalfDay(day.day, part, first, mask)


def ones(cells: int) -> int:
    """Return the mask of the first so many cells."""
    return (1 << cells) - 1


def wall_quarter(wall: time) -> int:
    """Return in which quarter of the day a wall-clock time falls."""
    return wall.hour * CELLS_PER_HOUR + wall.minute // 15


def cells_for(minutes: int) -> int:
    """Return how many cells so many minutes take, rounded up."""
    return -(-minutes // 15)
