"""Rules of mdt.conferences.drawing: who came out of a pool makes room for another moment."""

from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from mdt.conferences import candidates, drawing, lifecycle, seating
from mdt.errors import StaleVersion
from mdt.models import (
    Conference,
    Invitation,
    Membership,
    Person,
    Reply,
    Role,
    Seat,
    SeatDomain,
    SeatFill,
)
from tests.conferences import cast, searching
from tests.conferences.cast import Table, seat_of
from tests.conferences.test_moments import at, busy
from tests.conferences.test_seat_pools import _on_duty, pooled, sat, search
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import deliver

POLICE = SeatDomain.POLICE
FIRST, LATER = at("10.00"), at("14.00")


@pytest.fixture
def table(make: Make) -> Table:
    return cast.table(make)


@pytest.fixture
def conference(session: Session, make: Make, table: Table) -> Conference:
    """Return a sitting at ten o'clock whose officer came out of a pool of two."""
    found = pooled(make, table)
    convene(session, found, table)
    return found


def convene(session: Session, conference: Conference, table: Table) -> None:
    holders = search(session, conference).holders_at(FIRST)
    lifecycle.convene(session, conference, FIRST, holders=holders, by=table.coordinator, now=NOON)
    session.flush()


def move(session: Session, conference: Conference, table: Table, to: datetime = LATER) -> None:
    holders = search(session, conference).holders_at(to)
    lifecycle.move(session, conference, to, holders=holders, by=table.coordinator, now=NOON)
    session.flush()


def officers(table: Table, conference: Conference) -> tuple[Person, Person]:
    """Return who holds the seat of the police, and who else is in its pool."""
    both = {one.id: one for one in (table.people[POLICE], table.deputy)}
    held = both.pop(seat_of(conference, POLICE).holder_id or table.deputy.id)
    [other] = both.values()
    return held, other


def asked(session: Session, conference: Conference) -> set[object]:
    query = select(Invitation).where(Invitation.conference_id == conference.id)
    return {one.person_id for one in session.exec(query) if one.is_live}


def test_who_cannot_at_the_new_moment_makes_room_for_another_of_the_pool(
    session: Session, make: Make, table: Table, conference: Conference
) -> None:
    held, other = officers(table, conference)
    deliver(session)
    before = asked(session, conference)
    busy(make, held, "14.00", "15.00")

    move(session, conference, table)

    seat = seat_of(conference, POLICE)
    assert (seat.holder_id, seat.is_drawn) == (other.id, True)
    assert asked(session, conference) == before - {held.id} | {other.id}


def test_who_can_at_the_new_moment_too_stays_though_another_sat_less(
    session: Session, make: Make, table: Table, conference: Conference
) -> None:
    held, _ = officers(table, conference)
    sat(make, held, days_ago=10, times=3)

    move(session, conference, table)

    assert seat_of(conference, POLICE).holder_id == held.id


def test_whom_the_coordinator_named_is_never_replaced(
    session: Session, make: Make, table: Table, conference: Conference
) -> None:
    held, other = officers(table, conference)
    seat = seat_of(conference, POLICE)
    seating.appoint(session, seat, other, seen=held.id, by=table.coordinator, now=NOON)
    busy(make, other, "14.00", "15.00")

    assert search(session, conference).holders_at(LATER) == {}
    move(session, conference, table)
    assert (seat.holder_id, seat.is_drawn) == (other.id, False)


def test_naming_who_sits_there_already_keeps_them_there(
    session: Session, make: Make, table: Table, conference: Conference
) -> None:
    held, _ = officers(table, conference)
    seat = seat_of(conference, POLICE)

    seating.appoint(session, seat, held, seen=held.id, by=table.coordinator, now=NOON)

    assert (seat.holder_id, seat.is_drawn) == (held.id, False)
    busy(make, held, "14.00", "15.00")
    assert search(session, conference).holders_at(LATER) == {}


def test_a_seat_for_whom_the_pool_has_nobody_else_keeps_its_holder(
    session: Session, make: Make, table: Table, conference: Conference
) -> None:
    held, other = officers(table, conference)
    for one in (held, other):
        busy(make, one, "14.00", "15.00")

    move(session, conference, table)

    assert seat_of(conference, POLICE).holder_id == held.id


