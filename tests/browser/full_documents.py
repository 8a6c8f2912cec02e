"""Attachments of a conference, with names as long as fit, in the full region."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.documents import attaching
from mdt.documents.attaching import Terms
from mdt.models import AgendaItem, DocumentSection, Person
from tests.documents.attached import cleaned

WORD = "Schoolbrief"


def attach(session: Session, item_id: UUID, *, by: Person, now: datetime) -> dict[str, UUID]:
    """Attach three files, one for some only and one withdrawn; return the key of the first."""
    item = session.get_one(AgendaItem, item_id)
    recipients = frozenset(one.id for one in attaching.at_table(session, item, now)[:3])
    found = [
        attaching.attach(
            session,
            item,
            Terms(title=title, section=section, recipients=to),
            cleaned(title.encode() * 9_000),
            name="",
            most=20,
            by=by,
            now=now,
        )
        for title, section, to in (
            ("Brief van de school", DocumentSection.PLAN, frozenset[UUID]()),
            ((WORD * 8)[:80], DocumentSection.RISKS, recipients),
            ("Foto van de deur", DocumentSection.PERSONS, frozenset[UUID]()),
        )
    ]
    attaching.withdraw(session, found[-1], by=by, now=now)
    return {"document_id": found[0].id}
