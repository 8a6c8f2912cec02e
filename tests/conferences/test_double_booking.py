"""Rules of mdt.conferences.double_booking: two coordinators at once, on a real database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import engine as engines
from mdt import events
from mdt.conferences import arrangements, lifecycle, seating, timetable
from mdt.conferences.arrangements import Arrangements
from mdt.conferences.double_booking import SlotTaken, TooFar
from mdt.events import Event
from mdt.models import Conference, ConferenceState, Invitation, Person, PlaceKind, Seat, SeatDomain
from tests.conferences import cast
from tests.conferences.cast import Table, seat_of
from tests.conftest import NOON
from tests.factories import Make

HOUR = timedelta(hours=1)
TOMORROW = NOON + timedelta(days=1)
Work = Callable[[Session], None]


def ask_everybody(session: Session, event: Event) -> None:
    """Invite as the portal does, with the least that takes somebody's time."""
    conference = session.get_one(Conference, event.conference_id)
    assert conference.starts_at
    known = set(
        session.exec(select(Invitation.person_id).where(Invitation.conference_id == conference.id))
    )
    spans = timetable.of(session, conference).spans(conference.starts_at)
    for person_id, (start, end) in spans.items():
        if person_id not in known:
            session.add(
                Invitation(
                    conference_id=conference.id,
                    person_id=person_id,
                    stamped_at=event.at,
                    starts_at=start,
                    ends_at=end,
                )
            )


REACTIONS: events.Reactions = {
    events.ConferenceConvened: [ask_everybody],
    events.SeatsChanged: [ask_everybody],
}


def at_once(engine: Engine, *works: Work) -> list[str]:
    """Run each piece of work in its own thread and transaction; return how each ended."""
    start = Barrier(len(works))

    def run(work: Work) -> str:
        info = {events.REACTIONS: REACTIONS}
        with Session(engines.writing(engine), info=info, expire_on_commit=False) as session:
            start.wait(10)
            try:
                work(session)
            except SlotTaken:
                session.rollback()
                return "taken"
            session.commit()
            return "won"

    with ThreadPoolExecutor(len(works)) as threads:
        return sorted(threads.map(run, works))


def convening(conference: Conference, by: Person) -> Work:
    conference_id, by_id = conference.id, by.id

    def work(session: Session) -> None:
        lifecycle.convene(
            session,
            session.get_one(Conference, conference_id),
            TOMORROW,
            by=session.get_one(Person, by_id),
            now=NOON,
        )

    return work


def appointing(seat: Seat, person: Person, by: Person) -> Work:
    seat_id, person_id, by_id, seen = seat.id, person.id, by.id, seat.holder_id

    def work(session: Session) -> None:
        seating.appoint(
            session,
            session.get_one(Seat, seat_id),
            session.get_one(Person, person_id),
            seen=seen,
            by=session.get_one(Person, by_id),
            now=NOON,
        )

    return work


def two_drafts(make: Make, at: Table) -> tuple[Conference, Conference]:
    return cast.draft(make, at), cast.draft(make, at)


def convened(session: Session) -> list[UUID]:
    session.expire_all()
    return list(
        session.exec(select(Conference.id).where(col(Conference.state) == ConferenceState.CONVENED))
    )


def test_of_two_coordinators_who_take_the_last_moment_one_wins(
    session: Session, make: Make, engine: Engine
) -> None:
    at = cast.table(make)
    drafts = two_drafts(make, at)
    session.commit()

    ends = at_once(engine, *(convening(one, at.coordinator) for one in drafts))

    assert ends == ["taken", "won"]
    assert len(convened(session)) == 1


def test_of_two_tables_for_one_room_one_sits(session: Session, make: Make, engine: Engine) -> None:
    one, other = cast.draft(make, cast.table(make)), cast.draft(make, cast.table(make))
    room, by = make.room(), make.coordinator()
    for conference in (one, other):
        conference.place_kind, conference.room_id = PlaceKind.ROOM, room.id
    session.commit()

    ends = at_once(engine, convening(one, by), convening(other, by))

    assert ends == ["taken", "won"]
    assert len(convened(session)) == 1


def test_tables_that_share_nobody_both_sit(session: Session, make: Make, engine: Engine) -> None:
    one, other = cast.draft(make, cast.table(make)), cast.draft(make, cast.table(make))
    by = make.coordinator()
    session.commit()

    assert at_once(engine, convening(one, by), convening(other, by)) == ["won", "won"]


def test_an_appointment_and_a_convening_do_not_both_take_somebody(
    session: Session, make: Make, engine: Engine
) -> None:
    at, elsewhere = cast.table(make), cast.table(make)
    standing = cast.draft(make, elsewhere)
    officer = at.people[SeatDomain.POLICE]
    lifecycle.convene(session, standing, TOMORROW, by=at.coordinator, now=NOON)
    seat, draft = seat_of(standing, SeatDomain.POLICE), cast.draft(make, at)
    session.commit()

    ends = at_once(
        engine,
        appointing(seat, officer, at.coordinator),
        convening(draft, at.coordinator),
    )

    assert ends == ["taken", "won"]


def in_a_room(make: Make, at: Table) -> Conference:
    """Return a draft in a room, of a region in which one travels for 40 minutes."""
    make.region.travel_minutes = 40
    conference = cast.draft(make, at)
    conference.place_kind, conference.room_id = PlaceKind.ROOM, make.room().id
    return conference


def elsewhere(make: Make, person: Person) -> Conference:
    """Return a sitting in another room that ends as the other one begins."""
    room = make.room()
    conference = make.convened(
        starts_at=TOMORROW - HOUR, place_kind=PlaceKind.ROOM, room_id=room.id, minutes=60
    )
    make.seated(conference, person)
    return conference


def test_who_cannot_come_from_one_room_to_the_other_in_time_is_not_asked(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    officer = at.people[SeatDomain.POLICE]
    conference = in_a_room(make, at)
    elsewhere(make, officer)

    with pytest.raises(TooFar) as refusal:
        lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)

    assert (refusal.value.people, refusal.value.room) == (frozenset(), False)
    assert refusal.value.on_the_way == {officer.id}
    assert conference.state is ConferenceState.DRAFT
    lifecycle.convene(
        session, conference, TOMORROW, overlap_allowed=True, by=at.coordinator, now=NOON
    )
    assert conference.overlap_allowed


def test_with_time_enough_for_the_way_and_online_people_are_asked(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference, online = in_a_room(make, at), cast.draft(make, cast.table(make))
    elsewhere(make, at.people[SeatDomain.POLICE])
    later = TOMORROW + timedelta(minutes=40)

    lifecycle.convene(session, conference, later, by=at.coordinator, now=NOON)
    lifecycle.convene(session, online, TOMORROW, by=at.coordinator, now=NOON)

    assert conference.starts_at == later


def test_a_table_does_not_move_into_a_room_that_is_too_far_for_somebody(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = in_a_room(make, at)
    room_id, conference.room_id, conference.place_kind = conference.room_id, None, PlaceKind.VIDEO
    elsewhere(make, at.people[SeatDomain.POLICE])
    lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)
    wanted = Arrangements(kind=conference.kind, place_kind=PlaceKind.ROOM, room_id=room_id)

    with pytest.raises(TooFar):
        arrangements.change(
            session, conference, wanted, version=conference.version, by=at.coordinator, now=NOON
        )
