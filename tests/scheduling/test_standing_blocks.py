"""Rules of mdt.scheduling.standing_blocks: the clock on the wall, also when it changes."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import local_time, standing_blocks
from mdt.scheduling.grid import CELL, Grid
from mdt.scheduling.standing_blocks import Block

TUESDAY = date(2026, 2, 10)
SUNDAYS = (date(2026, 3, 29), date(2026, 10, 25))
"""On which Dutch clocks change."""


def block(day: date = TUESDAY, starts: str = "12:30", ends: str = "13:00", **more: object) -> Block:
    values = {"from_on": day - timedelta(days=70)} | more
    return Block(day.weekday(), time.fromisoformat(starts), time.fromisoformat(ends), **values)  # type: ignore[arg-type]


def walls(grid: Grid, mask: int) -> list[str]:
    """Return the days and wall-clock times of the cells of a mask."""
    return [
        f"{local_time.local(grid.instant(cell)):%m-%d %H.%M}"
        for cell in range(grid.cells)
        if mask >> cell & 1
    ]


def test_a_block_comes_back_every_week_at_the_same_time() -> None:
    grid = Grid.of_days(TUESDAY - timedelta(days=1), 14)

    assert walls(grid, standing_blocks.mask(grid, [block()])) == [
        "02-10 12.30",
        "02-10 12.45",
        "02-17 12.30",
        "02-17 12.45",
    ]


def test_it_runs_from_its_first_day_up_to_its_last_and_skips_the_days_without() -> None:
    grid = Grid.of_days(TUESDAY, 35)
    weeks = [TUESDAY + timedelta(days=7 * number) for number in range(5)]

    found = standing_blocks.mask(
        grid,
        [block(ends="12:45", from_on=weeks[1], until_on=weeks[3], but=frozenset({weeks[2]}))],
    )

    assert walls(grid, found) == [f"{day:%m-%d} 12.30" for day in (weeks[1], weeks[3])]


def test_a_quarter_that_is_only_partly_inside_does_not_count() -> None:
    grid = Grid.of_days(TUESDAY, 1)

    found = standing_blocks.mask(grid, [block(starts="12:35", ends="13:10")])

    assert walls(grid, found) == ["02-10 12.45"]


@pytest.mark.parametrize("day", SUNDAYS)
def test_on_the_day_the_clock_changes_it_is_at_the_time_on_the_wall(day: date) -> None:
    grid = Grid.of_days(day - timedelta(days=7), 15)

    found = walls(grid, standing_blocks.mask(grid, [block(day)]))

    before = day - timedelta(days=7)
    assert found == [
        f"{one:%m-%d} {clock}"
        for one in (before, day, day + timedelta(days=7))
        for clock in ("12.30", "12.45")
    ]


def test_of_a_block_in_the_hour_that_is_skipped_nothing_is_left() -> None:
    grid = Grid.of_days(SUNDAYS[0], 1)

    found = standing_blocks.mask(grid, [block(SUNDAYS[0], "02:00", "03:00")])

    assert walls(grid, found) == []


@given(
    st.sampled_from([TUESDAY, *SUNDAYS]),
    st.integers(16, 94),
    st.integers(1, 20),
    st.integers(-3, 3),
)
def test_plain_loops_over_the_wall_find_the_same_cells(
    day: date, first: int, quarters: int, shift: int
) -> None:
    last = min(first + quarters, 95)
    grid = Grid.of_days(day + timedelta(days=shift), 9)
    starts, ends = (time(number // 4, number % 4 * 15) for number in (first, last))

    found = standing_blocks.mask(
        grid, [Block(day.weekday(), starts, ends, from_on=day, until_on=day)]
    )

    by_hand = 0
    for cell in range(grid.cells):
        wall = local_time.local(grid.starts_at + cell * CELL)
        if wall.date() == day and starts <= wall.time() < ends:
            by_hand |= 1 << cell
    assert found == by_hand
