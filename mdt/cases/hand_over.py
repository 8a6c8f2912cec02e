"""Handing a case over: a new lead, a new contact for the victim, or both, in one step.

An open case is never without either (domain.md 13: the lead must not fall away when
somebody leaves); who had it before stays known.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from mdt import events
from mdt.cases import closing, keepers
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import Case, HandOver, Person


class NothingToHandOver(DomainError):
    """Both stay with whom they are."""

    text = N_("Kies een ander: de zaak is al bij deze mensen.")


def hand_over(
    session: Session,
    case: Case,
    *,
    lead: Person,
    victim_contact: Person,
    version: int,
    by: Person,
    now: datetime,
) -> HandOver:
    """Give the case its new lead and contact; return the row that knows the old ones.

    Raises CaseIsClosed, StaleVersion, NothingToHandOver, CannotKeep.
    """
    closing.require_open(case)
    if case.version != version:
        raise StaleVersion
    if (lead.id, victim_contact.id) == (case.lead_id, case.victim_contact_id):
        raise NothingToHandOver
    for before_id, after in ((case.lead_id, lead), (case.victim_contact_id, victim_contact)):
        if after.id != before_id:
            keepers.require(session, after, case.region_id, now=now)

    row = change_keepers(session, case, lead=lead, victim_contact=victim_contact, by=by, now=now)
    case.version += 1
    events.record(
        session,
        events.CaseHandedOver(at=now, actor_id=by.id, case_id=case.id, subject_id=row.id),
    )
    return row


def change_keepers(
    session: Session,
    case: Case,
    *,
    lead: Person,
    victim_contact: Person,
    by: Person,
    now: datetime,
) -> HandOver:
    """Write both keepers and who they were before; the caller checks and records the event."""
    row = HandOver(
        case_id=case.id,
        at=now,
        by_id=by.id,
        lead_before_id=case.lead_id,
        lead_after_id=lead.id,
        contact_before_id=case.victim_contact_id,
        contact_after_id=victim_contact.id,
    )
    case.lead_id, case.victim_contact_id = lead.id, victim_contact.id
    session.add_all((case, row))
    session.flush()
    return row


def of(session: Session, case: Case) -> list[HandOver]:
    """Return every hand-over of the case, the newest first."""
    rows = select(HandOver).where(HandOver.case_id == case.id).order_by(col(HandOver.at).desc())
    return list(session.exec(rows))
