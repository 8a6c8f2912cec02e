"""Rules of mdt.conferences.region_week."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import true
from sqlmodel import Session

from mdt.conferences import region_week
from mdt.conferences.listing import Sight
from mdt.conferences.region_week import Sitting
from mdt.models import Conference, ConferenceState, PlaceKind
from mdt.scheduling import local_time
from tests.conftest import NOON
from tests.factories import Make

ALL = Sight(conferences=true(), items=true(), led=true())
HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 2, 8, 23, tzinfo=UTC)
"""The beginning of the week of NOON, in UTC."""


def week(session: Session, make: Make, monday: datetime = MONDAY) -> list[Sitting]:
    ends = local_time.midnight((local_time.local(monday) + timedelta(days=7)).date())
    reader = make.coordinator()
    return region_week.between(session, ALL, reader_id=reader.id, start=monday, end=ends)


def in_room(make: Make, starts_at: datetime, room_id: object, minutes: int = 60) -> Conference:
    return make.convened(
        starts_at=starts_at, minutes=minutes, room_id=room_id, place_kind=PlaceKind.ROOM
    )


def test_sittings_stand_in_order_and_drafts_and_those_called_off_do_not(
    session: Session, make: Make
) -> None:
    later, first = make.convened(starts_at=NOON + HOUR), make.convened(starts_at=NOON)
    make.conference()
    make.convened(state=ConferenceState.CANCELLED)
    make.convened(starts_at=MONDAY - HOUR)
    make.convened(starts_at=MONDAY + timedelta(days=7))

    assert [one.id for one in week(session, make)] == [first.id, later.id]


def test_two_tables_in_one_room_are_seen_and_neighbours_are_not(
    session: Session, make: Make
) -> None:
    room, other = make.room(), make.room()
    in_room(make, NOON, room.id)
    in_room(make, NOON + HOUR / 2, room.id)
    in_room(make, NOON, other.id)
    in_room(make, NOON + HOUR, other.id)

    shared = [one.room for one in week(session, make) if one.shares_room]
    assert shared == [room.name, room.name]


def test_a_sitting_of_the_night_before_still_takes_the_room(session: Session, make: Make) -> None:
    room = make.room()
    in_room(make, MONDAY - HOUR, room.id, minutes=120)
    monday = in_room(make, MONDAY, room.id)

    [found] = week(session, make)
    assert (found.id, found.shares_room) == (monday.id, True)


@pytest.mark.parametrize(
    ("monday", "hours"),
    [
        (datetime(2026, 3, 22, 23, tzinfo=UTC), 167),
        (datetime(2026, 10, 18, 22, tzinfo=UTC), 169),
        (datetime(2027, 3, 21, 23, tzinfo=UTC), 167),
        (datetime(2027, 10, 24, 22, tzinfo=UTC), 169),
    ],
)
def test_a_week_in_which_the_clock_changes_has_all_its_hours_and_no_other(
    session: Session, make: Make, monday: datetime, hours: int
) -> None:
    inside = [make.convened(starts_at=monday + hour * HOUR) for hour in (0, hours - 1)]
    make.convened(starts_at=monday + hours * HOUR)

    assert [one.id for one in week(session, make, monday)] == [one.id for one in inside]


def test_who_is_only_asked_sees_their_own_span(session: Session, make: Make) -> None:
    person, sitting = make.person(), make.convened(starts_at=NOON, minutes=90)
    starts = NOON + HOUR / 2
    make.invitation(sitting, person, starts_at=starts, ends_at=starts + HOUR / 4)
    sight = Sight(conferences=true(), items=true(), led=~true())

    [found] = region_week.between(
        session, sight, reader_id=person.id, start=MONDAY, end=MONDAY + timedelta(days=7)
    )
    assert (found.starts_at, found.minutes) == (starts, 15)
