"""Who is asked to a conference, for which span, and which of its cases are theirs.

A person on a seat is asked for the span of their own seats; the chair for the whole sitting. Read
from the rows and not from what the session happens to remember of them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.conferences import spans
from mdt.conferences.spans import HeldSeat, Item, Part, Span
from mdt.directory import people
from mdt.models import (
    AgendaItem,
    AgendaPart,
    Conference,
    Membership,
    PlaceKind,
    Role,
    Seat,
    SeatPart,
)


@dataclass(frozen=True)
class Invitee:
    """What one person is asked for.

    place: the kind of place and, for a room, which; so that another room is noticed.
    case_ids: the cases at which they hold a seat, in the order of the agenda.
    """

    person_id: UUID
    span: Span
    place: str
    case_ids: tuple[UUID, ...]


def of(session: Session, conference: Conference) -> dict[UUID, Invitee]:
    """Return everybody whom the conference asks, by person; nobody while it has no moment."""
    if conference.starts_at is None or conference.ends_at is None:
        return {}
    rows = _agenda(session, conference)
    agenda = [_item(session, row) for row in rows]
    place, cases = place_of(conference), {row.id: row.case_id for row in rows}
    found = {
        person_id: Invitee(
            person_id,
            spans.span(conference.starts_at, agenda, held),
            place,
            _cases(held, cases),
        )
        for person_id, held in _held(session, conference).items()
    }
    if conference.chair_id:
        whole = Span(conference.starts_at, conference.ends_at)
        found[conference.chair_id] = Invitee(
            conference.chair_id, whole, place, tuple(cases.values())
        )
    return found


def place_of(conference: Conference) -> str:
    """Return what is announced of the place, and what must change for a change to be told."""
    if conference.place_kind is PlaceKind.ROOM and conference.room_id:
        return f"{conference.place_kind.value}:{conference.room_id.hex}"
    return conference.place_kind.value


def kind_of_place(place: str) -> PlaceKind:
    """Return the kind in what place_of() said."""
    return PlaceKind(place.partition(":")[0])


def judges(session: Session, person_ids: Collection[UUID], *, now: datetime) -> frozenset[UUID]:
    """Return who of these people is a judge: they learn nothing of a case from an invitation."""
    return frozenset(
        session.exec(
            select(Membership.person_id).where(
                col(Membership.person_id).in_(person_ids),
                Membership.role == Role.JUDGE,
                people.runs(now),
            )
        )
    )


def _agenda(session: Session, conference: Conference) -> list[AgendaItem]:
    return list(
        session.exec(
            select(AgendaItem)
            .where(AgendaItem.conference_id == conference.id)
            .order_by(col(AgendaItem.position))
        )
    )


def _item(session: Session, item: AgendaItem) -> Item:
    parts = session.exec(
        select(AgendaPart).where(AgendaPart.item_id == item.id).order_by(col(AgendaPart.position))
    )
    return Item(item.id, item.minutes, [Part(part.id, part.minutes) for part in parts])


def _held(session: Session, conference: Conference) -> dict[UUID, list[HeldSeat]]:
    """Return the seats that each person holds at this conference."""
    at_this_conference = AgendaItem.conference_id == conference.id
    parts = defaultdict(list)
    for held_part in session.exec(
        select(SeatPart)
        .join(Seat, col(Seat.id) == SeatPart.seat_id)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .where(at_this_conference)
    ):
        parts[held_part.seat_id].append(held_part.part_id)
    found = defaultdict(list)
    for seat in session.exec(
        select(Seat)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .where(at_this_conference, col(Seat.holder_id).is_not(None))
    ):
        if seat.holder_id is not None:
            found[seat.holder_id].append(HeldSeat(seat.item_id, tuple(parts[seat.id])))
    return dict(found)


def _cases(held: Collection[HeldSeat], cases: dict[UUID, UUID]) -> tuple[UUID, ...]:
    """Return the cases of these seats in the order of the agenda."""
    items = {seat.item for seat in held}
    return tuple(case_id for item_id, case_id in cases.items() if item_id in items)
