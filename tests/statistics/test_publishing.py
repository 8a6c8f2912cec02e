"""Figures for everybody: nothing in them tells that a case was opened (check 2.10)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from mdt.models import (
    Attendance,
    CanaryCase,
    Case,
    Conference,
    ConferenceState,
    FigureName,
    PublicFigure,
    SeatDomain,
)
from mdt.statistics import publishing, quarters
from tests.factories import Make

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
QUARTER = date(2026, 1, 1)
INSIDE = datetime(2026, 2, 10, 12, tzinfo=UTC)
COUNTS = st.integers(0, 500)

Figures = dict[FigureName, int | None]


@pytest.fixture(autouse=True)
def now(make: Make) -> None:
    make.now = INSIDE


def figures(session: Session, make: Make) -> Figures:
    """Publish the quarter of the region anew, and return what is told."""
    for row in session.exec(select(PublicFigure)):
        session.delete(row)
    publishing.publish(session, make.region.id, QUARTER, now=NOW)
    return {row.name: row.value for row in session.exec(select(PublicFigure))}


def held(make: Make, case: Case, **columns: datetime) -> Conference:
    """Return a sitting about the case that was held an hour after its beginning."""
    starts_at = columns.get("starts_at", INSIDE)
    return make.convened(
        case,
        **{
            "state": ConferenceState.HELD,
            "starts_at": starts_at,
            "held_at": starts_at + timedelta(hours=1),
        }
        | columns,
    )


def attend(make: Make, conference: Conference, domain: SeatDomain) -> None:
    """Let somebody on a seat of this domain be at the sitting."""
    person, item = make.person(), conference.items[0]
    make.seat(conference, person, domain=domain)
    make.add(Attendance(item_id=item.id, case_id=item.case_id, person_id=person.id, in_at=INSIDE))


@given(COUNTS)
def test_one_more_is_never_told_as_one_more(count: int) -> None:
    before, after = publishing.told(count), publishing.told(count + 1)

    assert (after or 0) - (before or 0) in {0, publishing.STEP}


@given(COUNTS)
def test_a_count_is_told_as_the_nearest_five_or_not_at_all(count: int) -> None:
    value = publishing.told(count)

    assert (value is None) == (count < publishing.FEWEST)
    assert value is None or (abs(value - count) <= 2 and value % 5 == 0)


@given(st.lists(st.floats(0, 400), max_size=30))
def test_days_are_told_of_ten_cases_or_more_and_whole(days: list[float]) -> None:
    value = publishing.waited(days)

    assert (value is None) == (len(days) < publishing.FEWEST_WAITS)
    assert value is None or min(days) - 0.5 <= value <= max(days) + 0.5


def test_cases_and_sittings_of_the_quarter_are_counted_in_fives(
    session: Session, make: Make
) -> None:
    for number in range(7):
        sitting = held(make, make.case(opened_at=INSIDE))
        attend(make, sitting, SeatDomain.JUDICIARY if number < 5 else SeatDomain.POLICE)
    start, end = quarters.span(QUARTER)
    for outside in (start - timedelta(seconds=1), end):
        for _ in range(5):
            make.case(opened_at=outside)

    told = figures(session, make)

    assert told == {
        FigureName.CASES: 5,
        FigureName.CONFERENCES: 5,
        FigureName.WITH_JUDGE: 5,
        FigureName.WAIT_DAYS: None,
    }


def test_a_judge_who_was_asked_and_did_not_come_was_not_at_the_table(
    session: Session, make: Make
) -> None:
    for _ in range(5):
        make.seat(held(make, make.case()), make.person(), domain=SeatDomain.JUDICIARY)

    told = figures(session, make)

    assert (told[FigureName.CONFERENCES], told[FigureName.WITH_JUDGE]) == (5, None)


def test_what_was_not_held_is_no_sitting(session: Session, make: Make) -> None:
    for _ in range(5):
        make.convened(make.case(), starts_at=INSIDE)

    assert figures(session, make)[FigureName.CONFERENCES] is None


def test_days_count_from_the_first_signal_to_the_first_table(session: Session, make: Make) -> None:
    for days in range(1, 12):
        signal = INSIDE - timedelta(days=days)
        case = make.case(opened_at=INSIDE - timedelta(hours=1))
        held(make, case, signal_at=signal)
        held(make, case, starts_at=INSIDE + timedelta(days=20))

    assert figures(session, make)[FigureName.WAIT_DAYS] == 6


def test_a_case_that_anybody_is_kept_out_of_counts_nowhere(session: Session, make: Make) -> None:
    sittings = [held(make, make.case()) for _ in range(5)]
    assert figures(session, make)[FigureName.CASES] == 5

    for _ in range(3):
        case = make.case()
        held(make, case)
        make.wall(case, make.organisation())
    assert figures(session, make)[FigureName.CASES] == 5
    assert figures(session, make)[FigureName.CONFERENCES] == 5

    shared = make.case()
    make.wall(shared, make.organisation())
    make.item(sittings[0], shared)
    assert figures(session, make)[FigureName.CONFERENCES] is None


def test_a_wall_that_fell_before_hides_nothing_and_a_canary_is_no_case(
    session: Session, make: Make
) -> None:
    cases = [make.case() for _ in range(5)]
    wall = make.wall(cases[0], make.organisation())
    assert figures(session, make)[FigureName.CASES] is None

    wall.lifted_at = INSIDE
    session.flush()
    assert figures(session, make)[FigureName.CASES] == 5

    make.add(CanaryCase(case_id=cases[1].id, set_at=INSIDE))
    assert figures(session, make)[FigureName.CASES] is None


def test_what_was_published_stays_whatever_happens_to_a_case(session: Session, make: Make) -> None:
    cases = [make.case() for _ in range(7)]
    for region_id, quarter in publishing.due(session, now=NOW):
        publishing.publish(session, region_id, quarter, now=NOW)
    before = publishing.of_all(session)
    assert before[0].quarters[QUARTER][FigureName.CASES] == 5

    for case in cases[:4]:
        make.wall(case, make.organisation())
    for _ in range(9):
        make.case()

    assert publishing.due(session, now=NOW) == []
    assert publishing.of_all(session) == before


def test_a_quarter_is_told_when_another_one_has_passed_and_none_before_it(
    session: Session, make: Make
) -> None:
    region = make.region.id
    at_first = publishing.due(session, now=NOW)
    year = [date(2025, 4, 1), date(2025, 7, 1), date(2025, 10, 1), date(2026, 1, 1)]
    assert at_first == [(region, quarter) for quarter in year]

    publishing.publish(session, region, date(2025, 10, 1), now=NOW)
    assert publishing.due(session, now=NOW) == [(region, QUARTER)]

    later = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert publishing.due(session, now=later)[-1] == (region, date(2026, 4, 1))
    assert publishing.due(session, now=later + timedelta(minutes=1))[-1] == (
        region,
        date(2026, 7, 1),
    )
