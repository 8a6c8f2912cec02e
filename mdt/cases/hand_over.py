"""Handing a case over: a new lead, a new contact for the victim, or both, in one step.

An open case is never without either (domain.md 13: the lead must not fall away when
somebody leaves); who had it before stays known.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
    if (lead.id, victim_contact.id) == (case.lead_id, case.victim_contact_id):
        raise NothingToHandOver
    if case.version != version:
        raise StaleVersion
    for before_id, after in ((case.lead_id, lead), (case.victim_contact_id, victim_contact)):
        if after.id != before_id:
            keepers.require(session, after, case, now=now)

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


@dataclass(frozen=True)
class Told:
    """One hand-over in names, as a page tells it; what stayed is None."""

    at: datetime
    by: str
    lead: tuple[str, str] | None
    contact: tuple[str, str] | None


def told(session: Session, case: Case) -> list[Told]:
    """Return every hand-over of the case in names, the newest first."""
    rows = of(session, case)
    keys = {key for row in rows for key in _people_of(row)}
    found = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(keys)))
    names = dict(found.all())
    return [
        Told(
            at=row.at,
            by=names[row.by_id],
            lead=_between(names, row.lead_before_id, row.lead_after_id),
            contact=_between(names, row.contact_before_id, row.contact_after_id),
        )
        for row in rows
    ]


def _people_of(row: HandOver) -> tuple[UUID, ...]:
    return (
        *(row.by_id, row.lead_before_id, row.lead_after_id),
        *(row.contact_before_id, row.contact_after_id),
    )


def _between(names: dict[UUID, str], before: UUID, after: UUID) -> tuple[str, str] | None:
    return (names[before], names[after]) if before != after else None
