"""Rules of mdt.scheduling.busy_time: what a calendar of one's own does to somebody's time."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from mdt.models import Person
from mdt.scheduling import availability, busy_time, masks
from mdt.scheduling.diary import Wanted
from mdt.scheduling.grid import Grid
from tests.conftest import NOON
from tests.factories import Make
from tests.scheduling import calendars
from tests.scheduling.test_availability import OFFICE, THURSDAY, at, spans

HOUR = timedelta(hours=1)
MINUTES = st.integers(0, 24 * 60)


def times(
    session: Session, person: Person, *, now: datetime = NOON, day: date = THURSDAY
) -> tuple[list[str], list[str]]:
    """Return when the person can, and when they perhaps can."""
    grid = Grid.of_days(day, 1)
    mask = availability.of(session, grid, Wanted([person.id], now=now)).people[person.id]
    return spans(grid, mask.free), spans(grid, mask.maybe)


def test_busy_time_is_not_free_and_tentative_time_is_perhaps(session: Session, make: Make) -> None:
    person = make.person()
    source = calendars.source(make, person)
    calendars.busy(make, source, at("09.00"), at("10.10"))
    calendars.busy(make, source, at("13.00"), at("14.00"), tentative=True)

    assert times(session, person) == (
        ["08.30-09.00", "10.15-13.00", "14.00-17.00"],
        ["13.00-14.00"],
    )


def test_what_one_calendar_calls_tentative_and_another_busy_is_busy(
    session: Session, make: Make
) -> None:
    person = make.person()
    first, second = calendars.source(make, person), calendars.source(make, person)
    calendars.busy(make, first, at("09.00"), at("11.00"), tentative=True)
    calendars.busy(make, second, at("10.00"), at("11.00"))

    assert times(session, person) == (["08.30-09.00", "11.00-17.00"], ["09.00-10.00"])


@pytest.mark.parametrize(
    ("age", "is_free"), [(busy_time.TRUSTED_FOR, True), (busy_time.TRUSTED_FOR + HOUR, False)]
)
def test_a_calendar_not_read_lately_is_never_taken_for_free(
    session: Session, make: Make, age: timedelta, *, is_free: bool
) -> None:
    person = make.person()
    source = calendars.source(make, person, read_at=NOON - age)
    calendars.busy(make, source, at("09.00"), at("10.00"))

    found = ["08.30-09.00", "10.00-17.00"]

    assert times(session, person) == ((found, []) if is_free else ([], found))


def test_a_calendar_that_was_never_read_leaves_its_person_perhaps(
    session: Session, make: Make
) -> None:
    person = make.person()
    calendars.source(make, person, read_at=None, whole_at=None, known_until=None)

    assert times(session, person) == ([], [OFFICE])


def test_beyond_the_day_up_to_which_it_was_read_a_calendar_says_perhaps(
    session: Session, make: Make
) -> None:
    person = make.person()
    calendars.source(make, person, known_until=at("12.00"))

    assert times(session, person) == (["08.30-12.00"], ["12.00-17.00"])
    assert times(session, person, day=date(2026, 2, 13)) == ([], [OFFICE])


def test_a_calendar_says_nothing_of_somebody_else(session: Session, make: Make) -> None:
    person, other = make.person(), make.person()
    calendars.busy(make, calendars.source(make, other), at("08.00"), at("18.00"))

    assert times(session, person) == ([OFFICE], [])


@given(
    st.lists(st.tuples(MINUTES, MINUTES, st.booleans()), max_size=5),
    st.integers(-4 * 24, 4 * 24),
)
def test_quarters_say_what_the_intervals_say_on_any_grid(
    spans: list[tuple[int, int, bool]], shift: int
) -> None:
    first = at("00.00")
    within = (first + timedelta(minutes=7), first + timedelta(days=1))
    busy = [
        (first + timedelta(minutes=start), first + timedelta(minutes=end), told)
        for start, end, told in spans
    ]
    read = Grid.between(*within)
    grid = Grid(first + timedelta(minutes=15 * shift), 96)

    since, *found = busy_time.quarters(busy, within)

    reach = masks.outward(grid, [(read.starts_at, read.ends_at)])
    for is_tentative, quarters in zip((False, True), found, strict=True):
        stretches = [(start, end) for start, end, told in busy if told == is_tentative]
        assert busy_time.on(grid, since, quarters) == masks.outward(grid, stretches) & reach
