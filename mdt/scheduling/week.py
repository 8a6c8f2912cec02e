"""One week of moments as a coordinator sees them: per local day, morning and afternoon."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from mdt.scheduling import local_time, slots
from mdt.scheduling.grid import DayPart, Grid
from mdt.scheduling.pools import SeatPool
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


def week(grid: Grid, table: Sequence[SeatPool], search: Search, monday: date) -> Week:
    """Return what find() offers in the week of this Monday.

    Saturday and Sunday are there only when a moment is. The grid covers the week, or as much of
    it as may be offered.
    """
    found = slots.find(grid, table, within(search, monday))
    days = [_day(grid, found.slots, monday + timedelta(days=offset)) for offset in range(DAYS)]
    shown = tuple(
        day
        for offset, day in enumerate(days)
        if offset < WORKING_DAYS or day.morning or day.afternoon
    )
    return Week(shown)


def has_moment(
    grid: Grid, table: Sequence[SeatPool], search: Search, monday: date, *, required_only: bool
) -> bool:
    """Tell whether every seat can, or every required one, at a moment in time in this week.

    Quicker than week(), which says no more of it than that when this is not so.
    """
    inside = within(search, monday)
    starts = slots.in_time(grid, inside)
    return bool(slots.all_can(table, starts, inside, required_only=required_only))


def within(search: Search, monday: date) -> Search:
    """Return the same search inside the week of this Monday, without a limit."""
    begins, ends = (local_time.midnight(monday + timedelta(days=days)) for days in (0, DAYS))
    return replace(
        search,
        starts_from=max(search.starts_from, begins),
        ends_by=ends if search.ends_by is None else min(search.ends_by, ends),
        limit=None,
    )


def _day(grid: Grid, offered: Sequence[Slot], day: date) -> Day:
    on_day = sorted(
        (slot for slot in offered if _half_day(grid, slot)[0] == day),
        key=lambda slot: slot.starts_at,
    )
    parts = {
        part: tuple(slot for slot in on_day if _half_day(grid, slot)[1] is part) for part in DayPart
    }
    return Day(day, parts[DayPart.MORNING], parts[DayPart.AFTERNOON])


def _half_day(grid: Grid, slot: Slot) -> tuple[date, DayPart]:
    half = grid.half_day_of(slot.cell)
    return half.day, half.part
