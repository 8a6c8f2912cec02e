"""Who can hold a seat: people who serve an organisation of the seat's domain near the case.

Administrators, auditors and data-protection officers sit at no table. Somebody who holds
another seat at the item is not offered: one person, one seat (model.md, always true 3).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from mdt.conferences import serving
from mdt.conferences.serving import Deputies, Served
from mdt.errors import N_, DomainError
from mdt.models import Person, Seat, SeatDeputy

_HOLDERS = select(col(Seat.id), col(Seat.item_id), col(Seat.holder_id)).where(
    col(Seat.item_id).in_(bindparam("items", expanding=True)), col(Seat.holder_id).is_not(None)
)

_DEPUTIES = (
    select(col(SeatDeputy.seat_id), col(SeatDeputy.person_id))
    .where(col(SeatDeputy.seat_id).in_(bindparam("seats", expanding=True)))
    .order_by(col(SeatDeputy.rank))
)


class CannotSit(DomainError):
    """The person does not serve the seat's domain here now."""

    text = N_("%(name)s kan niet op deze stoel. Kies iemand van de organisatie die hier hoort.")


class SitsAlready(DomainError):
    """The person would hold two seats at one item."""

    text = N_("%(name)s heeft al een stoel bij deze zaak.")


class Candidate(NamedTuple):
    """Someone who can hold a seat; rank orders the seat's own deputies, None for others.

    takes_over: the place of their organisation among those that take over; None for whoever
    belongs to the seat.
    """

    person_id: UUID
    name: str
    organisation: str
    function: str
    rank: int | None = None
    takes_over: int | None = None


def of(session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    """Return everybody who can take the seat: its deputies, the others by name, who takes over."""
    return of_each(session, [seat], deputies(session, [seat]), now=now)[seat.id]


def deputies(session: Session, seats: Iterable[Seat]) -> Deputies:
    """Return who may take each of these seats when its holder cannot, in order."""
    found: dict[UUID, list[UUID]] = {seat.id: [] for seat in seats}
    for seat_id, person_id in session.execute(_DEPUTIES, {"seats": list(found)}):
        found[seat_id].append(person_id)
    return found


def of_each(
    session: Session,
    seats: Sequence[Seat],
    deputies: Deputies,
    *,
    freed: Collection[UUID] = (),
    now: datetime,
) -> dict[UUID, list[Candidate]]:
    """Return the same for several seats of one sitting, with no more queries than for one.

    freed: seats whose holders may take another one.
    """
    if not seats:
        return {}
    found = serving.read(session, seats, deputies, now=now)
    seated = _seated(session, seats, freed)
    return {
        seat.id: _candidates(found.of(seat), deputies.get(seat.id, ()), seated[seat.id])
        for seat in seats
    }


def pool(session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    """Return out of whom the seat is filled: those it belongs to, else the first that take over."""
    found = of(session, seat, now=now)
    nearest = min((_takes_over(one) for one in found), default=0)
    return [one for one in found if _takes_over(one) == nearest]


def require(session: Session, seat: Seat, person: Person, *, now: datetime) -> None:
    """Raise SitsAlready or CannotSit unless the person can take the seat."""
    if person.id in _seated(session, [seat])[seat.id]:
        raise SitsAlready(name=person.name)
    if not any(one.person_id == person.id for one in of(session, seat, now=now)):
        raise CannotSit(name=person.name)


def _seated(
    session: Session, seats: Sequence[Seat], freed: Collection[UUID] = ()
) -> dict[UUID, set[UUID]]:
    """Return by seat who holds another one at the same item."""
    found = session.execute(_HOLDERS, {"items": {seat.item_id for seat in seats}})
    rows = [row for row in found if row[0] not in freed]
    return {
        seat.id: {who for key, item, who in rows if item == seat.item_id and key != seat.id}
        for seat in seats
    }


def _candidates(
    rows: Iterable[Served], deputies: Sequence[UUID], seated: Collection[UUID]
) -> list[Candidate]:
    """Return the people of these rows, each once and by the way in which they are nearest."""
    ranks = {person_id: rank for rank, person_id in enumerate(deputies)}
    found: dict[UUID, Candidate] = {}
    for row, takes_over in rows:
        key = row.person_id
        if key not in seated:
            one = Candidate(*row[:4], ranks.get(key), takes_over)
            found[key] = min(found[key], one, key=_nearness) if key in found else one
    return sorted(found.values(), key=_nearness)


def _nearness(one: Candidate) -> tuple[int, bool, int, str]:
    return _takes_over(one), one.rank is None, one.rank or 0, one.name


def _takes_over(one: Candidate) -> int:
    return -1 if one.takes_over is None else one.takes_over
