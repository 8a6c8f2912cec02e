"""The open actions of whoever a wall keeps out of a case go to its lead, so that none is lost."""

from sqlmodel import Session, col, select

from mdt import events
from mdt.access import walls
from mdt.access.relations import OPEN_ACTION
from mdt.conferences import leaving
from mdt.events import Event
from mdt.models import Case, Person, SafetyAction
from mdt.safety_plan import changes, owners
from mdt.safety_plan.owners import OwnerCannotAct


def hand_over(session: Session, event: Event) -> None:
    """Give the lead of each case the open actions of whom the event brought behind its wall."""
    for case_id, shut in walls.shut(session, leaving.cases(session, event)).items():
        rows = session.exec(
            select(SafetyAction).where(
                SafetyAction.case_id == case_id,
                col(SafetyAction.state).in_(OPEN_ACTION),
                col(SafetyAction.owner_id).in_(shut.people),
            )
        ).all()
        for action in rows:
            _give(session, action, session.get_one(Case, case_id), event)


def _give(session: Session, action: SafetyAction, case: Case, event: Event) -> None:
    """Give the action to the lead; it stays where it is while the lead cannot act either."""
    try:
        lead = owners.find(session, case, case.lead_id, now=event.at)
    except OwnerCannotAct:
        return
    before = changes.values(action)
    action.owner_id, action.organisation_id = lead.person_id, lead.organisation_id
    by = session.get_one(Person, event.actor_id or case.lead_id)
    changes.write(session, action, before, by=by, now=event.at)
    session.add(action)
    events.record(
        session,
        events.ActionChanged(
            at=event.at, actor_id=event.actor_id, case_id=case.id, subject_id=action.id
        ),
    )
