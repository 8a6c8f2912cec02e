"""When each seat of a sitting is needed, and so each person; read from the rows.

A person is asked for the span of their own seats, the chair for the whole sitting.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from mdt.conferences import parts, spans
from mdt.conferences.spans import HeldSeat, Item, Minutes, Part, Span
from mdt.models import (
    AgendaItem,
    AgendaPart,
    Conference,
    ConferenceKind,
    KnowledgeGuest,
    Seat,
    SeatPart,
)
from mdt.scheduling import usual

_HERE = col(AgendaItem.conference_id) == bindparam("conference_id")
_ITEMS = select(AgendaItem).where(_HERE).order_by(col(AgendaItem.position))
_PARTS = (
    select(col(AgendaPart.item_id), col(AgendaPart.id), col(AgendaPart.minutes))
    .join(AgendaItem, col(AgendaItem.id) == AgendaPart.item_id)
    .where(_HERE)
    .order_by(col(AgendaPart.position))
)
_SEATS = (
    select(Seat)
    .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
    .where(_HERE)
    .order_by(col(AgendaItem.position), col(Seat.position), col(Seat.id))
)
_SEAT_PARTS = (
    select(col(SeatPart.seat_id), col(SeatPart.part_id))
    .join(Seat, col(Seat.id) == SeatPart.seat_id)
    .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
    .where(_HERE)
)

_GUESTS = (
    select(col(KnowledgeGuest.person_id))
    .where(col(KnowledgeGuest.conference_id) == bindparam("conference_id"))
    .order_by(col(KnowledgeGuest.person_id))
)


@dataclass(frozen=True)
class Timetable:
    """The items of a sitting in order, its seats in order, and who is needed for which.

    margin: minutes before and after their own items for which people are asked too.
    guests: who is invited by name, for all of a sitting without seats.
    """

    items: tuple[Item, ...]
    seats: tuple[Seat, ...]
    held: dict[UUID, HeldSeat]
    chair_id: UUID | None
    margin: int = 0
    guests: tuple[UUID, ...] = ()

    @cached_property
    def length_minutes(self) -> int:
        """How long the sitting takes."""
        return spans.total(self.items)

    @cached_property
    def people(self) -> dict[UUID, list[HeldSeat]]:
        """Everybody who is needed, and the seats they are needed for; the chair for all items."""
        found: dict[UUID, list[HeldSeat]] = defaultdict(list)
        for seat in self.seats:
            if seat.holder_id:
                found[seat.holder_id].append(self.held[seat.id])
        if self.chair_id and self.items:
            found[self.chair_id] = [HeldSeat(item.key) for item in self.items]
        for guest_id in self.guests:
            found[guest_id] = [HeldSeat(item.key) for item in self.items]
        return dict(found)

    def spans(self, starts_at: datetime) -> dict[UUID, Span]:
        """Return when everybody is needed if the sitting starts at this instant."""
        return {person_id: self.span(starts_at, held) for person_id, held in self.people.items()}

    def span(self, starts_at: datetime, held: Collection[HeldSeat]) -> Span:
        """Return when the holder of these seats is asked then."""
        return spans.span(starts_at, self.items, held, self.margin)

    def minutes_of(self, seat: Seat) -> Minutes:
        """Return when somebody is asked for the seat, in minutes from the start of the sitting."""
        return self.asked([self.held[seat.id]])

    def asked(self, held: Collection[HeldSeat]) -> Minutes:
        """Return for which minutes of the sitting the holder of these seats is asked."""
        return spans.roomy(spans.minutes(self.items, held), self.length_minutes, self.margin)


def of(session: Session, conference: Conference) -> Timetable:
    """Return the timetable of a conference, with a query for each kind of row."""
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return _without_items(session, conference)
    here = {"conference_id": conference.id}
    agenda = session.scalars(_ITEMS, here).all()
    parts: dict[UUID, list[Part]] = defaultdict(list)
    for item_id, part_id, minutes in session.execute(_PARTS, here):
        parts[item_id].append(Part(part_id, minutes))
    seats = tuple(session.scalars(_SEATS, here))
    held_parts: dict[UUID, tuple[UUID, ...]] = {}
    for seat_id, part_id in session.execute(_SEAT_PARTS, here):
        held_parts[seat_id] = (*held_parts.get(seat_id, ()), part_id)
    return Timetable(
        items=tuple(
            Item(item.id, item.minutes, parts[item.id], item.pause_minutes) for item in agenda
        ),
        seats=seats,
        held={seat.id: HeldSeat(seat.item_id, held_parts.get(seat.id, ())) for seat in seats},
        chair_id=conference.chair_id,
        margin=usual.of(session).margin_minutes,
    )


def _without_items(session: Session, conference: Conference) -> Timetable:
    """Return the timetable of a knowledge session: one stretch, for everybody who is invited."""
    guests = session.scalars(_GUESTS, {"conference_id": conference.id})
    return Timetable(
        items=(Item(conference.id, conference.minutes),),
        seats=(),
        held={},
        chair_id=None,
        guests=tuple(guests),
    )


def with_holders(table: Timetable, holders: Mapping[UUID, UUID | None]) -> Timetable:
    """Return the timetable as it would be with these, or nobody, on seats; no row changes."""
    seats = tuple(
        Seat(**(seat.model_dump() | {"holder_id": holders[seat.id]}))
        if seat.id in holders
        else seat
        for seat in table.seats
    )
    return replace(table, seats=seats)


def resized(table: Timetable, minutes: int) -> Timetable:
    """Return the timetable as it becomes when its one item gets another length."""
    if len(table.items) != 1:
        return table
    return replace(table, items=(_stretched(table.items[0], minutes),))


def _stretched(item: Item, minutes: int) -> Item:
    weights = [part.minutes for part in item.parts]
    lengths = parts.share(minutes * sum(weights) // item.minutes, weights) or [1] * len(weights)
    keys = [part.key for part in item.parts]
    return replace(item, minutes=minutes, parts=list(map(Part, keys, lengths)))
