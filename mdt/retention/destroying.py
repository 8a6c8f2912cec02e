"""Destroying a case: two people, everything at once, and a proof without content.

Callers have checked permission and own the transaction. What a backup still holds goes when the
backup does; docs/beheer.md says when.

Source: domain.md 3.2; model.md, always true 10.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select

from mdt import events
from mdt.access import actor as actors
from mdt.access.actor import Actor
from mdt.cases.retention_events import CaseDestroyed
from mdt.errors import N_, DomainError
from mdt.models import Case, Destruction, Person, RetentionProposal, Role, Wall, base
from mdt.retention import belongings, proposing
from mdt.retention.belongings import Belongings
from mdt.retention.proposing import NotDue


class NotProposed(DomainError):
    """Nobody proposed it, or it was taken back."""

    text = N_("Niemand stelt dit nu voor. Stel de vernietiging eerst voor.")


class SamePerson(DomainError):
    """Who proposed it would agree as well."""

    text = N_("U stelde dit zelf voor. Een ander moet akkoord geven.")


class NoOfficer(DomainError):
    """Neither of the two is the data-protection officer."""

    text = N_("Een van de twee moet de functionaris gegevensbescherming zijn.")


def obstacle(session: Session, case: Case, who: Actor, *, now: datetime) -> DomainError | None:
    """Return why who cannot agree that the case be destroyed now, or None."""
    proposal = proposing.standing_proposal(session, case)
    if not proposing.is_due(case, now):
        return NotDue()
    if proposal is None:
        return NotProposed()
    if proposal.proposed_by_id == who.id:
        return SamePerson()
    proposer = actors.load(session, session.get_one(Person, proposal.proposed_by_id), now=now)
    if not (_is_officer(who, case) or _is_officer(proposer, case)):
        return NoOfficer()
    return None


def destroy(session: Session, case: Case, who: Actor, *, now: datetime) -> Destruction:
    """Destroy everything of the case as the second of two people, and return the proof.

    Raises NotDue, NotProposed, SamePerson, NoOfficer.
    """
    session.refresh(case, with_for_update=True)
    if refusal := obstacle(session, case, who, now=now):
        raise refusal
    what = belongings.of(session, case.id)
    standing = select(Wall.id).where(Wall.case_id == case.id, col(Wall.lifted_at).is_(None))
    is_shut = session.exec(standing).first() is not None
    proof = _prove(case, what, proposing.of(session, case), who, is_shut=is_shut, now=now)
    belongings.remove(session, what)
    session.add(proof)
    events.record(session, CaseDestroyed(at=now, actor_id=who.id, subject_id=proof.id))
    return proof


def proofs(regions: frozenset[UUID], who: Actor) -> ColumnElement[bool]:
    """Return the condition on Destruction that keeps what who may know of.

    Nobody can tell any more who stood behind the walls of a case that is gone: of one that had
    any, only the two people who destroyed it know.
    """
    is_one_of_two = or_(
        col(Destruction.proposed_by_id) == who.id, col(Destruction.agreed_by_id) == who.id
    )
    return and_(
        col(Destruction.region_id).in_(regions),
        or_(col(Destruction.is_shut).is_(False), is_one_of_two),
    )


def _is_officer(who: Actor, case: Case) -> bool:
    return any(post.role is Role.DPO and post.region_id == case.region_id for post in who.posts)


def _prove(
    case: Case,
    what: Belongings,
    proposal: RetentionProposal,
    who: Actor,
    *,
    is_shut: bool,
    now: datetime,
) -> Destruction:
    return Destruction(
        region_id=case.region_id,
        reference=case.reference,
        regime=case.regime,
        opened_on=base.local_date(case.opened_at),
        closed_on=base.local_date(case.closed_at or now),
        retain_until=case.retain_until or base.local_date(now),
        proposed_by_id=proposal.proposed_by_id,
        agreed_by_id=who.id,
        at=now,
        is_shut=is_shut,
        counts=" ".join(f"{name}={number}" for name, number in what.counts().items()),
        digest=hashlib.sha256("\n".join(what.lines()).encode()).hexdigest(),
    )
