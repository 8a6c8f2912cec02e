"""Rules of mdt.reminders.occasions: which word about an action is worth saying when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.reminders import occasions
from mdt.reminders.occasions import Timetable
from mdt.safety_plan import lateness
from mdt.scheduling.local_time import resolve_local
from tests.factories import Make

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TUESDAY = date(2026, 2, 10)
USUAL = Timetable()
INSTANTS = st.integers(0, 60 * 24 * 730).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def wall(day: date, hour: int = 9) -> datetime:
    return resolve_local(datetime.combine(day, time(hour)))


def name(due: lateness.Due, now: datetime, timetable: Timetable = USUAL) -> str | None:
    found = occasions.of_action(due, LONG_AGO, timetable, now=now)
    return found.name if found else None


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 8), None),
        (date(2026, 2, 9), "before-1"),
        (TUESDAY, "before-1"),
        (date(2026, 2, 11), "late-0"),
        (date(2026, 2, 16), "late-0"),
        (date(2026, 2, 17), "late-1"),
        (date(2026, 2, 24), "late-2"),
    ],
)
def test_an_owner_hears_the_day_before_when_it_is_late_and_every_week_after(
    day: date, expected: str | None
) -> None:
    assert name(TUESDAY, wall(day)) == expected


def test_the_day_before_a_monday_is_a_friday() -> None:
    assert name(date(2026, 2, 16), wall(date(2026, 2, 12))) is None
    assert name(date(2026, 2, 16), wall(date(2026, 2, 13))) == "before-1"


def test_an_hour_that_was_agreed_is_late_as_soon_as_it_has_passed() -> None:
    due = wall(TUESDAY, 15)

    assert name(due, due) == "before-1"
    assert name(due, due + timedelta.resolution) == "late-0"


def test_an_installation_chooses_how_often() -> None:
    often = Timetable((3, 1), late_every_days=1)

    assert name(TUESDAY, wall(date(2026, 2, 5)), often) == "before-3"
    assert name(TUESDAY, wall(date(2026, 2, 9)), often) == "before-1"
    assert name(TUESDAY, wall(date(2026, 2, 13)), often) == "late-3"
    assert name(TUESDAY, wall(date(2026, 2, 9)), Timetable((), 7)) is None


def test_whoever_got_an_action_just_now_is_not_reminded_of_it() -> None:
    agreed_at = wall(date(2026, 2, 9), 11)

    assert occasions.of_action(TUESDAY, agreed_at, USUAL, now=agreed_at) is None


@given(due_at=INSTANTS, now=INSTANTS, is_day=st.booleans())
def test_late_is_said_of_what_is_late_and_of_nothing_else(
    due_at: datetime, now: datetime, *, is_day: bool
) -> None:
    due = due_at.date() if is_day else due_at

    found = occasions.of_action(due, LONG_AGO - timedelta(days=9), USUAL, now=now)

    is_late = now > lateness.last_moment(due)
    assert (found is not None and found.is_late) == is_late


@given(INSTANTS, st.lists(st.integers(0, 60 * 24 * 60), min_size=2).map(sorted))
def test_an_occasion_that_has_passed_does_not_come_back(due: datetime, minutes: list[int]) -> None:
    looks = [
        occasions.of_action(due, LONG_AGO, USUAL, now=due + timedelta(minutes=one - 30 * 24 * 60))
        for one in minutes
    ]

    begun = [one.starts_at for one in looks if one]
    assert begun == sorted(begun)


def test_another_date_or_owner_is_another_thing(make: Make) -> None:
    action = make.action(make.case())
    before = occasions.key(action, "late-0")
    assert occasions.name_in(before, action) == "late-0"

    action.late_after = action.due_at = action.late_after + timedelta(days=1)
    assert occasions.name_in(before, action) is None

    moved = occasions.key(action, "late-0")
    action.owner_id = make.person().id
    assert occasions.name_in(moved, action) is None
    assert len(moved) <= 200
