"""Rules of mdt.scheduling.clashes."""

from datetime import date, datetime
from uuid import UUID

import pytest
from sqlmodel import Session

from mdt.models import PlaceKind, Reply, Room
from mdt.scheduling import clashes, local_time
from mdt.scheduling.travel import Travel
from tests.factories import Make

THURSDAY = date(2026, 2, 12)


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split("."))
    wall = datetime(THURSDAY.year, THURSDAY.month, THURSDAY.day, hour, minute)  # noqa: DTZ001 - wall clock
    return local_time.resolve_local(wall)


@pytest.mark.parametrize(
    ("start", "end", "is_busy"),
    [
        ("09.00", "10.00", False),
        ("09.00", "10.01", True),
        ("10.15", "10.30", True),
        ("10.59", "12.00", True),
        ("11.00", "12.00", False),
    ],
)
def test_who_is_asked_elsewhere_in_the_same_minute_is_double_booked(
    session: Session, make: Make, start: str, end: str, *, is_busy: bool
) -> None:
    person, other, declined = make.person(), make.person(), make.person()
    conference = make.convened(starts_at=at("10.00"))
    make.invitation(conference, person)
    make.invitation(conference, declined, reply=Reply.NO)
    wanted = {one.id: (at(start), at(end)) for one in (person, other, declined)}

    found = clashes.of(session, wanted).asked

    assert found == ({person.id} if is_busy else frozenset())
    assert not clashes.of(session, wanted, planning=conference.id).asked


def test_everybodys_own_time_counts_for_double_booking(session: Session, make: Make) -> None:
    first, second = make.person(), make.person()
    conference = make.convened(starts_at=at("10.00"))
    make.invitation(conference, first)
    make.invitation(conference, second)
    wanted = {first.id: (at("09.00"), at("10.00")), second.id: (at("10.00"), at("10.30"))}

    assert clashes.of(session, wanted).asked == {second.id}
    assert not clashes.of(session, {}).asked


@pytest.mark.parametrize(
    ("start", "end", "is_too_far"),
    [
        ("09.00", "09.20", False),
        ("09.00", "09.21", True),
        ("11.39", "12.00", True),
        ("11.40", "12.00", False),
    ],
)
def test_who_sits_in_another_room_just_before_or_after_is_on_the_way(
    session: Session, make: Make, start: str, end: str, *, is_too_far: bool
) -> None:
    here, there, person = make.room(), make.room(), make.person()
    conference = make.convened(
        starts_at=at("10.00"), place_kind=PlaceKind.ROOM, room_id=there.id, minutes=60
    )
    make.invitation(conference, person)
    wanted = {person.id: (at(start), at(end))}
    far = Travel(usual_minutes=40)

    found = clashes.of(session, wanted, travel=far, to=here.id)

    assert not found.asked
    assert found.on_the_way == ({person.id} if is_too_far else set())
    for room in (there.id, None):
        assert not any(clashes.of(session, wanted, travel=far, to=room))


def test_who_is_asked_elsewhere_at_the_time_itself_is_not_on_the_way(
    session: Session, make: Make
) -> None:
    here, there, person = make.room(), make.room(), make.person()
    conference = make.convened(
        starts_at=at("10.00"), place_kind=PlaceKind.ROOM, room_id=there.id, minutes=60
    )
    make.invitation(conference, person)
    wanted = {person.id: (at("10.30"), at("11.30"))}

    found = clashes.of(session, wanted, travel=Travel(usual_minutes=40), to=here.id)

    assert found.asked == {person.id}
    assert not found.on_the_way


def test_a_room_is_taken_to_the_minute(session: Session, make: Make) -> None:
    room = make.add(Room(region_id=make.region.id, name="Zaal"))
    conference = make.convened(
        place_kind=PlaceKind.ROOM, room_id=room.id, starts_at=at("10.00"), minutes=50
    )

    def is_taken(start: str, end: str, planning: UUID | None = None) -> bool:
        wanted = (at(start), at(end))
        return clashes.is_room_taken(session, room.id, wanted, planning=planning)

    assert is_taken("10.49", "11.00")
    assert not is_taken("10.50", "11.00")
    assert not is_taken("09.00", "10.00")
    assert not is_taken("10.00", "11.00", conference.id)
