"""What is past its term, and what one person proposes to do with it.

Callers have checked permission and own the transaction.

Source: domain.md 3.2 (a rule table, with proposals and destruction by two people).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt import events
from mdt.access import walls
from mdt.access.actor import Actor
from mdt.cases.retention_events import (
    DestructionProposed,
    DestructionWithdrawn,
    RetentionExtended,
)
from mdt.errors import N_, DomainError
from mdt.models import Case, Person, RetentionExtension, RetentionProposal, base


class NotDue(DomainError):
    """The term has not passed, or the case is open."""

    text = N_("De bewaartermijn van deze zaak is nog niet voorbij.")


class NotLater(DomainError):
    """A case would be kept until a day that has passed, or not longer than it is already."""

    text = N_("Kies een dag die later is dan %(until)s en later dan vandaag.")


class Due(NamedTuple):
    """A case past its term. proposed_by: the name of who proposed that it be destroyed, or none."""

    case: Case
    proposal: RetentionProposal | None
    proposed_by: str
    extension: RetentionExtension | None


def is_due(case: Case, now: datetime) -> bool:
    """Tell whether the case is closed and the last day on which it is kept has passed."""
    until = case.retain_until
    return not case.is_open and until is not None and until < base.local_date(now)


def due(session: Session, regions: frozenset[UUID], who: Actor, *, now: datetime) -> list[Due]:
    """Return the cases of the regions that are past their term, the longest first."""
    by = aliased(Person)
    rows = session.exec(
        select(Case, RetentionProposal, by.name)
        .join(RetentionProposal, col(RetentionProposal.case_id) == Case.id, isouter=True)
        .join(by, col(by.id) == RetentionProposal.proposed_by_id, isouter=True)
        .where(
            col(Case.region_id).in_(regions),
            col(Case.closed_at).is_not(None),
            col(Case.retain_until) < base.local_date(now),
            walls.beside(who.walled, col(Case.id)),
        )
        .order_by(col(Case.retain_until), Case.reference)
    ).all()
    kept = _extensions(session, [case.id for case, _, _ in rows])
    return [Due(case, one, name or "", kept.get(case.id)) for case, one, name in rows]


def propose(session: Session, case: Case, *, by: Person, now: datetime) -> RetentionProposal:
    """Return the proposal that the case be destroyed; the standing one when there is one.

    Raises NotDue.
    """
    session.refresh(case, with_for_update=True)
    if not is_due(case, now):
        raise NotDue
    if standing := standing_proposal(session, case):
        return standing
    proposal = RetentionProposal(case_id=case.id, proposed_at=now, proposed_by_id=by.id)
    session.add(proposal)
    _record(session, DestructionProposed, case, by, now)
    return proposal


def withdraw(session: Session, case: Case, *, by: Person, now: datetime) -> None:
    """Take back what was proposed, whoever proposed it; nothing happens without a proposal."""
    session.refresh(case, with_for_update=True)
    if proposal := standing_proposal(session, case):
        session.delete(proposal)
        session.flush()
        _record(session, DestructionWithdrawn, case, by, now)


def extend(
    session: Session, case: Case, until: date, reason: str, *, by: Person, now: datetime
) -> RetentionExtension:
    """Keep a closed case longer, until a day, for a typed reason. Raises NotDue, NotLater.

    What was proposed falls away.
    """
    session.refresh(case, with_for_update=True)
    if case.is_open or case.retain_until is None:
        raise NotDue
    if until <= max(case.retain_until, base.local_date(now)):
        raise NotLater(until=f"{case.retain_until:%d-%m-%Y}")
    if proposal := standing_proposal(session, case):
        session.delete(proposal)
    case.retain_until = until
    case.version += 1
    extension = RetentionExtension(case_id=case.id, until=until, reason=reason, at=now, by_id=by.id)
    session.add(case)
    session.add(extension)
    _record(session, RetentionExtended, case, by, now)
    return extension


def standing_proposal(session: Session, case: Case) -> RetentionProposal | None:
    """Return the proposal that the case be destroyed, if somebody made one."""
    return session.exec(_standing(case)).first()


def of(session: Session, case: Case) -> RetentionProposal:
    """Return the proposal that stands; there must be one."""
    return session.exec(_standing(case)).one()


def _extensions(session: Session, cases: Sequence[UUID]) -> dict[UUID, RetentionExtension]:
    """Return the last extension of each case that has one."""
    query = select(RetentionExtension).where(col(RetentionExtension.case_id).in_(cases))
    return {one.case_id: one for one in session.exec(query.order_by(col(RetentionExtension.at)))}


def _standing(case: Case) -> SelectOfScalar[RetentionProposal]:
    return select(RetentionProposal).where(RetentionProposal.case_id == case.id)


def _record(
    session: Session, kind: type[events.Event], case: Case, by: Person, now: datetime
) -> None:
    events.record(session, kind(at=now, actor_id=by.id, case_id=case.id))
