"""Rules of mdt.reminders.rhythm: by day, on one's own days, in one's own rhythm."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.reminders import rhythm
from mdt.reminders.rhythm import Rhythm
from mdt.scheduling.local_time import local, resolve_local

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
"""The nights on which Dutch clocks change in 2026; both are Sundays."""

DAILY = frozenset(range(7))
INSTANTS = st.integers(0, 60 * 24 * 730).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
RHYTHMS = st.builds(
    Rhythm,
    weekdays=st.frozensets(st.integers(0, 6)),
    digest_at=st.none() | st.times(time(7), time(21, 59)),
    away=st.lists(
        st.tuples(INSTANTS, st.integers(1, 400)).map(
            lambda one: (one[0], one[0] + timedelta(hours=one[1]))
        ),
        max_size=3,
    ).map(tuple),
)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return resolve_local(datetime.combine(day, time(hour, minute)))


@pytest.mark.parametrize("day", [SPRING, AUTUMN, date(2026, 2, 10), date(2026, 7, 14)])
def test_the_day_begins_at_seven_and_ends_at_ten_on_dutch_clocks(day: date) -> None:
    moments = [wall(day, 6, 59), wall(day, 7), wall(day, 21, 59), wall(day, 22)]

    assert [rhythm.is_open(Rhythm(DAILY), at) for at in moments] == [False, True, True, False]


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_digest_comes_at_its_time_on_dutch_clocks_also_after_a_short_or_long_night(
    day: date,
) -> None:
    its = Rhythm(DAILY, digest_at=time(8, 30))

    at = rhythm.next_open(its, wall(day - timedelta(days=1), 22, 15))

    assert local(at).replace(tzinfo=None) == datetime.combine(day, time(8, 30))


def test_nobody_is_disturbed_on_days_that_are_not_theirs() -> None:
    its = Rhythm(frozenset({0, 3}))

    assert rhythm.is_open(its, wall(date(2026, 2, 12), 9)), "a Thursday"
    assert not rhythm.is_open(its, wall(date(2026, 2, 13), 9)), "a Friday"
    assert local(rhythm.next_open(its, wall(date(2026, 2, 13), 9))).date() == date(2026, 2, 16)


def test_a_public_holiday_is_nobodys_day() -> None:
    kings_day = date(2026, 4, 27)

    assert not rhythm.is_open(Rhythm(), wall(kings_day, 9))


def test_who_is_away_hears_of_it_when_they_are_back() -> None:
    back_at = wall(date(2026, 2, 11), 13)
    its = Rhythm(away=((wall(date(2026, 2, 9), 0), back_at),))

    assert not rhythm.is_open(its, wall(date(2026, 2, 10), 9))
    assert rhythm.next_open(its, wall(date(2026, 2, 10), 9)) == back_at


def test_who_is_never_there_is_looked_at_again_later() -> None:
    now = wall(date(2026, 2, 10), 9)

    assert rhythm.next_open(Rhythm(frozenset()), now) > now + timedelta(days=30)


@given(RHYTHMS, INSTANTS)
def test_what_is_open_is_no_night_no_day_off_no_absence(its: Rhythm, now: datetime) -> None:
    if rhythm.is_open(its, now):
        assert time(7) <= local(now).time() < time(22)
        assert local(now).weekday() in its.weekdays
        assert not any(starts <= now < ends for starts, ends in its.away)


@given(RHYTHMS, INSTANTS)
def test_the_next_open_instant_is_open_and_none_comes_before_it(its: Rhythm, now: datetime) -> None:
    at = rhythm.next_open(its, now)

    assert at >= now
    quarters = int((at - now) / timedelta(minutes=15))
    steps = range(0, quarters, max(1, quarters // 200))
    assert not any(rhythm.is_open(its, now + step * timedelta(minutes=15)) for step in steps)
    if at < now + timedelta(days=rhythm.LOOK_AHEAD_DAYS):
        assert rhythm.is_open(its, at)
