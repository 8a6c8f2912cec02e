"""How a seat stands, and whether a table has its quorum. Pure.

Every page that shows a seat reads its state here.

Source: model.md, decided (quorum: for convening, every quorum seat has an asked holder who
has not declined; for deciding, they are present).
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from mdt.models import Invitation, Reply, SeatDomain


class SeatState(StrEnum):
    """How a seat stands between nobody and somebody who comes."""

    EMPTY = "empty"
    CHOSEN = "chosen"
    ASKED = "asked"
    FAILED = "failed"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


COVERED = frozenset({SeatState.CHOSEN, SeatState.ASKED, SeatState.YES, SeatState.MAYBE})
"""A seat in one of these counts for the quorum. A holder whom no mail reached was not asked."""


class Standing(Protocol):
    """A seat and how it stands."""

    @property
    def domain(self) -> SeatDomain:
        """What the seat brings to the table."""

    @property
    def quorum(self) -> bool:
        """Whether the table stands or falls with it."""

    @property
    def state(self) -> SeatState:
        """How it stands."""


class Held(Protocol):
    """A seat and who holds it, nobody yet when None."""

    @property
    def quorum(self) -> bool:
        """Whether the table stands or falls with it."""

    @property
    def holder_id(self) -> UUID | None:
        """Who holds it."""


Seated = TypeVar("Seated", bound=Standing)
HeldSeat = TypeVar("HeldSeat", bound=Held)


def state(
    holder_id: UUID | None, invitation: Invitation | None, *, is_undelivered: bool
) -> SeatState:
    """Return how a seat stands; invitation is its holder's to this conference, if any."""
    if holder_id is None:
        return SeatState.EMPTY
    if invitation is None or not invitation.is_live:
        return SeatState.CHOSEN
    if invitation.reply is not None:
        return _REPLIED[invitation.reply]
    return SeatState.FAILED if is_undelivered else SeatState.ASKED


_REPLIED = {Reply.YES: SeatState.YES, Reply.MAYBE: SeatState.MAYBE, Reply.NO: SeatState.NO}


def uncovered(seats: Iterable[Seated]) -> list[Seated]:
    """Return the quorum seats without a holder who was reached and has not declined."""
    return [seat for seat in seats if seat.quorum and seat.state not in COVERED]


def unheld(seats: Iterable[HeldSeat]) -> list[HeldSeat]:
    """Return the quorum seats that nobody holds."""
    return [seat for seat in seats if seat.quorum and seat.holder_id is None]


def absent(seats: Iterable[HeldSeat], present: Collection[UUID]) -> list[HeldSeat]:
    """Return the quorum seats whose holder is not among the people present."""
    return [seat for seat in seats if seat.quorum and seat.holder_id not in present]
