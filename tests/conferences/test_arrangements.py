"""Rules of mdt.conferences.arrangements."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import arrangements
from mdt.conferences.arrangements import Arrangements, CannotChair, RoomMissing, StandIns
from mdt.conferences.double_booking import SlotTaken
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    EventRecord,
    Person,
    PlaceKind,
    Region,
    Role,
    SeatDomain,
    SeeksFor,
)
from tests.conferences import cast
from tests.conftest import NOON
from tests.factories import Make

TOMORROW = NOON + timedelta(days=1)
ONLINE = Arrangements(
    kind=ConferenceKind.REVIEW,
    place_kind=PlaceKind.VIDEO,
    video_url="https://video.example/abc",
)


def last_event(session: Session) -> str:
    return session.exec(select(EventRecord.name).order_by(EventRecord.id)).all()[-1]  # type: ignore[arg-type] # a column here


def put(session: Session, conference: Conference, wanted: Arrangements) -> None:
    by = session.get_one(type(conference), conference.id).coordinator_id
    arrangements.change(
        session,
        conference,
        wanted,
        version=conference.version,
        by=session.get_one(Person, by),
        now=NOON,
    )


def test_the_first_chair_at_the_table_leads_it(make: Make) -> None:
    at = cast.table(make)

    assert cast.draft(make, at).chair_id == at.chair.id


def test_place_and_chair_are_kept(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference, room = cast.draft(make, at), make.room()
    wanted = replace(ONLINE, place_kind=PlaceKind.ROOM, room_id=room.id, chair_id=at.coordinator.id)

    put(session, conference, wanted)

    session.expire_all()
    assert (conference.kind, conference.place_kind, conference.room_id, conference.chair_id) == (
        ConferenceKind.REVIEW,
        PlaceKind.ROOM,
        room.id,
        at.coordinator.id,
    )
    assert conference.video_url == ""
    assert conference.version == 2
    assert last_event(session) == "ConferenceChanged"


def test_who_was_asked_is_told_of_another_place(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW

    put(session, conference, ONLINE)

    assert last_event(session) == "ConferenceMoved"


def test_a_stale_page_is_refused(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)

    with pytest.raises(StaleVersion):
        arrangements.change(session, conference, ONLINE, version=0, by=at.coordinator, now=NOON)


def test_a_room_is_one_of_the_region_in_use(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    elsewhere = make.add(Region(name="Elders"))
    in_room = replace(ONLINE, place_kind=PlaceKind.ROOM)

    for room in (make.room(is_active=False), make.room(region_id=elsewhere.id)):
        with pytest.raises(RoomMissing):
            put(session, conference, replace(in_room, room_id=room.id))
    with pytest.raises(RoomMissing):
        put(session, conference, in_room)

    assert conference.place_kind is PlaceKind.VIDEO


def test_a_room_that_went_out_of_use_stays_where_it_was_agreed(
    session: Session, make: Make
) -> None:
    conference, room = cast.draft(make, cast.table(make)), make.room()
    in_room = replace(ONLINE, place_kind=PlaceKind.ROOM, room_id=room.id)
    put(session, conference, in_room)
    room.is_active = False

    put(session, conference, replace(in_room, kind=ConferenceKind.CLOSING))

    assert conference.room_id == room.id


def test_only_chairs_and_coordinators_of_the_region_lead_a_table(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    elsewhere = make.organisation(region_id=make.add(Region(name="Elders")).id)

    for person in (at.people[SeatDomain.OM], make.person(Role.CHAIR, elsewhere)):
        with pytest.raises(CannotChair, match=person.name):
            put(session, conference, replace(ONLINE, chair_id=person.id))

    offered = arrangements.chairs(session, conference, now=NOON)
    assert {person.id for person in offered} >= {at.chair.id, at.coordinator.id}


def test_a_table_does_not_move_into_a_room_that_is_taken_then(session: Session, make: Make) -> None:
    conference, room = cast.draft(make, cast.table(make)), make.room()
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    make.convened(
        starts_at=TOMORROW - timedelta(minutes=30),
        minutes=31,
        place_kind=PlaceKind.ROOM,
        room_id=room.id,
    )

    with pytest.raises(SlotTaken) as refused:
        put(session, conference, replace(ONLINE, place_kind=PlaceKind.ROOM, room_id=room.id))

    assert (refused.value.room, refused.value.people) == (True, frozenset())
    session.refresh(conference)
    assert conference.room_id is None


def test_a_conference_that_sits_stays_where_it_is(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    conference.state = ConferenceState.IN_SESSION

    with pytest.raises(IllegalTransition):
        put(session, conference, ONLINE)


def test_a_conference_of_another_kind_looks_for_stand_ins_as_is_usual_for_it(
    session: Session, make: Make
) -> None:
    conference = make.conference()
    emergency = replace(ONLINE, kind=ConferenceKind.EMERGENCY)
    as_it_was = arrangements.stand_ins(session, conference)

    put(session, conference, replace(emergency, stand_ins=as_it_was))
    assert arrangements.stand_ins(session, conference) == StandIns(SeeksFor.EVERY_SEAT, 10)
    put(session, conference, replace(ONLINE, stand_ins=StandIns(SeeksFor.NO_SEAT, 45)))
    assert arrangements.stand_ins(session, conference) == StandIns(SeeksFor.NO_SEAT, 45)
    put(session, conference, emergency)
    put(session, conference, ONLINE)

    assert arrangements.stand_ins(session, conference) == StandIns(SeeksFor.POOLS, 120)
    assert conference.patience_minutes is None
