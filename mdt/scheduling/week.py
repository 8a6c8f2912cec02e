"""One week of moments as a coordinator sees them: per local day, morning and afternoon."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache

from mdt.scheduling import local_time, slots
from mdt.scheduling.grid import DayPart, Grid
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Search, Slot

WORKING_DAYS = 5
DAYS = 7


@dataclass(frozen=True)
class Day:
    """The moments offered on one local day, in order of time."""

    day: date
    morning: tuple[Slot, ...]
    afternoon: tuple[Slot, ...]


@dataclass(frozen=True)
class Week:
    """The days of a week."""

    days: tuple[Day, ...]

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(slot for day in self.days for slot in (*day.morning, *day.afternoon))

    @cached_property
    def best(self) -> Slot | None:
        return min(self.slots, key=lambda slot: slot.rank, default=None)

    @cached_property
    def full_count(self) -> int:
        """How many of the moments suit every seat, and are not late."""
        return sum(slot.is_full and not slot.is_late for slot in self.slots)

    @property
    def suits_the_quorum(self) -> bool:
        """True when at the best moment every required seat can, and it is not late."""
        best = self.best
        if best is None or best.is_late:
            return False
        return all(seat.fit is Fit.CAN for seat in best.seats if seat.required)


def week(grid: Grid, table: Sequence[SeatPool], search: Search, monday: date) -> Week:
    """Return what find() offers in the week of this Monday.

    Saturday and Sunday are there only when a moment is. The grid covers the week, or as much of
    it as may be offered.
    """
    found = slots.find(grid, table, within(search, monday))
    halves = _by_half_day(grid, found.slots)
    days = [_day(halves, monday + timedelta(days=offset)) for offset in range(DAYS)]
    shown = tuple(
        day
        for offset, day in enumerate(days)
        if offset < WORKING_DAYS or day.morning or day.afternoon
    )
    return Week(shown)


@lru_cache(maxsize=256)
def in_time(grid: Grid, search: Search, monday: date) -> int:
    """Return the mask of the starts in this week from which the sitting is in time, whoever can.

    Known when it was asked before: when somebody's time changes, this does not.
    """
    return slots.in_time(grid, within(search, monday))


def within(search: Search, monday: date) -> Search:
    """Return the same search inside the week of this Monday, without a limit."""
    begins, ends = (local_time.midnight(monday + timedelta(days=days)) for days in (0, DAYS))
    return replace(
        search,
        starts_from=max(search.starts_from, begins),
        ends_by=ends if search.ends_by is None else min(search.ends_by, ends),
        limit=None,
    )


def _by_half_day(grid: Grid, offered: Iterable[Slot]) -> dict[tuple[date, DayPart], list[Slot]]:
    """Return the moments of every half day that has any, in order of time."""
    found: dict[tuple[date, DayPart], list[Slot]] = defaultdict(list)
    for slot in sorted(offered, key=lambda slot: slot.cell):
        half = grid.half_day_of(slot.cell)
        found[half.day, half.part].append(slot)
    return found


def _day(halves: Mapping[tuple[date, DayPart], list[Slot]], day: date) -> Day:
    parts = [tuple(halves.get((day, part), ())) for part in DayPart]
    return Day(day, *parts)
