"""Rules of mdt.seats.cover."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from mdt.models import Reply, SeatDomain
from mdt.seats import cover
from mdt.seats.cover import Asked, Mark, SeatState

SOMEBODY, SOMEBODY_ELSE = uuid4(), uuid4()


@dataclass
class At:
    """A seat of a table on paper."""

    state: SeatState = SeatState.CHOSEN
    quorum: bool = True
    holder_id: UUID | None = SOMEBODY
    domain: SeatDomain = SeatDomain.OM
    required: bool = True


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (None, SeatState.CHOSEN),
        (Asked(), SeatState.ASKED),
        (Asked(is_undelivered=True), SeatState.FAILED),
        (Asked(is_held=True), SeatState.HELD),
        (Asked(Reply.YES), SeatState.YES),
        (Asked(Reply.MAYBE), SeatState.MAYBE),
        (Asked(Reply.NO), SeatState.NO),
        (Asked(Reply.YES, is_undelivered=True), SeatState.YES),
    ],
)
def test_a_held_seat_stands_as_its_holder_was_asked_and_answered(
    asked: Asked | None, wanted: SeatState
) -> None:
    assert cover.state(SOMEBODY, asked) is wanted


def test_a_seat_without_a_holder_is_empty() -> None:
    assert cover.state(None, Asked(Reply.YES)) is SeatState.EMPTY


def test_a_quorum_seat_is_uncovered_when_empty_declined_or_not_reached() -> None:
    seats = [At(state) for state in SeatState]

    assert {seat.state for seat in cover.uncovered(seats)} == {
        SeatState.EMPTY,
        SeatState.NO,
        SeatState.FAILED,
        SeatState.HELD,
    }


def test_seats_outside_the_quorum_never_stand_in_the_way() -> None:
    seats = [At(state, quorum=False, holder_id=None) for state in SeatState]

    assert not cover.uncovered(seats)
    assert not cover.unheld(seats)
    assert not cover.absent(seats, set())


def test_the_quorum_is_present_when_its_holders_are() -> None:
    here, away = At(), At(holder_id=SOMEBODY_ELSE)

    assert cover.absent([here, away], {SOMEBODY}) == [away]
    assert cover.unheld([here, At(holder_id=None)])[0].holder_id is None


def test_several_items_are_one_table_on_which_the_worst_counts() -> None:
    first = [
        At(SeatState.YES, quorum=False),
        At(SeatState.NO),
        At(SeatState.YES, domain=SeatDomain.VT),
    ]
    second = [At(SeatState.MAYBE), At(SeatState.YES, domain=SeatDomain.RVDK, quorum=False)]

    assert cover.merged([first, second]) == [
        Mark(SeatDomain.OM, quorum=True, state=SeatState.MAYBE),
        Mark(SeatDomain.OM, quorum=True, state=SeatState.NO),
        Mark(SeatDomain.VT, quorum=True, state=SeatState.YES),
        Mark(SeatDomain.RVDK, quorum=False, state=SeatState.YES),
    ]
