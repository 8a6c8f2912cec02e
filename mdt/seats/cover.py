"""How a seat stands, and whether a table has its quorum. Pure.

Every page that shows a seat reads its state here.

Source: model.md, decided (quorum: for convening, every quorum seat has an asked holder who
has not declined; for deciding, they are present).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from mdt.models import Reply, SeatDomain


class SeatState(StrEnum):
    """How a seat stands between nobody and somebody who comes; the worst first."""

    EMPTY = "empty"
    NO = "no"
    FAILED = "failed"
    HELD = "held"
    POOL = "pool"
    CHOSEN = "chosen"
    ASKED = "asked"
    MAYBE = "maybe"
    YES = "yes"


COVERED = frozenset(
    {SeatState.POOL, SeatState.CHOSEN, SeatState.ASKED, SeatState.MAYBE, SeatState.YES}
)
"""A seat in one of these counts for the quorum.

Out of its pool a seat is filled at convening; a holder whom no mail reached was not asked.
"""

_REPLIED = {Reply.YES: SeatState.YES, Reply.MAYBE: SeatState.MAYBE, Reply.NO: SeatState.NO}
_WORST_FIRST = tuple(SeatState)


class Asked(NamedTuple):
    """What became of a live invitation: the answer that counts, and whether its mail failed.

    is_held: it waits here, for its mail domain is not agreed on.
    """

    reply: Reply | None = None
    is_undelivered: bool = False
    is_held: bool = False


class Mark(NamedTuple):
    """A chair of the table as a list shows it."""

    domain: SeatDomain
    quorum: bool
    state: SeatState
    required: bool = True


class Standing(Protocol):
    """A seat and how it stands."""

    @property
    def domain(self) -> SeatDomain:
        """What the seat brings to the table."""

    @property
    def required(self) -> bool:
        """Whether the table misses it when it is empty."""

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
    holder_id: UUID | None,
    asked: Asked | None,
    *,
    is_pooled: bool = False,
    is_sought: bool = False,
) -> SeatState:
    """Return how a seat stands; asked is what became of asking its holder, if they were.

    is_pooled: somebody out of a pool takes the seat as soon as a moment is agreed.
    is_sought: it lost its person, and somebody else is asked for it now.
    """
    if holder_id is None and is_sought:
        return SeatState.ASKED
    if holder_id is None:
        return SeatState.POOL if is_pooled else SeatState.EMPTY
    if asked is None:
        return SeatState.CHOSEN
    if asked.reply is not None:
        return _REPLIED[asked.reply]
    if asked.is_held:
        return SeatState.HELD
    return SeatState.FAILED if asked.is_undelivered else SeatState.ASKED


def merged(items: Iterable[Sequence[Seated]]) -> list[Mark]:
    """Return the seats of several items as one table: what stands worst counts for a seat.

    The first seat of a domain at one item and the first at another are the same chair.
    """
    found: dict[tuple[SeatDomain, int], Mark] = {}
    for seats in items:
        seen: Counter[SeatDomain] = Counter()
        for seat in seats:
            key = (seat.domain, seen[seat.domain])
            seen[seat.domain] += 1
            mark = Mark(seat.domain, seat.quorum, seat.state, seat.required)
            found[key] = _worse(found[key], mark) if key in found else mark
    return list(found.values())


def uncovered(seats: Iterable[Seated]) -> list[Seated]:
    """Return the quorum seats without a holder who was reached and has not declined."""
    return [seat for seat in seats if seat.quorum and seat.state not in COVERED]


def unheld(seats: Iterable[HeldSeat]) -> list[HeldSeat]:
    """Return the quorum seats that nobody holds."""
    return [seat for seat in seats if seat.quorum and seat.holder_id is None]


def absent(seats: Iterable[HeldSeat], present: Collection[UUID]) -> list[HeldSeat]:
    """Return the quorum seats whose holder is not among the people present."""
    return [seat for seat in seats if seat.quorum and seat.holder_id not in present]


def _worse(one: Mark, other: Mark) -> Mark:
    worst = min(one.state, other.state, key=_WORST_FIRST.index)
    return Mark(one.domain, one.quorum or other.quorum, worst, one.required or other.required)
