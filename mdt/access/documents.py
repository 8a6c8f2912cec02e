"""Who may see a document: who may see its section of the case, and is among its recipients.

A wall comes before this (mdt.access.guard). Source: model.md, always true 12; domain.md 3.2
(shared for a purpose, with whom it is for).
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, and_, col, not_, or_, select

from mdt.access import guard, stand_ins
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.models import Case, Document, DocumentRecipient, DocumentSection

SECTIONS: dict[DocumentSection, Action] = {
    DocumentSection.MINUTES: Action.MINUTES_VIEW,
    DocumentSection.PERSONS: Action.PERSONS_VIEW,
    DocumentSection.PLAN: Action.PLAN_VIEW,
    DocumentSection.PROCEDURES: Action.PROCEDURES_VIEW,
    DocumentSection.RISKS: Action.RISKS_VIEW,
}
"""Whoever may see a section of a case may see its documents, if these are for them."""


def permits(session: Session, actor: Actor, action: Action, document: Document) -> bool:
    """Apply the policy row of the action, with the document's section and its recipients.

    What is withdrawn nobody sees; whoever may withdraw it may put it back.
    """
    case = stand_ins.case(session, document.case_id)
    section = SECTIONS.get(document.section, action)  # a stand-in is of no section
    if not guard.permits_case(session, actor, section, case) or not _is_for(
        session, actor, document.id
    ):
        return False
    if action is Action.DOCUMENT_WITHDRAW:
        is_own = document.added_by_id == actor.id
        return is_own or guard.permits_in(actor, action, case.region_id)
    return document.withdrawn_at is None and guard.permits_case(session, actor, action, case)


def visible(actor: Actor, case: Case, sections: Collection[DocumentSection]) -> ColumnElement[bool]:
    """Return the condition on Document for those of the case that the actor may see or put back.

    sections: those of the case that they may see.
    """
    return and_(
        col(Document.case_id) == case.id,
        col(Document.section).in_(sections),
        meant_for(actor),
        or_(col(Document.withdrawn_at).is_(None), _may_withdraw(actor, case)),
    )


def meant_for(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a document is for everybody, for the actor's own, or by them."""
    of_it = col(DocumentRecipient.document_id) == Document.id
    own = [post.organisation_id for post in actor.posts]
    return or_(
        col(Document.added_by_id) == actor.id,
        not_(exists().where(of_it)),
        exists().where(of_it, col(DocumentRecipient.organisation_id).in_(own)),
    )


def _is_for(session: Session, actor: Actor, key: UUID) -> bool:
    found = select(Document.id).where(Document.id == key, meant_for(actor))
    return session.exec(found).first() is not None


def _may_withdraw(actor: Actor, case: Case) -> ColumnElement[bool]:
    here = guard.permits_in(actor, Action.DOCUMENT_WITHDRAW, case.region_id)
    return or_(col(Document.added_by_id) == actor.id, here)
