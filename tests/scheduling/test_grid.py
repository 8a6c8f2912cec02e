"""Rules of mdt.scheduling.grid."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import local_time
from mdt.scheduling.grid import CELL, DayPart, Grid, cells_for

LENGTHS = {
    date(2026, 2, 12): 96,
    date(2026, 3, 29): 92,
    date(2026, 10, 25): 100,
    date(2027, 3, 28): 92,
    date(2027, 10, 31): 100,
}
SWITCH_DAYS = [day for day, cells in LENGTHS.items() if cells != 96]
THURSDAY = date(2026, 2, 12)


@pytest.mark.parametrize(("day", "cells"), LENGTHS.items())
def test_a_local_day_has_as_many_cells_as_it_has_quarters(day: date, cells: int) -> None:
    grid = Grid.of_days(day, 1)

    assert grid.cells == cells
    assert grid.cells_of_local_day(day) == range(cells)
    assert [len(part.cells) for part in grid.local_days] == [cells]


@pytest.mark.parametrize("day", LENGTHS)
def test_the_stretches_of_a_day_say_what_clocks_show_in_every_cell(day: date) -> None:
    grid = Grid.of_days(day - timedelta(days=1), 3)
    shown = {
        stretch.first + offset: stretch.wall + offset
        for local_day in grid.local_days
        for stretch in local_day.stretches
        for offset in range(stretch.cells)
    }

    assert sorted(shown) == list(range(grid.cells))
    for cell, wall in shown.items():
        clock = local_time.local(grid.instant(cell))
        assert wall == clock.hour * 4 + clock.minute // 15


@pytest.mark.parametrize("day", LENGTHS)
def test_morning_ends_at_noon_on_the_wall(day: date) -> None:
    grid = Grid.of_days(day - timedelta(days=1), 3)

    for cell in range(grid.cells):
        clock = local_time.local(grid.instant(cell))
        half = grid.half_day_of(cell)
        assert half.day == clock.date()
        assert half.part is (DayPart.MORNING if clock.hour < 12 else DayPart.AFTERNOON)
        assert half.mask >> cell & 1


def test_a_grid_that_starts_in_the_afternoon_has_no_morning_on_its_first_day() -> None:
    grid = Grid.between(
        datetime(2026, 2, 12, 14, tzinfo=UTC), datetime(2026, 2, 13, 14, tzinfo=UTC)
    )

    assert [(half.day.day, half.part) for half in grid.half_days] == [
        (12, DayPart.AFTERNOON),
        (13, DayPart.MORNING),
        (13, DayPart.AFTERNOON),
    ]
    assert grid.half_day_of(0).first == 0 or grid.half_day_of(0).mask & 1


def test_a_grid_between_two_instants_holds_both() -> None:
    start = datetime(2026, 2, 12, 9, 7, tzinfo=UTC)
    end = datetime(2026, 2, 12, 10, 1, tzinfo=timezone(timedelta(hours=-1)))

    grid = Grid.between(start, end)

    assert grid.starts_at == datetime(2026, 2, 12, 9, 0, tzinfo=UTC)
    assert grid.ends_at == datetime(2026, 2, 12, 11, 15, tzinfo=UTC)


def test_a_grid_of_nothing_has_no_days() -> None:
    noon = datetime(2026, 2, 12, 12, tzinfo=UTC)
    grid = Grid.between(noon, noon)

    assert (grid.cells, grid.everything, grid.local_days, grid.half_days) == (0, 0, (), ())


@pytest.mark.parametrize(
    ("starts_at", "cells", "sentence"),
    [
        (datetime(2026, 2, 12), 4, "in UTC"),  # noqa: DTZ001 - the fault under test
        (datetime(2026, 2, 12, 9, 5, tzinfo=UTC), 4, "whole quarter"),
        (datetime(2026, 2, 12, tzinfo=UTC), -1, "does not end before"),
    ],
)
def test_a_grid_refuses_to_be_built_askew(starts_at: datetime, cells: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Grid(starts_at, cells)


@given(
    st.integers(0, 12),
    st.integers(1, 400),
    st.sampled_from([1, 2, 4]),
    st.sampled_from(list(LENGTHS)),
)
def test_permitted_starts_lie_on_the_step_of_the_wall_clock(
    offset: int, cells: int, step: int, day: date
) -> None:
    grid = Grid(local_time.midnight(day) + offset * CELL, cells)

    starts = grid.on_the(step)

    for cell in range(cells):
        minute = local_time.local(grid.instant(cell)).minute
        assert (starts >> cell & 1) == (minute % (15 * step) == 0)
    assert starts >> cells == 0


@given(st.datetimes(datetime(2026, 3, 28), datetime(2026, 3, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_floor_holds_an_instant_and_ceil_begins_after_it(instant: datetime) -> None:
    grid = Grid.of_days(date(2026, 3, 29), 2)

    floor, ceil = grid.floor(instant), grid.ceil(instant)

    assert grid.instant(floor) <= instant < grid.instant(floor + 1)
    assert grid.instant(ceil - 1) < instant <= grid.instant(ceil)


@pytest.mark.parametrize(("minutes", "cells"), [(9, 1), (15, 1), (16, 2), (45, 3), (60, 4)])
def test_minutes_take_whole_cells(minutes: int, cells: int) -> None:
    assert cells_for(minutes) == cells
