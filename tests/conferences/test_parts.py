"""Rules of mdt.conferences.parts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from mdt.conferences import parts
from mdt.conferences.parts import PartHeld, PartsTooLong, PartTwice
from mdt.models import AgendaPart, PartKind, SeatDomain, SeatPart
from tests.conferences import cast
from tests.factories import Make

WEIGHTS = st.lists(st.integers(1, 60), min_size=1, max_size=6)


@given(minutes=st.integers(0, 480), weights=WEIGHTS)
def test_minutes_are_shared_whole_and_each_part_gets_one(minutes: int, weights: list[int]) -> None:
    shared = parts.share(minutes, weights)

    if minutes < len(weights):
        assert shared == []
    else:
        assert sum(shared) == minutes
        assert min(shared) >= 1


@given(minutes=st.integers(60, 480), weights=WEIGHTS)
def test_a_heavier_part_never_gets_less(minutes: int, weights: list[int]) -> None:
    shared = parts.share(minutes, weights)

    ranked = sorted(zip(weights, shared, strict=True))
    for (lighter, less), (heavier, more) in pairwise(ranked):
        assert less <= more or lighter == heavier


def test_an_item_of_45_minutes_starts_with_nine_for_the_procedures() -> None:
    assert parts.usual(45) == list(parts.USUAL.items())
    assert sum(minutes for _, minutes in parts.usual(45)) == 45


def test_an_item_too_short_for_every_part_has_none() -> None:
    assert parts.usual(5) == []


def test_parts_take_the_wanted_order_and_lengths_and_stay_the_same_rows(
    session: Session, make: Make
) -> None:
    item = cast.draft(make, cast.table(make)).items[0]
    before = {part.kind: part.id for part in item.parts}
    wanted = [
        (PartKind.VOICE, 10),
        (PartKind.PROCEDURES, 5),
        (PartKind.ACTIONS, 20),
        (PartKind.TELLING, 5),
    ]

    parts.lay(session, item, wanted)

    session.expire_all()
    assert [(part.kind, part.minutes) for part in item.parts] == wanted
    assert all(before[part.kind] == part.id for part in item.parts)
    assert len(session.exec(select(AgendaPart)).all()) == 4


def test_parts_may_not_take_longer_than_their_item(session: Session, make: Make) -> None:
    item = cast.draft(make, cast.table(make)).items[0]

    with pytest.raises(PartsTooLong, match="46 minuten en het punt 45"):
        parts.lay(session, item, [(PartKind.PROCEDURES, 26), (PartKind.VOICE, 20)])

    assert len(item.parts) == 6


def test_a_part_stands_on_an_item_once(session: Session, make: Make) -> None:
    item = cast.draft(make, cast.table(make)).items[0]

    with pytest.raises(PartTwice):
        parts.lay(session, item, [(PartKind.VOICE, 5), (PartKind.VOICE, 5)])


def test_the_only_part_of_a_seat_cannot_go(session: Session, make: Make) -> None:
    item = cast.draft(make, cast.table(make)).items[0]
    without = [one for one in parts.usual(45) if one[0] is not PartKind.PROCEDURES]

    with pytest.raises(PartHeld):
        parts.lay(session, item, without)


def test_a_seat_keeps_its_other_parts_when_one_goes(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    item, seat = conference.items[0], cast.seat_of(conference, SeatDomain.VLAW)

    parts.lay(session, item, [one for one in parts.usual(45) if one[0] is not PartKind.VOICE])

    session.expire_all()
    held = session.exec(select(SeatPart).where(SeatPart.seat_id == seat.id)).all()
    [telling] = [part for part in item.parts if part.kind is PartKind.TELLING]
    assert [row.part_id for row in held] == [telling.id]


def test_another_length_keeps_the_proportions(session: Session, make: Make) -> None:
    item = cast.draft(make, cast.table(make)).items[0]
    parts.lay(session, item, [*parts.usual(45)[:-1], (PartKind.TELLING, 1)])

    scaled = parts.scaled(item, 90)

    assert sum(minutes for _, minutes in scaled) == 86
    assert dict(scaled)[PartKind.PROCEDURES] == 18
