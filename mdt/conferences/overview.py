"""A conference as its page shows it: items with their parts and seats, and how each seat stands.

Plain rows with one query for each kind; an item that is not for the reader is not read.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlmodel import Session, col

from mdt.conferences import asked, sought
from mdt.models import (
    AgendaItem,
    AgendaPart,
    Case,
    Conference,
    ConferenceState,
    Organisation,
    PartKind,
    Person,
    Seat,
    SeatDomain,
    SeatFill,
    SeatPart,
)
from mdt.seats import cover
from mdt.seats.cover import SeatState

# The queries are made once: making one anew costs more than asking it.
_ITEMS = (
    select(
        col(AgendaItem.id),
        col(AgendaItem.case_id),
        col(Case.alias),
        col(AgendaItem.question),
        col(AgendaItem.minutes),
        col(AgendaItem.pause_minutes),
        col(AgendaItem.position),
        col(AgendaItem.version),
        col(AgendaItem.late_because),
    )
    .join(Case, col(Case.id) == AgendaItem.case_id)
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .where(col(AgendaItem.conference_id) == bindparam("conference_id"))
    .order_by(col(AgendaItem.position))
)
_OF_ITEMS: Any = bindparam("items", expanding=True)
_PARTS = (
    select(
        col(AgendaPart.item_id), col(AgendaPart.id), col(AgendaPart.kind), col(AgendaPart.minutes)
    )
    .where(col(AgendaPart.item_id).in_(_OF_ITEMS))
    .order_by(col(AgendaPart.position))
)
_SEATS = (
    select(
        col(Seat.id),
        col(Seat.item_id),
        col(Seat.domain),
        col(Organisation.name),
        col(Seat.required),
        col(Seat.quorum),
        col(Seat.holder_id),
        col(Person.name),
        col(Seat.fill),
    )
    .outerjoin(Person, col(Person.id) == Seat.holder_id)
    .outerjoin(Organisation, col(Organisation.id) == Seat.organisation_id)
    .where(col(Seat.item_id).in_(_OF_ITEMS))
    .order_by(col(Seat.position), col(Seat.id))
)
_HELD_PARTS = (
    select(col(SeatPart.seat_id), col(AgendaPart.kind))
    .join(AgendaPart, col(AgendaPart.id) == SeatPart.part_id)
    .where(col(AgendaPart.item_id).in_(_OF_ITEMS))
    .order_by(col(AgendaPart.position))
)


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of an item; starts_at None while no moment is agreed."""

    id: UUID
    kind: PartKind
    minutes: int
    starts_at: datetime | None


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat, who holds it and how it stands; parts empty when it is held for the whole item.

    organisation: the only one that the seat is for; empty when every one of its domain will do.
    """

    id: UUID
    item_id: UUID
    domain: SeatDomain
    organisation: str
    required: bool
    quorum: bool
    holder_id: UUID | None
    holder: str
    state: SeatState
    parts: tuple[PartKind, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its parts and seats in order; late_because: why it came after the cut-off."""

    id: UUID
    case_id: UUID
    alias: str
    question: str
    minutes: int
    pause_minutes: int
    position: int
    version: int
    late_because: str
    starts_at: datetime | None
    parts: tuple[PartRow, ...]
    seats: tuple[SeatRow, ...]

    @property
    def ends_at(self) -> datetime | None:
        """Return the end of the item; None while no moment is agreed."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None


@dataclass(frozen=True, slots=True)
class Overview:
    """The items of a conference that are for the reader."""

    items: tuple[ItemRow, ...]

    @property
    def seats(self) -> list[SeatRow]:
        """Return all seats of all items."""
        return [seat for item in self.items for seat in item.seats]

    @property
    def uncovered(self) -> list[SeatRow]:
        """Return the quorum seats that nobody can be counted on for."""
        return cover.uncovered(self.seats)


def of(session: Session, conference: Conference, may_see: ColumnElement[bool]) -> Overview:
    """Return the items of the conference under may_see, a condition on AgendaItem."""
    rows = session.execute(_ITEMS.add_columns(may_see), {"conference_id": conference.id}).all()
    keys = [row[0] for row in rows if row[-1]]
    parts, seats = _parts(session, keys), _seats(session, conference, keys)
    items, begins = [], conference.starts_at
    for row in rows:
        begins = begins + timedelta(minutes=row.pause_minutes) if begins else None
        if row[-1]:
            items.append(
                ItemRow(
                    id=row.id,
                    case_id=row.case_id,
                    alias=row.alias,
                    question=row.question,
                    minutes=row.minutes,
                    pause_minutes=row.pause_minutes,
                    position=row.position,
                    version=row.version,
                    late_because=row.late_because,
                    starts_at=begins,
                    parts=_timed(parts[row.id], begins),
                    seats=tuple(seats[row.id]),
                )
            )
        begins = begins + timedelta(minutes=row.minutes) if begins else None
    return Overview(tuple(items))


def _parts(
    session: Session, items: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, PartKind, int]]]:
    found: dict[UUID, list[tuple[UUID, PartKind, int]]] = defaultdict(list)
    for item_id, *part in session.execute(_PARTS, {"items": items}):
        found[item_id].append((part[0], part[1], part[2]))
    return found


def _timed(
    parts: Collection[tuple[UUID, PartKind, int]], begins: datetime | None
) -> tuple[PartRow, ...]:
    rows = []
    for key, kind, minutes in parts:
        rows.append(PartRow(key, kind, minutes, begins))
        begins = begins + timedelta(minutes=minutes) if begins else None
    return tuple(rows)


def _seats(
    session: Session, conference: Conference, items: Collection[UUID]
) -> dict[UUID, list[SeatRow]]:
    invited, wanted = asked.of(session, [conference.id]), sought.running(session, [conference.id])
    parts = _held_parts(session, items)
    found: dict[UUID, list[SeatRow]] = defaultdict(list)
    rows = session.execute(_SEATS, {"items": items})
    for key, item_id, domain, organisation, required, quorum, holder_id, holder, fill in rows:
        answer = invited.get((conference.id, holder_id)) if holder_id else None
        is_pooled = fill is not SeatFill.PERSON and conference.state is ConferenceState.DRAFT
        found[item_id].append(
            SeatRow(
                id=key,
                item_id=item_id,
                domain=domain,
                organisation=organisation or "",
                required=required,
                quorum=quorum,
                holder_id=holder_id,
                holder=holder or "",
                state=cover.state(holder_id, answer, is_pooled=is_pooled, is_sought=key in wanted),
                parts=tuple(parts[key]),
            )
        )
    return found


def _held_parts(session: Session, items: Collection[UUID]) -> dict[UUID, list[PartKind]]:
    found: dict[UUID, list[PartKind]] = defaultdict(list)
    for seat_id, kind in session.execute(_HELD_PARTS, {"items": items}):
        found[seat_id].append(kind)
    return found