def test_taking_the_convening_back_opens_drawn_seats_and_leaves_named_ones(
    session: Session, table: Table, conference: Conference
) -> None:
    named = {
        seat.id: seat.holder_id for seat in conference.items[0].seats if seat.domain is not POLICE
    }

    lifecycle.take_back(session, conference, by=table.coordinator, now=NOON)

    seat = seat_of(conference, POLICE)
    assert (seat.holder_id, seat.is_drawn) == (None, False)
    assert named == {
        seat.id: seat.holder_id for seat in conference.items[0].seats if seat.domain is not POLICE
    }


def test_after_taking_back_whoever_can_at_the_next_moment_comes(
    session: Session, make: Make, table: Table, conference: Conference
) -> None:
    held, other = officers(table, conference)
    lifecycle.take_back(session, conference, by=table.coordinator, now=NOON)
    busy(make, held, "10.00", "11.00")

    convene(session, conference, table)

    assert seat_of(conference, POLICE).holder_id == other.id


def test_who_is_on_duty_at_the_new_moment_comes_instead(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat = seat_of(conference, POLICE)
    seat.fill = SeatFill.DUTY
    officer = table.people[POLICE]
    _on_duty(make, officer, table.deputy)
    convene(session, conference, table)
    before = seat.holder_id

    move(session, conference, table, at("10.00", date(2026, 2, 19)))

    assert {before, seat.holder_id} == {officer.id, table.deputy.id}
    assert seat.is_drawn


def test_people_of_two_drawn_seats_may_change_places(
    session: Session, make: Make, table: Table
) -> None:
    """A person in two pools is counted once, at the new moment as at the first."""
    conference = pooled(make, table)
    first = seat_of(conference, POLICE)
    school = make.organisation(SeatDomain.SCHOOL)
    teacher = make.person(organisation=school)
    second = make.seat(conference, domain=SeatDomain.SCHOOL, position=9, fill=SeatFill.ORGANISATION)
    both = table.deputy
    make.add(
        Membership(
            person_id=both.id,
            organisation_id=school.id,
            role=Role.PROFESSIONAL,
            from_at=NOON,
        )
    )
    for one in (first, second):
        drawing.seat_down(one, table.people[POLICE] if one is first else both)
    conference.starts_at = None
    session.flush()
    busy(make, table.people[POLICE], "14.00", "15.00")

    taken = search(session, conference).holders_at(LATER)

    assert taken == {first.id: both.id, second.id: teacher.id}
    drawing.take(session, conference, taken, now=NOON)
    assert (first.holder_id, second.holder_id) == (both.id, teacher.id)


def test_who_took_a_seat_in_a_search_makes_room_for_another_moment_too(make: Make) -> None:
    bench = searching.bench(make, fill=SeatFill.ORGANISATION, domain=POLICE)
    bench.lose()
    bench.work(NOON)
    bench.say(bench.judges[1], Reply.YES, NOON)

    assert bench.seat.holder_id == bench.judges[1].id
    assert bench.seat.is_open_again


def test_a_stand_in_on_a_seat_without_a_pool_stays(make: Make) -> None:
    bench = searching.bench(make, fill=SeatFill.PERSON, domain=POLICE)
    bench.lose()
    bench.work(NOON)
    bench.say(bench.judges[1], Reply.YES, NOON)

    assert bench.seat.holder_id == bench.judges[1].id
    assert not bench.seat.is_open_again


def test_somebody_else_is_named_on_a_seat_that_the_page_showed_open(
    session: Session, table: Table, conference: Conference
) -> None:
    held, other = officers(table, conference)
    seat = seat_of(conference, POLICE)

    seating.put_instead(session, seat, other, seen=None, now=NOON)

    assert (seat.holder_id, seat.is_drawn) == (other.id, False)
    with pytest.raises(StaleVersion):
        seating.put_instead(session, seat, held, seen=None, now=NOON)


def test_who_stands_on_another_drawn_seat_is_offered_only_when_it_is_freed(
    session: Session, make: Make, table: Table
) -> None:
    conference = cast.draft(make, table)
    first = seat_of(conference, POLICE)
    other = make.seat(conference, table.deputy, domain=POLICE, position=9)

    def offered(*freed: Seat) -> set[object]:
        keys = [one.id for one in freed]
        found = candidates.of_each(session, [first], {}, freed=keys, now=NOON)
        return {one.person_id for one in found[first.id]}

    assert table.deputy.id not in offered()
    assert table.deputy.id in offered(other)
