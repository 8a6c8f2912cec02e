"""Rules of mdt.scheduling.masks."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import local_time, masks
from mdt.scheduling.grid import CELL, Grid
from tests.scheduling.test_grid import SWITCH_DAYS, THURSDAY

OFFICE = [(time(8, 30), time(12, 30)), (time(13), time(17))]
GRID = Grid.of_days(THURSDAY, 1)


def clock_of(grid: Grid, mask: int) -> list[str]:
    """Return what clocks show at the start of every cell of the mask."""
    cells = (cell for cell in range(grid.cells) if mask >> cell & 1)
    return [f"{local_time.local(grid.instant(cell)):%a %H.%M}" for cell in cells]


def span(start: str, end: str, day: date = THURSDAY) -> masks.Interval:
    """Return the interval between two wall-clock times of a day."""
    first, last = (
        local_time.resolve_local(datetime.combine(day, time.fromisoformat(text)))
        for text in (start, end)
    )
    return first, last


def quarters(*starts: str) -> list[str]:
    return [f"Thu {start}" for start in starts]


def test_busy_time_rounds_outward() -> None:
    mask = masks.outward(GRID, [span("09:10", "09:35")])

    assert clock_of(GRID, mask) == quarters("09.00", "09.15", "09.30")


def test_free_time_rounds_inward() -> None:
    mask = masks.inward(GRID, [span("09:10", "09:50")])

    assert clock_of(GRID, mask) == quarters("09.15", "09.30")


def test_a_free_quarter_of_an_hour_that_is_not_whole_is_no_cell() -> None:
    assert masks.inward(GRID, [span("09:10", "09:20")]) == 0


def test_an_interval_without_length_or_turned_around_is_nothing() -> None:
    start, end = span("09:05", "11:00")

    assert masks.outward(GRID, [(start, start), (end, start)]) == 0
    assert masks.inward(GRID, [(start, start), (end, start)]) == 0


def test_what_lies_outside_the_grid_is_cut_off() -> None:
    week = timedelta(days=7)
    start, end = span("09:00", "10:00")

    assert masks.outward(GRID, [(start - week, end + week)]) == GRID.everything
    assert masks.inward(GRID, [(start - week, end + week)]) == GRID.everything
    assert masks.outward(GRID, [(start - week, end - week), (start + week, end + week)]) == 0


MINUTES = st.integers(-60, 25 * 60)


@given(st.lists(st.tuples(MINUTES, MINUTES), max_size=5))
def test_rounding_is_what_every_single_minute_says(spans: list[tuple[int, int]]) -> None:
    origin = GRID.starts_at
    intervals = [
        (origin + timedelta(minutes=start), origin + timedelta(minutes=end)) for start, end in spans
    ]

    busy, free = masks.outward(GRID, intervals), masks.inward(GRID, intervals)

    for cell in range(GRID.cells):
        first = cell * 15
        touched = any(start < first + 15 and end > max(first, start) for start, end in spans)
        whole = any(start <= first and end >= first + 15 for start, end in spans)
        assert (busy >> cell & 1) == touched
        assert (free >> cell & 1) == whole


def test_weekly_hours_fall_on_their_weekdays() -> None:
    grid = Grid.of_days(THURSDAY, 3)

    mask = masks.weekly(grid, {3: [(time(9), time(9, 30))], 4: [(time(16, 45), time(17))]})

    assert clock_of(grid, mask) == ["Thu 09.00", "Thu 09.15", "Fri 16.45"]


def test_weekly_hours_round_inward() -> None:
    mask = masks.weekly(GRID, {3: [(time(9, 5), time(9, 50))]})

    assert clock_of(GRID, mask) == quarters("09.15", "09.30")


def test_hours_past_midnight_belong_to_the_evening_they_begin_on() -> None:
    grid = Grid.of_days(THURSDAY, 3)

    mask = masks.weekly(grid, {3: [(time(23, 45), time(0, 15))]})

    assert clock_of(grid, mask) == ["Thu 23.45", "Fri 00.00"]


def test_hours_until_midnight_end_with_the_day() -> None:
    mask = masks.weekly(Grid.of_days(THURSDAY, 2), {3: [(time(0), time(0))]})

    assert mask == GRID.everything


def test_a_grid_that_begins_in_the_middle_of_a_day_has_the_rest_of_its_hours() -> None:
    grid = Grid.between(*span("12:15", "18:00"))

    assert clock_of(grid, masks.weekly(grid, {3: OFFICE})) == quarters(
        "12.15", *(f"{hour}.{minute:02}" for hour in range(13, 17) for minute in (0, 15, 30, 45))
    )


@pytest.mark.parametrize("day", SWITCH_DAYS)
def test_office_hours_keep_their_wall_clock_on_the_day_the_clock_changes(day: date) -> None:
    grid = Grid.of_days(day - timedelta(days=1), 3)

    mask = masks.weekly(grid, dict.fromkeys(range(7), OFFICE))

    hours = [text.removeprefix(f"{day:%a} ") for text in clock_of(grid, mask)]
    assert mask.bit_count() == 3 * 32
    assert next(text for text in hours if len(text) == 5) == "08.30"


@pytest.mark.parametrize("day", SWITCH_DAYS)
def test_night_duty_loses_or_gains_the_hour_of_the_clock_change(day: date) -> None:
    grid = Grid.of_days(day, 1)

    mask = masks.weekly(grid, {6: [(time(0), time(6))]})

    assert mask.bit_count() == (20 if day.month == 3 else 28)


TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
HOURS = st.dictionaries(
    st.integers(0, 6), st.lists(st.tuples(TIMES, TIMES), max_size=2), max_size=7
)


def is_in_hours(instant: datetime, hours: masks.WeeklyHours) -> bool:
    """Say by the wall clock alone whether a minute falls in the hours."""
    clock = local_time.local(instant)
    today, yesterday = hours.get(clock.weekday(), ()), hours.get((clock.weekday() - 1) % 7, ())
    now = clock.time()
    return any(start <= now and (now < end or end <= start) for start, end in today) or any(
        end <= start and now < end for start, end in yesterday
    )


@given(st.sampled_from([*SWITCH_DAYS, THURSDAY]), HOURS, st.integers(0, 95), st.integers(1, 200))
def test_weekly_hours_are_what_the_wall_clock_says_minute_by_minute(
    day: date, hours: masks.WeeklyHours, offset: int, cells: int
) -> None:
    grid = Grid(local_time.midnight(day) - timedelta(days=1) + offset * CELL, cells)

    mask = masks.weekly(grid, hours)

    for cell in range(grid.cells):
        minutes = (grid.instant(cell) + timedelta(minutes=minute) for minute in range(15))
        inside = [is_in_hours(instant, hours) for instant in minutes]
        if mask >> cell & 1:
            assert all(inside)
        elif all(inside):
            # Two spans that meet inside the quarter cover it together, neither of them alone.
            assert any(
                edge.minute % 15 for spans in hours.values() for span in spans for edge in span
            )


def person(rhythm: Iterable[masks.Interval], **sources: Any) -> masks.PersonMask:
    return masks.person(GRID, masks.inward(GRID, rhythm), **sources)


def test_a_commitment_takes_a_person_out_of_working_hours() -> None:
    mask = person([span("09:00", "10:00")], busy=[span("09:20", "09:35")])

    assert clock_of(GRID, mask.free) == quarters("09.00", "09.45")
    assert mask.maybe == 0


def test_a_tentative_commitment_leaves_perhaps() -> None:
    mask = person([span("09:00", "10:00")], tentative=[span("09:30", "11:00")])

    assert clock_of(GRID, mask.free) == quarters("09.00", "09.15")
    assert clock_of(GRID, mask.maybe) == quarters("09.30", "09.45")


def test_an_accepted_moment_counts_outside_working_hours_too() -> None:
    mask = person([span("09:00", "10:00")], agreed=[span("19:00", "19:30")])

    assert clock_of(GRID, mask.free)[-2:] == quarters("19.00", "19.15")


def test_an_accepted_moment_beats_a_tentative_one_and_busy_beats_all() -> None:
    moment = [span("09:00", "09:30")]

    assert person(moment, tentative=moment, agreed=moment).free == masks.inward(GRID, moment)
    assert person(moment, agreed=moment, busy=moment) == masks.PersonMask(0, 0)


@given(*[st.integers(0, GRID.everything)] * 4)
def test_a_person_never_both_can_and_perhaps_can(
    rhythm: int, busy: int, tentative: int, agreed: int
) -> None:
    sources = [
        [(GRID.instant(cell), GRID.instant(cell + 1)) for cell in range(96) if mask >> cell & 1]
        for mask in (busy, tentative, agreed)
    ]

    mask = masks.person(GRID, rhythm, busy=sources[0], tentative=sources[1], agreed=sources[2])

    assert mask.free & mask.maybe == 0
    assert (mask.free | mask.maybe) & busy == 0
    assert mask.free == (rhythm & ~tentative | agreed) & ~busy
