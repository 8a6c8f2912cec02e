"""Who is asked to a conference, for which span, and which of its cases are theirs.

A person on a seat, or asked for one that lost its person, is asked for the span of those seats; the
chair for the whole sitting. Read
from the rows and not from what the session happens to remember of them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import acting
from mdt.conferences import sought, spans, timetable
from mdt.conferences.spans import HeldSeat, Span
from mdt.conferences.timetable import Timetable
from mdt.directory import people
from mdt.models import (
    AgendaItem,
    Conference,
    Membership,
    PlaceKind,
    Role,
)


@dataclass(frozen=True)
class Invitee:
    """What one person is asked for.

    span: with the margin around what they are needed for.
    place: the kind of place and, for a room, which; so that another room is noticed.
    case_ids: the cases at which they hold a seat, in the order of the agenda; none for a seat that
    they are only asked for, so that nothing is told before somebody takes it.
    """

    person_id: UUID
    span: Span
    needed: Span
    place: str
    case_ids: tuple[UUID, ...]


@acting.by_portal
def of(session: Session, conference: Conference) -> dict[UUID, Invitee]:
    """Return everybody whom the conference asks, by person; nobody while it has no moment."""
    if conference.starts_at is None:
        return {}
    table, cases = timetable.of(session, conference), _cases(session, conference)
    place = place_of(conference)
    return {
        person_id: Invitee(
            person_id=person_id,
            span=table.span(conference.starts_at, held),
            needed=spans.span(conference.starts_at, table.items, held),
            place=place,
            case_ids=_of_items({seat.item for seat in table.people.get(person_id, ())}, cases),
        )
        for person_id, held in _wanted(session, conference, table).items()
    }


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


def _wanted(
    session: Session, conference: Conference, table: Timetable
) -> dict[UUID, list[HeldSeat]]:
    """Return everybody at the table or asked for a seat that is open, with their seats."""
    found = {person_id: list(held) for person_id, held in table.people.items()}
    for person_id, seats in sought.asked(session, conference.id).items():
        found.setdefault(person_id, []).extend(table.held[key] for key in seats)
    return found


def _cases(session: Session, conference: Conference) -> dict[UUID, UUID]:
    """Return the case of each item, in the order of the agenda."""
    rows = session.exec(
        select(AgendaItem.id, AgendaItem.case_id)
        .where(AgendaItem.conference_id == conference.id)
        .order_by(col(AgendaItem.position))
    )
    return dict(rows.all())


def _of_items(items: Collection[UUID], cases: Mapping[UUID, UUID]) -> tuple[UUID, ...]:
    return tuple(case_id for item_id, case_id in cases.items() if item_id in items)
