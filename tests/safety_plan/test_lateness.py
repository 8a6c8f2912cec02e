"""When an action is late."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import Session, select

from mdt.models import ActionState, SafetyAction
from mdt.safety_plan import lateness
from tests.conftest import NOON
from tests.factories import Make

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

days = some.dates(date(2025, 1, 1), date(2028, 12, 31))
instants = some.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2028, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=some.just(UTC),
)


def here(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


def test_a_day_is_in_time_until_its_end_in_amsterdam() -> None:
    due = date(2026, 2, 17)

    assert lateness.days_late(due, now=here(2026, 2, 17, 23, 59)) is None
    assert lateness.days_late(due, now=here(2026, 2, 18, 0)) == 1


def test_an_hour_is_late_as_soon_as_it_has_passed() -> None:
    due = here(2026, 2, 12, 17)

    assert lateness.days_late(due, now=due) is None
    assert lateness.days_late(due, now=due + timedelta(seconds=1)) == 0


def test_days_late_are_counted_on_the_dutch_calendar() -> None:
    late_evening = here(2026, 2, 12, 22)

    assert lateness.days_late(late_evening, now=here(2026, 2, 13, 0, 30)) == 1
    assert lateness.days_late(date(2026, 2, 12), now=here(2026, 2, 16, 9)) == 4


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_a_day_on_which_the_clock_changes_ends_at_its_own_midnight(day: date, hours: int) -> None:
    begins = datetime.combine(day, datetime.min.time(), AMSTERDAM).astimezone(UTC)

    ends = lateness.last_moment(day)

    assert ends < begins + timedelta(hours=hours) <= ends + timedelta(seconds=1)


@given(due=days, now=instants)
def test_a_day_is_late_exactly_when_the_dutch_calendar_is_past_it(due: date, now: datetime) -> None:
    today = now.astimezone(AMSTERDAM).date()

    late = lateness.days_late(due, now=now)

    assert late == ((today - due).days if today > due else None)


@given(due=instants, now=instants)
def test_an_hour_is_never_late_before_it_and_always_after_it(due: datetime, now: datetime) -> None:
    late = lateness.days_late(due, now=now)

    assert (late is not None) == (now > due)
    assert late is None or late >= 0


@given(due=some.one_of(days, instants), now=instants)
def test_the_stored_last_moment_says_the_same_as_what_was_agreed(
    due: lateness.Due, now: datetime
) -> None:
    is_late = lateness.is_late(ActionState.OPEN, lateness.last_moment(due), now=now)

    assert is_late == (lateness.days_late(due, now=now) is not None)


@pytest.mark.parametrize("state", ActionState)
@pytest.mark.parametrize("hours", [-1, 0, 1])
def test_the_database_says_the_same_as_the_rule(
    session: Session, make: Make, state: ActionState, hours: int
) -> None:
    due_at = NOON - timedelta(hours=hours)
    action = make.action(make.case(), state=state, due_at=due_at, late_after=due_at)

    found = session.exec(select(SafetyAction.id).where(lateness.late(NOON))).all()

    assert (action.id in found) == lateness.is_late(state, due_at, now=NOON)


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.NOT_DONE])
def test_what_is_settled_is_never_late(state: ActionState) -> None:
    assert not lateness.is_late(state, NOON - timedelta(days=9), now=NOON)
