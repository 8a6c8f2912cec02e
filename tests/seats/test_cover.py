"""Rules of mdt.seats.cover."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from mdt.models import Invitation, Reply, SeatDomain
from mdt.seats import cover
from mdt.seats.cover import SeatState
from tests.conftest import NOON

SOMEBODY, SOMEBODY_ELSE = uuid4(), uuid4()


@dataclass
class At:
    """A seat of a table on paper."""

    state: SeatState = SeatState.CHOSEN
    quorum: bool = True
    holder_id: UUID | None = SOMEBODY
    domain: SeatDomain = SeatDomain.OM


def asked(reply: Reply | None = None, *, withdrawn: bool = False) -> Invitation:
    return Invitation(
        conference_id=uuid4(),
        person_id=SOMEBODY,
        stamped_at=NOON,
        starts_at=NOON,
        ends_at=NOON,
        reply=reply,
        withdrawn_at=NOON if withdrawn else None,
    )


@pytest.mark.parametrize(
    ("invitation", "undelivered", "wanted"),
    [
        (None, False, SeatState.CHOSEN),
        (asked(withdrawn=True), False, SeatState.CHOSEN),
        (asked(), False, SeatState.ASKED),
        (asked(), True, SeatState.FAILED),
        (asked(Reply.YES), False, SeatState.YES),
        (asked(Reply.MAYBE), False, SeatState.MAYBE),
        (asked(Reply.NO), False, SeatState.NO),
    ],
)
def test_a_held_seat_stands_as_its_holder_was_asked_and_answered(
    invitation: Invitation | None,
    undelivered: bool,  # noqa: FBT001 - a column of the table above
    wanted: SeatState,
) -> None:
    assert cover.state(SOMEBODY, invitation, is_undelivered=undelivered) is wanted


def test_an_answer_counts_more_than_a_mail_that_bounced() -> None:
    assert cover.state(SOMEBODY, asked(Reply.YES), is_undelivered=True) is SeatState.YES


def test_a_seat_without_a_holder_is_empty() -> None:
    assert cover.state(None, asked(Reply.YES), is_undelivered=False) is SeatState.EMPTY


def test_a_quorum_seat_is_uncovered_when_empty_declined_or_not_reached() -> None:
    seats = [At(state) for state in SeatState]

    assert {seat.state for seat in cover.uncovered(seats)} == {
        SeatState.EMPTY,
        SeatState.NO,
        SeatState.FAILED,
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
