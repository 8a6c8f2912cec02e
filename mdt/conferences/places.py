"""The places at a table: its seats, with whoever can take them, and a chair without a seat.

Source: model.md, idea 2 (a seat is filled by a person out of a pool).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.conferences.spans import Minutes
from mdt.conferences.timetable import Timetable
from mdt.models import AgendaItem, Conference, Seat, SeatDeputy, SeatDomain, SeatFill

CHAIR = "chair"
"""The key of the chair who holds no seat."""

Deputies = Mapping[UUID, Sequence[UUID]]
"""Per seat that nobody holds, who may take it, in order."""


@dataclass(frozen=True)
class Place:
    """A place at the table: a seat, or the chair's when the chair holds none.

    domain: None for the chair. number: the how manieth of its domain at its item, from 1.
    holder_id: None while nobody sits there; deputies can then, or the members of its pool.
    is_pooled: somebody out of the deputies takes it as soon as a moment is agreed.
    minutes: when it is needed, from the start of the sitting.
    """

    key: Any
    domain: SeatDomain | None
    number: int
    counts: bool
    holder_id: UUID | None
    deputies: tuple[UUID, ...]
    item_id: UUID | None
    minutes: Minutes
    is_pooled: bool = False

    @property
    def is_vacant(self) -> bool:
        """True when nobody sits there, and nobody will by agreeing a moment."""
        return self.holder_id is None and not (self.is_pooled and self.deputies)

    @property
    def candidates(self) -> tuple[UUID, ...]:
        """Who can take it: the holder, else the deputies in their order."""
        return (self.holder_id,) if self.holder_id else self.deputies


def of(table: Timetable, deputies: Deputies) -> tuple[Place, ...]:
    """Return every place at the table, in its order; the chair's last, if it is no seat."""
    numbers: dict[tuple[UUID, SeatDomain], int] = defaultdict(int)
    has_quorum = any(seat.quorum for seat in table.seats)
    found = []
    for seat in table.seats:
        numbers[seat.item_id, seat.domain] += 1
        found.append(
            Place(
                key=seat.id,
                domain=seat.domain,
                number=numbers[seat.item_id, seat.domain],
                counts=seat.quorum if has_quorum else seat.required,
                holder_id=seat.holder_id,
                deputies=tuple(deputies.get(seat.id, ())),
                item_id=seat.item_id,
                minutes=_needed(table, seat),
                is_pooled=seat.holder_id is None and seat.fill is not SeatFill.PERSON,
            )
        )
    if table.chair_id and table.chair_id not in {seat.holder_id for seat in table.seats}:
        whole = Minutes(0, table.length_minutes)
        found.append(
            Place(
                key=CHAIR,
                domain=None,
                number=1,
                counts=True,
                holder_id=table.chair_id,
                deputies=(),
                item_id=None,
                minutes=whole,
            )
        )
    return tuple(found)


def people(found: Iterable[Place]) -> list[UUID]:
    """Return everybody who can take one of these places, each once."""
    return list(dict.fromkeys(who for place in found for who in place.candidates))


def deputies(session: Session, conference: Conference) -> Deputies:
    """Return the deputies of every seat that nobody holds or was named for, in their order."""
    rows = session.execute(
        select(SeatDeputy.seat_id, SeatDeputy.person_id)
        .join(Seat, col(Seat.id) == SeatDeputy.seat_id)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .where(AgendaItem.conference_id == conference.id)
        .where(col(Seat.holder_id).is_(None) | col(Seat.is_drawn))
        .order_by(col(SeatDeputy.rank))
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for seat_id, person_id in rows:
        found[seat_id].append(person_id)
    return found


def _needed(table: Timetable, seat: Seat) -> Minutes:
    """Return when somebody must be there for this seat: the holder, for all of their own seats."""
    if seat.holder_id:
        return table.asked(table.people[seat.holder_id])
    return table.minutes_of(seat)
