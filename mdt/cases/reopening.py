"""Opening a closed case again, when the danger is back.

Callers have checked permission and own the transaction.
"""

from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.cases import hand_over, keepers, naming, opening
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import Case, CasePhase, Person, base


class CaseIsOpen(DomainError):
    """There is nothing to open again."""

    text = N_("Deze zaak is al open.")


def reopen(
    session: Session,
    case: Case,
    *,
    lead: Person,
    victim_contact: Person,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Open the case again with a lead and a contact who work here now; safety comes first.

    Raises CaseIsOpen, StaleVersion, CannotKeep, and AliasInUse when another case got its
    alias after the retention time.
    """
    if case.is_open:
        raise CaseIsOpen
    if case.version != version:
        raise StaleVersion
    for keeper in (lead, victim_contact):
        keepers.require(session, keeper, case, now=now)
    naming.lock(session, case.region_id)
    today = base.local_date(now)
    names = opening.names_around(session, case)
    naming.check_alias(session, case.region_id, case.alias, names, today=today, but=case.id)

    if (lead.id, victim_contact.id) != (case.lead_id, case.victim_contact_id):
        hand_over.change_keepers(
            session, case, lead=lead, victim_contact=victim_contact, by=by, now=now
        )
    case.closed_at = case.retain_until = None
    case.phase = CasePhase.DIRECTE_VEILIGHEID
    case.version += 1
    session.add(case)
    events.record(session, events.CaseReopened(at=now, actor_id=by.id, case_id=case.id))
