"""At the table: who is there, which item is discussed, and what is written down.

Callers have checked permission (mdt.access) and own the transaction; every verb changes
rows and records one event, or raises a DomainError and changes nothing. Opening and ending
the sitting itself is lifecycle's.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    AgendaItem,
    Attendance,
    Conference,
    ConferenceState,
    Note,
    NoteKind,
    Person,
)

WRITABLE = (ConferenceState.IN_SESSION, ConferenceState.HELD)


class NotInSession(DomainError):
    """The table does not sit now."""

    text = N_("Het overleg is nu niet bezig.")


class NoSeatHere(DomainError):
    """Only the holder of a seat, or the chair, can be present at an item."""

    text = N_("%(name)s heeft geen stoel bij deze zaak.")


class MinutesAreFinal(DomainError):
    """The minutes were adopted and no longer change."""

    text = N_("Het verslag is vastgesteld en verandert niet meer.")


def come(
    session: Session, item: AgendaItem, person: Person, *, by: Person, now: datetime
) -> Attendance:
    """Note that person is at the item from now on; asking twice changes nothing.

    Raises NotInSession, NoSeatHere.
    """
    _require_in_session(item.conference)
    if here := _attending(session, item, person.id):
        return here
    _require_place(item, person)
    here = Attendance(item_id=item.id, case_id=item.case_id, person_id=person.id, in_at=now)
    session.add(here)
    _record_attendance(session, item, person, by, now)
    return here


def go(session: Session, item: AgendaItem, person: Person, *, by: Person, now: datetime) -> None:
    """Note that person left the item now. Raises NotInSession."""
    _require_in_session(item.conference)
    if here := _attending(session, item, person.id):
        here.out_at = now
        _record_attendance(session, item, person, by, now)


def leave(session: Session, conference: Conference, person: Person, *, now: datetime) -> None:
    """Note that person left every item that they are at, of their own accord."""
    for item in conference.items:
        if here := _attending(session, item, person.id):
            here.out_at = now
            _record_attendance(session, item, person, person, now)


def present(session: Session, items: Sequence[AgendaItem]) -> dict[UUID, set[UUID]]:
    """Return who is at each of the items now, by item key; one query."""
    found: dict[UUID, set[UUID]] = {item.id: set() for item in items}
    here = col(Attendance.item_id).in_(found) & col(Attendance.out_at).is_(None)
    for row in session.exec(select(Attendance).where(here)):
        found[row.item_id].add(row.person_id)
    return found


def attended(session: Session, items: Sequence[AgendaItem]) -> dict[UUID, list[Attendance]]:
    """Return when who was at each of the items, by item key, in order; one query."""
    found: dict[UUID, list[Attendance]] = {item.id: [] for item in items}
    query = select(Attendance).where(col(Attendance.item_id).in_(found))
    for row in session.exec(query.order_by(col(Attendance.in_at), col(Attendance.id))):
        found[row.item_id].append(row)
    return found


def take_up(session: Session, item: AgendaItem, *, by: Person, now: datetime) -> None:
    """Turn to this item; the one that was discussed is closed. Raises NotInSession."""
    _require_in_session(item.conference)
    for other in item.conference.items:
        if other.id != item.id and other.opened_at and not other.closed_at:
            other.closed_at = now
    item.opened_at = item.opened_at or now
    item.closed_at = None
    events.record(
        session,
        events.AgendaChanged(
            at=now,
            actor_id=by.id,
            case_id=item.case_id,
            conference_id=item.conference_id,
            subject_id=item.id,
        ),
    )


def write(
    session: Session,
    item: AgendaItem,
    text: str,
    kind: NoteKind = NoteKind.NOTE,
    *,
    by: Person,
    now: datetime,
) -> Note:
    """Return a new line of the minutes. Raises NotInSession before, MinutesAreFinal after."""
    _require_writable(item.conference)
    note = Note(
        item_id=item.id, case_id=item.case_id, kind=kind, text=text, author_id=by.id, at=now
    )
    session.add(note)
    _record_note(session, item, note, by, now)
    return note


def rewrite(
    session: Session, note: Note, text: str, *, version: int, by: Person, now: datetime
) -> None:
    """Change a line. Raises StaleVersion when somebody else did, MinutesAreFinal."""
    item = session.get_one(AgendaItem, note.item_id)
    _require_writable(item.conference)
    if note.version != version:
        raise StaleVersion
    note.text = text
    note.version += 1
    _record_note(session, item, note, by, now)


def notes(session: Session, items: Sequence[AgendaItem]) -> dict[UUID, list[Note]]:
    """Return the lines written at each of the items, in order; one query."""
    found: dict[UUID, list[Note]] = {item.id: [] for item in items}
    rows = session.exec(
        select(Note).where(col(Note.item_id).in_(found)).order_by(col(Note.at), col(Note.id))
    )
    for row in rows:
        found[row.item_id].append(row)
    return found


def _attending(session: Session, item: AgendaItem, person_id: UUID) -> Attendance | None:
    return session.exec(
        select(Attendance).where(
            Attendance.item_id == item.id,
            Attendance.person_id == person_id,
            col(Attendance.out_at).is_(None),
        )
    ).first()


def _require_in_session(conference: Conference) -> None:
    if conference.state is not ConferenceState.IN_SESSION:
        raise NotInSession


def _require_writable(conference: Conference) -> None:
    if conference.adopted_at is not None:
        raise MinutesAreFinal
    if conference.state not in WRITABLE:
        raise NotInSession


def _require_place(item: AgendaItem, person: Person) -> None:
    holders = {seat.holder_id for seat in item.seats}
    if person.id not in holders | {item.conference.chair_id}:
        raise NoSeatHere(name=person.name)


def _record_attendance(
    session: Session, item: AgendaItem, person: Person, by: Person, now: datetime
) -> None:
    events.record(
        session,
        events.AttendanceNoted(
            at=now,
            actor_id=by.id,
            case_id=item.case_id,
            conference_id=item.conference_id,
            subject_id=person.id,
        ),
    )


def _record_note(session: Session, item: AgendaItem, note: Note, by: Person, now: datetime) -> None:
    events.record(
        session,
        events.NoteWritten(
            at=now,
            actor_id=by.id,
            case_id=item.case_id,
            conference_id=item.conference_id,
            subject_id=note.id,
        ),
    )
