"""Documents of a case: put with an item, withdrawn, put back, read.

Callers have checked permission and own the transaction. The file has been looked into and made
anew before any of this (mdt.documents.receiving).
Source: model.md (Document); domain.md 3.2 (for a purpose, and with whom it is for).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from mdt import events
from mdt.access.actor import runs
from mdt.cases import closing, document_events
from mdt.documents.receiving import Cleaned
from mdt.documents.refusals import FileHoldsSealed, SameFile, TooManyFiles
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.models import (
    AgendaItem,
    Case,
    Document,
    DocumentRecipient,
    DocumentSection,
    Membership,
    Organisation,
    Person,
    Seat,
)
from mdt.vault import bodies, watching


class NotAtThisTable(DomainError):
    """A document is for organisations with a seat at its item."""

    text = N_("Kies alleen organisaties die bij deze zaak aan tafel zitten.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a document is called, and for whom it is; without recipients, for the whole section."""

    title: str
    section: DocumentSection
    recipients: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Shown:
    """A document in a list: by whom it came, and for which organisations it is, by name."""

    document: Document
    by: str
    recipients: Sequence[str]


def attach(
    session: Session,
    item: AgendaItem,
    terms: Terms,
    cleaned: Cleaned,
    *,
    name: str,
    most: int,
    by: Person,
    now: datetime,
) -> Document:
    """Return a new document of the item; most: how many an item may have.

    name: what the file was called where it came from; it is looked at and not kept.
    Raises CaseIsClosed, FileHoldsSealed, NotAtThisTable, SameFile, TooManyFiles, VaultClosed.
    """
    closing.require_open(session.get_one(Case, item.case_id))
    if not terms.recipients <= {one.id for one in at_table(session, item, now)}:
        raise NotAtThisTable
    _require_silent(session, item, cleaned, name)
    digest = sha256(cleaned.content).hexdigest()
    _require_room(session, item, digest, most)
    document = Document(
        case_id=item.case_id,
        item_id=item.id,
        section=terms.section,
        title=terms.title,
        kind=cleaned.kind,
        size_bytes=len(cleaned.content),
        digest=digest,
        added_by_id=by.id,
        added_at=now,
    )
    session.add(document)
    session.flush()
    for key in sorted(terms.recipients):
        session.add(DocumentRecipient(document_id=document.id, organisation_id=key))
    bodies.write(session, document, cleaned.content)
    _record(session, document_events.DocumentAdded, document, by, now)
    return document


def withdraw(session: Session, document: Document, *, by: Person, now: datetime) -> None:
    """Let nobody open the document any more, until it is put back."""
    if document.withdrawn_at:
        return
    document.withdrawn_at = now
    _record(session, document_events.DocumentWithdrawn, document, by, now)


def put_back(session: Session, document: Document, *, by: Person, now: datetime) -> None:
    """Undo withdrawing it. Raises CaseIsClosed."""
    closing.require_open(session.get_one(Case, document.case_id))
    if document.withdrawn_at is None:
        return
    document.withdrawn_at = None
    _record(session, document_events.DocumentPutBack, document, by, now)


def shown(session: Session, which: ColumnElement[bool]) -> list[Shown]:
    """Return the documents of which the condition holds, the newest first."""
    rows = session.exec(
        select(Document, Person.name)
        .join(Person, col(Person.id) == Document.added_by_id)
        .where(which)
        .order_by(col(Document.added_at).desc(), col(Document.id))
    ).all()
    names = _recipients(session, [document.id for document, _ in rows])
    return [Shown(document, by, names.get(document.id, [])) for document, by in rows]


def at_table(session: Session, item: AgendaItem, now: datetime) -> Sequence[Organisation]:
    """Return the organisations with a seat at the item, or of who holds one, by their names."""
    here = Seat.item_id == item.id
    seated = select(Seat.organisation_id).where(here)
    held = (
        select(Membership.organisation_id)
        .join(Seat, col(Seat.holder_id) == Membership.person_id)
        .where(here, runs(now))
    )
    key = col(Organisation.id)
    return session.exec(
        select(Organisation).where(or_(key.in_(seated), key.in_(held))).order_by(Organisation.name)
    ).all()


def _require_silent(session: Session, item: AgendaItem, cleaned: Cleaned, name: str) -> None:
    """Raise FileHoldsSealed when the file or its name says what is sealed (scenarios.md 2.7)."""
    finder = watching.finder_of(session, [item.case_id])
    if places := finder.places(cleaned.text) + finder.places(name):
        raise FileHoldsSealed(places=places, redacted=finder.redact(cleaned.text).strip())


def _require_room(session: Session, item: AgendaItem, digest: str, most: int) -> None:
    known = select(func.count()).where(
        Document.item_id == item.id, col(Document.withdrawn_at).is_(None)
    )
    if session.exec(known).one() >= most:
        raise TooManyFiles(most=most)
    if session.exec(known.where(Document.digest == digest)).one():
        raise SameFile


def _recipients(session: Session, keys: Sequence[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    rows = session.exec(
        select(DocumentRecipient.document_id, Organisation.name)
        .join(Organisation, col(Organisation.id) == DocumentRecipient.organisation_id)
        .where(col(DocumentRecipient.document_id).in_(keys))
        .order_by(Organisation.name)
    )
    for key, name in rows if keys else ():
        found.setdefault(key, []).append(name)
    return found


def _record(
    session: Session, kind: type[Event], document: Document, by: Person, now: datetime
) -> None:
    session.add(document)
    events.record(
        session, kind(at=now, actor_id=by.id, case_id=document.case_id, subject_id=document.id)
    )
