"""Rules of mdt.scheduling.room_turns: a turn of a standing table keeps its room."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from mdt.conferences import lifecycle, moments, standing
from mdt.conferences.agenda import Terms
from mdt.conferences.double_booking import SlotTaken
from mdt.models import Conference, ConferenceKind, PlaceKind, Room
from mdt.scheduling import clashes
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conferences.test_standing import NEXT, put, sits
from tests.conftest import NOON
from tests.factories import Make

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
TURN = datetime(2026, 2, 17, 9, tzinfo=UTC)
"""The first turn: Tuesday 17 February, 10.00 in the Netherlands, for two hours."""


@pytest.fixture
def room(make: Make) -> Room:
    return make.room()


@pytest.fixture
def at(make: Make, room: Room) -> Table:
    table = cast.table(make)
    sits(make, table, room_id=room.id)
    return table


def is_taken(
    session: Session,
    room: Room,
    starts_at: datetime = TURN,
    *,
    minutes: int = 60,
    planning: Conference | None = None,
) -> bool:
    session.flush()
    wanted = (starts_at, starts_at + timedelta(minutes=minutes))
    return clashes.is_room_taken(
        session, room.id, wanted, planning=planning.id if planning else None
    )


@pytest.mark.parametrize(
    ("hours", "taken"), [(-1, False), (-0.5, True), (0, True), (1.5, True), (2, False)]
)
def test_a_turn_keeps_its_room_for_as_long_as_it_lasts(
    session: Session, room: Room, at: Table, *, hours: float, taken: bool
) -> None:
    assert at.panel.is_active
    assert is_taken(session, room, TURN + hours * HOUR) is taken
    assert is_taken(session, room, TURN + 4 * WEEK + hours * HOUR) is taken


def test_another_room_is_free_then(session: Session, make: Make, at: Table) -> None:
    assert at.panel.is_active
    assert not is_taken(session, make.room())


def test_a_turn_that_is_called_off_lets_go_of_its_room_until_it_is_restored(
    session: Session, room: Room, at: Table
) -> None:
    standing.call_off(session, at.panel, NEXT, by=at.coordinator, now=NOON)
    assert not is_taken(session, room)
    assert is_taken(session, room, TURN + WEEK)

    standing.restore(session, at.panel, NEXT, by=at.coordinator, now=NOON)

    assert is_taken(session, room)


def test_a_turn_that_is_moved_takes_its_room_along(session: Session, room: Room, at: Table) -> None:
    moved_to = TURN + timedelta(days=30, hours=3)
    standing.move(session, at.panel, NEXT, moved_to, by=at.coordinator, now=NOON)

    assert not is_taken(session, room)
    assert is_taken(session, room, moved_to)


def test_a_holiday_and_a_table_that_is_no_longer_used_keep_nothing(
    session: Session, make: Make, room: Room
) -> None:
    table = cast.table(make)
    sits(make, table, room_id=room.id, first_on=date(2026, 4, 6))  # Easter Monday
    easter = datetime(2026, 4, 6, 8, tzinfo=UTC)

    assert not is_taken(session, room, easter)
    assert is_taken(session, room, easter + WEEK)
    table.panel.is_active = False
    assert not is_taken(session, room, easter + WEEK)


def test_what_stands_on_the_turn_has_the_room_and_others_do_not(
    session: Session, make: Make, room: Room, at: Table
) -> None:
    conference = put(make, at)
    other = cast.draft(make, at)

    assert not is_taken(session, room, planning=conference)
    assert is_taken(session, room, planning=other)


def test_what_stands_on_the_turn_and_sits_elsewhere_lets_go_of_the_room(
    session: Session, make: Make, room: Room, at: Table
) -> None:
    conference = put(make, at)
    conference.place_kind, conference.room_id = PlaceKind.VIDEO, None

    assert not is_taken(session, room)


def test_once_people_are_asked_the_room_is_taken_at_their_moment_only(
    session: Session, make: Make, room: Room, at: Table
) -> None:
    conference = put(make, at)
    later = TURN + 5 * HOUR
    lifecycle.convene(session, conference, later, by=at.coordinator, now=NOON)

    assert not is_taken(session, room)
    assert is_taken(session, room, later, minutes=30)


def test_a_sitting_that_is_called_off_gives_the_turn_its_room_back(
    session: Session, make: Make, room: Room, at: Table
) -> None:
    conference = put(make, at)
    lifecycle.convene(session, conference, TURN + 5 * HOUR, by=at.coordinator, now=NOON)
    lifecycle.cancel(session, conference, by=at.coordinator, now=NOON)

    assert is_taken(session, room)


def test_nobody_convenes_in_the_room_of_a_turn_unless_they_say_so(
    session: Session, make: Make, room: Room, at: Table
) -> None:
    other = cast.table(make)
    conference = lifecycle.draft(
        session,
        cast.case_of(make, other),
        Terms(question=cast.QUESTION, minutes=45),
        kind=ConferenceKind.FIRST,
        panel=other.panel,
        by=at.coordinator,
        now=NOON,
    )
    conference.place_kind, conference.room_id = PlaceKind.ROOM, room.id

    with pytest.raises(SlotTaken) as refusal:
        lifecycle.convene(session, conference, TURN, by=at.coordinator, now=NOON)
    assert (refusal.value.people, refusal.value.room) == (frozenset(), True)

    lifecycle.convene(session, conference, TURN, overlap_allowed=True, by=at.coordinator, now=NOON)


def test_the_finder_offers_no_moment_in_the_room_of_a_turn(
    session: Session, make: Make, room: Room, at: Table
) -> None:
    conference = cast.draft(make, cast.table(make))
    conference.place_kind, conference.room_id = PlaceKind.ROOM, room.id
    session.flush()
    finder = moments.finder(session, conference, until=NEXT, terms=moments.Terms(), now=NOON)
    of_the_turn, before = finder.at(TURN), finder.at(TURN - HOUR)

    assert at.panel.is_active
    assert of_the_turn
    assert before
    assert moments.ROOM in [one.key for one in of_the_turn.blockers]
    assert before.is_full
