"""Rules of mdt.scheduling.protection."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import Measure, MeasureKind
from mdt.scheduling import protection

NOW = datetime(2026, 2, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def measure(
    start: int, end: int | None, kind: MeasureKind = MeasureKind.HOUSE_BAN, title: str = ""
) -> Measure:
    """Return a measure that runs from so many days from now until so many days from now."""
    return Measure(
        case_id=uuid4(),
        kind=kind,
        title=title,
        starts_at=NOW + start * DAY,
        ends_at=None if end is None else NOW + end * DAY,
    )


def test_a_house_ban_alone_is_the_first_to_fall() -> None:
    ban = measure(0, 10)

    assert protection.first_to_fall([ban], now=NOW) is ban


def test_what_keeps_somebody_away_too_is_its_successor() -> None:
    ban, order = measure(0, 10), measure(2, 92, MeasureKind.ORDER_509HH)

    assert protection.first_to_fall([ban, order], now=NOW) is order


@pytest.mark.parametrize(
    "other", [MeasureKind.AWARE, MeasureKind.ADDRESS_SECRET, MeasureKind.SHELTER]
)
def test_an_alarm_or_a_hiding_place_is_no_successor_of_a_ban(other: MeasureKind) -> None:
    ban = measure(0, 10)

    assert protection.first_to_fall([ban, measure(0, None, other)], now=NOW) is ban


def test_a_measure_that_begins_at_that_very_instant_follows_and_one_that_ends_then_does_not() -> (
    None
):
    ban = measure(0, 10)

    assert protection.first_to_fall([ban, measure(10, None)], now=NOW) is None
    assert protection.first_to_fall([ban, measure(0, 10)], now=NOW) is not None
    later = measure(11, None)
    assert protection.first_to_fall([ban, later], now=NOW) is ban


def test_measures_of_one_s_own_making_follow_each_other_by_their_name() -> None:
    dog = measure(0, 10, MeasureKind.OTHER, "opvang hond")
    lock = measure(0, None, MeasureKind.OTHER, "slot")

    assert protection.first_to_fall([dog, lock], now=NOW) is dog


def test_what_has_ended_and_what_protects_nobody_falls_no_more() -> None:
    ended = measure(-10, 5)
    ended.ended_at = NOW - DAY
    visit = measure(0, 3, MeasureKind.CONTACT_ARRANGEMENT)

    assert protection.first_to_fall([ended, measure(-9, 0), visit], now=NOW) is None


ENDS = st.tuples(st.integers(-5, 20), st.none() | st.integers(1, 20))


@given(st.lists(ENDS, max_size=6))
def test_the_first_to_fall_is_the_first_hour_after_which_nothing_runs(
    spans: list[tuple[int, int | None]],
) -> None:
    bans = [measure(start, None if more is None else start + more) for start, more in spans]

    found = protection.first_to_fall(bans, now=NOW)

    def runs(hour: int) -> bool:
        at = NOW + timedelta(hours=hour)
        return any(b.starts_at <= at and (b.ends_at is None or at < b.ends_at) for b in bans)

    bare = [hour for hour in range(1, 24 * 45) if runs(hour - 1) and not runs(hour)]
    assert (found.ends_at if found else None) == (NOW + timedelta(hours=bare[0]) if bare else None)
