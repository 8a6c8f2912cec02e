"""How long it takes from the first signal to the first sitting."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.conferences import speed
from mdt.models import Conference, ConferenceState, Person
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)


def held(make: Make, samira: Person, waited: int, ago: int) -> Conference:
    """Return a first sitting held so many days ago, about a case opened so many days before it."""
    starts_at = NOON - ago * DAY
    case = make.case(opened_at=starts_at - waited * DAY)
    return make.conference(
        case,
        coordinator_id=samira.id,
        state=ConferenceState.HELD,
        starts_at=starts_at,
        held_at=starts_at,
    )


def test_fewer_than_five_cases_say_nothing(session: Session, make: Make) -> None:
    samira = make.coordinator()
    for _ in range(4):
        held(make, samira, 3, 1)
    assert speed.of(session, samira.id, now=NOON) is None
    held(make, samira, 3, 1)
    assert speed.of(session, samira.id, now=NOON) is not None


def test_the_mean_is_told_whole_and_by_month(session: Session, make: Make) -> None:
    samira = make.coordinator()
    for waited, ago in ((6, 40), (4, 40), (2, 1), (2, 1), (1, 1)):
        held(make, samira, waited, ago)
    found = speed.of(session, samira.id, now=NOON)
    assert found
    assert (round(found.days, 6), found.cases) == (3.0, 5)
    assert [(one.first.isoformat(), round(one.days, 6)) for one in found.months] == [
        ("2026-01-01", 5.0),
        ("2026-02-01", 1.666667),
    ]


def test_only_the_first_sitting_of_a_case_counts(session: Session, make: Make) -> None:
    samira = make.coordinator()
    for _ in range(5):
        first = held(make, samira, 2, 5)
        make.conference(
            first.items[0].case,
            coordinator_id=samira.id,
            state=ConferenceState.HELD,
            starts_at=NOON,
            held_at=NOON,
        )
    found = speed.of(session, samira.id, now=NOON)
    assert found
    assert found.days == pytest.approx(2.0)


def test_others_planned_and_long_past_sittings_do_not_count(session: Session, make: Make) -> None:
    samira = make.coordinator()
    for _ in range(5):
        held(make, make.coordinator(), 3, 1)
        held(make, samira, 3, 200)
        make.convened(coordinator_id=samira.id)
    assert speed.of(session, samira.id, now=NOON) is None


def test_a_first_sitting_that_somebody_else_held_is_still_the_first(
    session: Session, make: Make
) -> None:
    samira = make.coordinator()
    for _ in range(5):
        first = held(make, make.coordinator(), 1, 10)
        case = first.items[0].case
        make.conference(
            case,
            chair_id=samira.id,
            state=ConferenceState.HELD,
            starts_at=NOON - DAY,
            held_at=NOON - DAY,
        )
    found = speed.of(session, samira.id, now=NOON)
    assert found
    assert found.days == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("noted", "days"), [(None, 4.0), (timedelta(days=6), 6.0), (timedelta(days=1), 4.0)]
)
def test_it_counts_from_the_first_signal_or_from_the_opening_if_that_came_first(
    session: Session, make: Make, noted: timedelta | None, days: float
) -> None:
    samira = make.coordinator()
    for _ in range(5):
        first = held(make, samira, 4, 1)
        first.signal_at = NOON - DAY - noted if noted else None
    session.flush()

    found = speed.of(session, samira.id, now=NOON)

    assert found
    assert found.days == pytest.approx(days)


def test_a_signal_noted_at_a_conference_that_was_never_held_counts(
    session: Session, make: Make
) -> None:
    samira = make.coordinator()
    first = held(make, samira, 4, 1)
    make.conference(first.items[0].case, coordinator_id=samira.id, signal_at=NOON - 8 * DAY)

    found = speed.of(session, samira.id, now=NOON, fewest=1)

    assert found
    assert found.cases == 1
    assert found.days == pytest.approx(7.0)
