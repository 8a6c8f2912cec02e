"""Rules of mdt.scheduling.waking: nobody is disturbed at night, also when clocks change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import waking
from mdt.scheduling.local_time import local, resolve_local

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The nights on which Dutch clocks change in 2026; both are Sundays."""

DAYS = [SPRING, AUTUMN, date(2027, 3, 28), date(2027, 10, 31), date(2026, 2, 10)]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
INSTANTS = st.integers(0, 60 * 24 * 730).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE
)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return resolve_local(datetime.combine(day, time(hour, minute)))


@pytest.mark.parametrize("day", DAYS)
def test_the_day_begins_at_seven_and_ends_at_ten_on_dutch_clocks(day: date) -> None:
    moments = [wall(day, 6, 59), wall(day, 7), wall(day, 21, 59), wall(day, 22)]

    assert [waking.is_night(at) for at in moments] == [True, False, False, True]


@pytest.mark.parametrize("day", DAYS)
def test_the_night_is_left_out_however_long_it_is(day: date) -> None:
    evening = wall(day - DAY, 21)

    assert waking.from_then(wall(day - DAY, 22)) == wall(day, 7)
    assert waking.from_then(wall(day, 5)) == wall(day, 7)
    assert waking.before(wall(day, 5)) == wall(day - DAY, 21, 59)
    assert waking.before(wall(day, 7)) == wall(day - DAY, 21, 59)
    assert waking.before(wall(day, 23)) == wall(day, 21, 59)
    assert waking.after(evening, HOUR) == wall(day - DAY, 22)
    assert waking.after(evening, 2 * HOUR) == wall(day, 8)
    assert waking.after(wall(day, 3), 16 * HOUR) == wall(day + DAY, 8)


@given(INSTANTS)
def test_what_is_awake_stays_as_it_is(at: datetime) -> None:
    later, earlier = waking.from_then(at), waking.before(at)

    assert earlier < at <= later
    assert not waking.is_night(later)
    assert not waking.is_night(earlier)
    assert (later == at) != waking.is_night(at)
    assert later - earlier <= 10 * HOUR + MINUTE


@given(INSTANTS, st.integers(1, 2_000))
def test_only_the_minutes_of_the_day_are_counted(start: datetime, minutes: int) -> None:
    ends = waking.after(start, minutes * MINUTE)
    lived = range(int((ends - start) / MINUTE))

    assert sum(not waking.is_night(start + minute * MINUTE) for minute in lived) == minutes
    assert local(ends).time() <= waking.NIGHT
