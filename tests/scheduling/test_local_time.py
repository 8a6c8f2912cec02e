"""Rules of mdt.scheduling.local_time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.errors import AmbiguousTime, NonexistentTime
from mdt.scheduling import local_time

FORWARD = [date(2026, 3, 29), date(2027, 3, 28)]
BACK = [date(2026, 10, 25), date(2027, 10, 31)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - wall clock


@pytest.mark.parametrize("day", FORWARD)
def test_a_time_that_does_not_exist_is_refused(day: date) -> None:
    for minute in (0, 30, 59):
        with pytest.raises(NonexistentTime):
            local_time.resolve_local(at(day, 2, minute))
        with pytest.raises(NonexistentTime):
            local_time.resolve_local(at(day, 2, minute), fold=1)


@pytest.mark.parametrize("day", FORWARD)
def test_the_minutes_around_the_skipped_hour_exist(day: date) -> None:
    before = local_time.resolve_local(at(day, 1, 59))
    after = local_time.resolve_local(at(day, 3))

    assert after - before == timedelta(minutes=1)


@pytest.mark.parametrize("day", BACK)
def test_a_time_that_happens_twice_is_asked_for(day: date) -> None:
    with pytest.raises(AmbiguousTime):
        local_time.resolve_local(at(day, 2, 30))

    first, second = (local_time.resolve_local(at(day, 2, 30), fold) for fold in (0, 1))

    assert first == datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize("day", BACK)
def test_the_season_tells_the_two_times_apart(day: date) -> None:
    first, second = (local_time.resolve_local(at(day, 2, 30), fold) for fold in (0, 1))

    assert local_time.happens_twice(first)
    assert local_time.happens_twice(second)
    assert local_time.is_summer_time(first)
    assert not local_time.is_summer_time(second)
    assert not local_time.happens_twice(second + timedelta(minutes=30))
    assert not local_time.happens_twice(first - timedelta(minutes=31))


def test_an_incident_after_the_jump_is_stored_in_winter_hours_of_utc() -> None:
    """Scenario Populier, check 1.8."""
    stored = local_time.resolve_local(at(date(2026, 3, 29), 3, 10))

    assert stored == datetime(2026, 3, 29, 1, 10, tzinfo=UTC)


def test_an_answer_to_which_time_is_ignored_when_there_is_only_one() -> None:
    noon = at(date(2026, 2, 12), 12)

    assert local_time.resolve_local(noon, fold=1) == local_time.resolve_local(noon)


def test_a_wall_clock_time_carries_no_zone_and_an_instant_does() -> None:
    with pytest.raises(ValueError, match="no zone"):
        local_time.resolve_local(datetime(2026, 2, 12, tzinfo=UTC))
    with pytest.raises(ValueError, match="its zone"):
        local_time.local(at(date(2026, 2, 12), 12))


def test_a_local_day_begins_at_midnight_in_both_seasons() -> None:
    assert local_time.midnight(date(2026, 2, 12)) == datetime(2026, 2, 11, 23, tzinfo=UTC)
    assert local_time.midnight(date(2026, 7, 12)) == datetime(2026, 7, 11, 22, tzinfo=UTC)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_what_clocks_show_leads_back_to_the_instant(instant: datetime) -> None:
    shown = local_time.local(instant)

    again = local_time.resolve_local(shown.replace(tzinfo=None), fold=shown.fold)

    assert again == instant
    assert local_time.happens_twice(instant) == (shown.hour == 2 and shown.date() in BACK)
