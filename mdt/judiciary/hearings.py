"""One hearing for several proceedings: proposed to the court, which decides.

A proposal says which proceedings, never what anybody should find in them.
Callers have checked permission and own the transaction.

Source: domain.md 3.4 (combizitting model).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.cases import closing
from mdt.errors import N_, DomainError, StaleVersion
from mdt.judiciary import procedures
from mdt.models import (
    Case,
    HearingProposal,
    HearingProposalPart,
    Person,
    Procedure,
    ProcedureStage,
    ProposalState,
)

SEVERAL = 2


class TooFew(DomainError):
    """One hearing for several takes several, at least one of them at a court."""

    text = N_("Kies ten minste twee lopende procedures, waarvan er een bij een rechtbank is.")


class AlreadyProposed(DomainError):
    """The same proceedings were proposed already, and the court has not answered."""

    text = N_("Dit is al voorgesteld. Wacht op het antwoord, of trek dat voorstel eerst in.")


def of(session: Session, case: Case) -> Sequence[HearingProposal]:
    """Return what was proposed in the case, the newest first."""
    return session.exec(
        select(HearingProposal)
        .where(HearingProposal.case_id == case.id)
        .order_by(col(HearingProposal.proposed_at).desc(), col(HearingProposal.id))
    ).all()


def parts(
    session: Session, proposals: Collection[HearingProposal]
) -> Mapping[UUID, frozenset[UUID]]:
    """Return the proceedings of each of these proposals."""
    keys = [one.id for one in proposals]
    rows = session.exec(
        select(HearingProposalPart).where(col(HearingProposalPart.proposal_id).in_(keys))
    ).all()
    return {
        key: frozenset(row.procedure_id for row in rows if row.proposal_id == key) for key in keys
    }


def can_be_heard(procedure: Procedure) -> bool:
    """Tell whether the proceeding still awaits a hearing."""
    is_ahead = procedure.stage not in {ProcedureStage.AWAITS_RULING, ProcedureStage.DECIDED}
    return procedure.settled_at is None and is_ahead


def propose(
    session: Session, case: Case, keys: frozenset[UUID], *, by: Person, now: datetime
) -> HearingProposal:
    """Propose one hearing for these proceedings. Raises CaseIsClosed, TooFew, AlreadyProposed."""
    closing.require_open(case)
    chosen = [one for one in procedures.of(session, case) if one.id in keys and can_be_heard(one)]
    court_id = next((one.court_id for one in chosen if one.court_id), None)
    if len(chosen) < SEVERAL or court_id is None:
        raise TooFew
    known = of(session, case)
    asked = parts(session, known)
    chosen_keys = frozenset(one.id for one in chosen)
    if any(one.state is ProposalState.PROPOSED and asked[one.id] == chosen_keys for one in known):
        raise AlreadyProposed
    proposal = HearingProposal(
        case_id=case.id, court_id=court_id, proposed_at=now, proposed_by_id=by.id
    )
    session.add(proposal)
    session.flush()
    for key in sorted(chosen_keys):
        session.add(HearingProposalPart(proposal_id=proposal.id, procedure_id=key))
    _record(session, proposal, by, now)
    return proposal


def settle(
    session: Session,
    proposal: HearingProposal,
    state: ProposalState,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Note what the court said, or that the proposal was taken back; PROPOSED undoes it.

    Raises CaseIsClosed, StaleVersion.
    """
    closing.require_open(session.get_one(Case, proposal.case_id))
    if proposal.state is state:
        return
    if proposal.version != version:
        raise StaleVersion
    proposal.state = state
    proposal.settled_at = None if state is ProposalState.PROPOSED else now
    proposal.version += 1
    _record(session, proposal, by, now)


def _record(session: Session, proposal: HearingProposal, by: Person, now: datetime) -> None:
    session.add(proposal)
    events.record(
        session,
        events.ProcedureChanged(
            at=now, actor_id=by.id, case_id=proposal.case_id, subject_id=proposal.id
        ),
    )
