"""Rules of mdt.conferences.timetable."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from mdt.conferences import agenda, timetable
from mdt.conferences.agenda import Terms
from mdt.models import SeatDomain
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted

MINUTE = timedelta(minutes=1)


def test_everybody_is_needed_for_their_own_seats_and_the_chair_for_the_whole(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    second = agenda.add(
        session,
        conference,
        cast.case_of(make, at),
        Terms(question=cast.QUESTION, minutes=30),
        by=at.coordinator,
        now=NOON,
    )
    for seat in second.seats:
        seat.holder_id = None
    seat_of(conference, SeatDomain.OM, 1).holder_id = at.people[SeatDomain.OM].id
    session.flush()

    spans = timetable.of(session, conference).spans(NOON)

    def minutes(domain: SeatDomain) -> tuple[float, float]:
        start, end = spans[at.people[domain].id]
        return (start - NOON) / MINUTE, (end - NOON) / MINUTE

    assert minutes(SeatDomain.JUDICIARY) == (0, 9)
    assert minutes(SeatDomain.VLAW) == (9, 45)
    assert minutes(SeatDomain.POLICE) == (0, 45)
    assert minutes(SeatDomain.OM) == (0, 75)
    start, end = spans[at.chair.id]
    assert ((start - NOON) / MINUTE, (end - NOON) / MINUTE) == (0, 75)


def test_a_seat_without_a_holder_has_its_time_too(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    seat = seat_of(conference, SeatDomain.JUDICIARY)
    seat.holder_id = None
    session.flush()

    assert timetable.of(session, conference).minutes_of(seat) == (0, 9)


def test_reading_takes_as_many_queries_for_ten_cases_as_for_one(
    session: Session, make: Make, engine: Engine
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    session.commit()

    with counted(engine) as one:
        timetable.of(session, conference)
    for _ in range(9):
        agenda.add(
            session,
            conference,
            cast.case_of(make, at),
            Terms(question=cast.QUESTION, minutes=15),
            by=at.coordinator,
            now=NOON,
        )
    session.commit()
    with counted(engine) as ten:
        found = timetable.of(session, conference)

    assert len(found.items) == 10
    assert len(one) == len(ten)
