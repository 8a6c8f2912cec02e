"""Rules of mdt.scheduling.travel."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from mdt.models import PlaceKind, TravelTime
from mdt.scheduling import travel
from mdt.scheduling.travel import Travel
from tests.factories import Make
from tests.scheduling.test_availability import THURSDAY, at, free, work

ROOMS = [UUID(int=number) for number in range(1, 5)]
PLACES = st.sampled_from([None, *ROOMS])
NINE = datetime(2026, 2, 12, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(
    st.integers(0, 240),
    st.dictionaries(st.sampled_from(ROOMS), st.integers(0, 240)),
    PLACES,
    PLACES,
)
def test_the_way_there_is_as_long_as_the_way_back_and_online_is_nowhere(
    usual: int, ways: dict[UUID, int], one: UUID | None, other: UUID | None
) -> None:
    known = {frozenset({ROOMS[0], room}): minutes for room, minutes in ways.items()}
    found = Travel(usual, known)

    assert found.minutes(one, other) == found.minutes(other, one)
    if one is None or one == other:
        assert found.minutes(one, other) == 0
    else:
        assert timedelta(minutes=found.minutes(one, other)) <= found.longest


def test_busy_time_grows_by_the_travel_on_both_sides() -> None:
    here, there, *_ = ROOMS
    found = Travel(20, {frozenset({here, there}): 45})

    way = timedelta(minutes=45)
    assert found.around(NINE, NINE + HOUR, here, there) == (NINE - way, NINE + HOUR + way)
    assert found.around(NINE, NINE + HOUR, here, None) == (NINE, NINE + HOUR)
    assert travel.NONE.around(NINE, NINE + HOUR, here, there) == (NINE, NINE + HOUR)


def test_the_travel_of_a_region_is_read_with_what_is_usual_there(
    session: Session, make: Make
) -> None:
    one, other, third = (make.room(name=name) for name in ("Een", "Twee", "Drie"))
    make.region.travel_minutes = 15
    pair = sorted([one.id, other.id])
    make.add(TravelTime(one_id=pair[0], other_id=pair[1], minutes=40))

    found = travel.of(session, make.region.id)

    assert found.minutes(one.id, other.id) == 40
    assert found.minutes(other.id, third.id) == 15


def test_the_way_from_another_room_and_back_takes_time(session: Session, make: Make) -> None:
    person, here, there = make.person(), make.room(), make.room()
    other = make.convened(
        starts_at=at("10.00"), minutes=60, place_kind=PlaceKind.ROOM, room_id=there.id
    )
    make.invitation(other, person, ends_at=at("11.00"))
    travel = Travel(usual_minutes=30)

    assert free(session, person, travel=travel, to=here.id) == ["08.30-09.30", "11.30-17.00"]
    same, online = (free(session, person, travel=travel, to=to) for to in (there.id, None))
    assert same == online == ["08.30-10.00", "11.00-17.00"]


def test_the_way_back_from_a_sitting_of_the_night_before_reaches_into_the_day(
    session: Session, make: Make
) -> None:
    person, here, there = make.person(), make.room(), make.room()
    work(session, person, range(7), "00.00-09.00")
    eve = at("23.00", THURSDAY - timedelta(days=1))
    other = make.convened(starts_at=eve, place_kind=PlaceKind.ROOM, room_id=there.id)
    make.invitation(other, person, starts_at=eve, ends_at=eve + HOUR)

    assert free(session, person, travel=Travel(60), to=here.id) == ["01.00-09.00"]
