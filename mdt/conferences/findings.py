"""What a specialist found about a case, written at the item they were asked for.

It stands among the lines that are written at the table, under its writer's name, and is final with
them when the minutes are adopted.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences.meeting import MinutesAreFinal
from mdt.models import AgendaItem, Note, NoteKind, Person


def leave(session: Session, item: AgendaItem, text: str, *, by: Person, now: datetime) -> Note:
    """Return a new finding; before the sitting, during it or after. Raises MinutesAreFinal."""
    if item.conference.adopted_at is not None:
        raise MinutesAreFinal
    note = Note(
        item_id=item.id,
        case_id=item.case_id,
        kind=NoteKind.FINDING,
        text=text,
        author_id=by.id,
        at=now,
    )
    session.add(note)
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
    return note


def of(session: Session, item_id: UUID, person: Person) -> list[Note]:
    """Return what the person found at the item, in order."""
    return list(
        session.exec(
            select(Note)
            .where(Note.item_id == item_id, Note.author_id == person.id)
            .where(Note.kind == NoteKind.FINDING)
            .order_by(col(Note.at), col(Note.id))
        )
    )
