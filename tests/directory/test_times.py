"""Rules of mdt.directory.times."""

from datetime import time

import pytest
from sqlmodel import Session

from mdt.directory import times
from mdt.directory.times import LunchHalfSaid, Times
from mdt.models import Pair, Region, Room
from tests.conftest import NOON
from tests.factories import Make


def rooms(make: Make) -> tuple[Room, Room]:
    one, other = sorted((make.room(name="Een"), make.room(name="Twee")), key=lambda room: room.id)
    return one, other


def say(session: Session, make: Make, between: dict[Pair, int], *lunch: time) -> Region:
    starts, ends = lunch or (None, None)
    wanted = Times(starts, ends, 15, between)
    times.change(
        session, make.region, wanted, version=make.region.version, by=make.person(), now=NOON
    )
    session.flush()
    return make.region


def test_what_a_region_says_replaces_what_it_said(session: Session, make: Make) -> None:
    one, other = rooms(make)
    say(session, make, {(one.id, other.id): 40}, time(12), time(13))

    region = say(session, make, {(one.id, other.id): 25})

    assert times.between(session, region) == {(one.id, other.id): 25}
    assert (region.lunch_starts, region.lunch_ends, region.travel_minutes) == (None, None, 15)
    assert times.between(session, say(session, make, {})) == {}


@pytest.mark.parametrize("lunch", [(time(12), None), (None, time(13)), (time(13), time(12))])
def test_a_lunch_has_a_beginning_and_later_an_end(
    session: Session, make: Make, lunch: tuple[time, time]
) -> None:
    with pytest.raises(LunchHalfSaid):
        say(session, make, {}, *lunch)


def test_only_rooms_in_use_are_asked_for(session: Session, make: Make) -> None:
    one, other = rooms(make)
    other.is_active = False
    session.flush()

    assert times.rooms(session, make.region) == [one]
