"""Actions of the plan: agreed at the table, kept up to date by their owners.

Callers have checked permission (mdt.access) and own the transaction. Every verb writes who
changed what (ActionChange) and one event, or raises a DomainError and changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from mdt import events
from mdt.access.relations import OPEN_ACTION
from mdt.cases import closing
from mdt.errors import N_, DomainError
from mdt.models import (
    ActionChange,
    ActionState,
    Case,
    Conference,
    Person,
    PlanHeading,
    Risk,
    SafetyAction,
)
from mdt.safety_plan import changes, lateness, owners
from mdt.safety_plan.changes import REMARK, STATE
from mdt.safety_plan.lateness import Due
from mdt.safety_plan.owners import Owner

UNDO_WITHIN = timedelta(minutes=10)
"""How long a change of state can be taken back with one button; later one chooses again."""


class RiskOfAnotherCase(DomainError):
    """An action must lower a risk that was named in its own case."""

    text = N_("Kies een risico van deze zaak.")


class ReasonMissing(DomainError):
    """Whoever says that an action cannot be done says why."""

    text = N_("Vertel kort waarom het niet lukt. Dan kan de tafel helpen.")


class NothingToUndo(DomainError):
    """The change is no longer the last one, is not one's own, or was made too long ago."""

    text = N_("Dit kan niet meer ongedaan worden. Kies de stand opnieuw.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is agreed: who does what by when against which risk."""

    title: str
    heading: PlanHeading
    owner_id: UUID
    risk_id: UUID
    due: Due


def agree(
    session: Session,
    case: Case,
    terms: Terms,
    *,
    conference: Conference | None = None,
    by: Person,
    now: datetime,
) -> SafetyAction:
    """Return a new action of the case's plan; conference is where it was agreed, if at one.

    Raises CaseIsClosed, OwnerCannotAct, RiskOfAnotherCase.
    """
    closing.require_open(case)
    _require_risk(session, case, terms.risk_id)
    owner = owners.find(session, case, terms.owner_id, now=now)
    action = SafetyAction(
        case_id=case.id,
        conference_id=conference.id if conference else None,
        heading=terms.heading,
        title=terms.title,
        owner_id=owner.person_id,
        organisation_id=owner.organisation_id,
        risk_id=terms.risk_id,
        late_after=lateness.last_moment(terms.due),
        created_at=now,
    )
    _set_due(action, terms.due)
    session.add(action)
    session.flush()
    changes.write_agreed(session, action, by=by, now=now)
    _record(session, events.ActionAgreed, action, by, now)
    return action


def change(
    session: Session, action: SafetyAction, terms: Terms, *, version: int, by: Person, now: datetime
) -> None:
    """Change what was agreed; version is the action's own when the writer's page was made.

    What somebody else changed meanwhile in another field stays.
    Raises ActionChangedMeanwhile (stale in the same field), and what agree raises.
    """
    case = session.get_one(Case, action.case_id)
    closing.require_open(case)
    own = changes.own_fields(session, action, _wanted(terms), version=version)
    if "risk" in own:
        _require_risk(session, case, terms.risk_id)
    owner = owners.find(session, case, terms.owner_id, now=now) if "owner" in own else None

    before = changes.values(action)
    _apply(action, terms, own, owner)
    if changes.write(session, action, before, by=by, now=now):
        _record(session, events.ActionChanged, action, by, now)


def move(
    session: Session,
    action: SafetyAction,
    state: ActionState,
    *,
    remark: str | None = None,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Say how far the action is; remark is the owner's word with it, None leaves it as it is.

    Raises ReasonMissing when it cannot be done and no remark says why, CaseIsClosed, and
    ActionChangedMeanwhile when somebody else moved it since version.
    """
    closing.require_open(session.get_one(Case, action.case_id))
    wanted = {STATE: state.value} | ({} if remark is None else {REMARK: remark})
    own = _own_move(session, action, wanted, version=version, by=by)
    after = state if STATE in own else action.state
    words = remark if remark is not None and REMARK in own else action.remark
    gives_up = after is ActionState.NOT_DONE and action.state is not ActionState.NOT_DONE
    if gives_up and not (remark or "").strip():
        raise ReasonMissing
    _put(session, action, after, words, by=by, now=now)


def undo(session: Session, action: SafetyAction, *, by: Person, now: datetime) -> None:
    """Take back the last change of state, if it was by's own and just made.

    Raises NothingToUndo, CaseIsClosed.
    """
    closing.require_open(session.get_one(Case, action.case_id))
    last = {
        change.field: change.before
        for change in changes.since(session, action, action.version - 1)
        if change.by_id == by.id and change.at > now - UNDO_WITHIN
    }
    if STATE not in last:
        raise NothingToUndo
    remark = last.get(REMARK, action.remark)
    _put(session, action, ActionState(last[STATE]), remark, by=by, now=now)


def undoable(
    session: Session, among: ColumnElement[bool], *, by: Person, now: datetime
) -> frozenset[UUID]:
    """Return the actions whose last change by can take back; among is about ActionChange."""
    return frozenset(
        session.exec(
            select(ActionChange.action_id)
            .join(SafetyAction, col(SafetyAction.id) == ActionChange.action_id)
            .where(
                among,
                ActionChange.at > now - UNDO_WITHIN,
                ActionChange.by_id == by.id,
                ActionChange.field == STATE,
                ActionChange.version == SafetyAction.version,
            )
        )
    )


def _require_risk(session: Session, case: Case, risk_id: UUID) -> None:
    risk = session.get(Risk, risk_id)
    if risk is None or risk.case_id != case.id:
        raise RiskOfAnotherCase


def _set_due(action: SafetyAction, due: Due) -> None:
    action.due_at, action.due_on = (due, None) if isinstance(due, datetime) else (None, due)
    action.late_after = lateness.last_moment(due)


def _apply(action: SafetyAction, terms: Terms, own: set[str], owner: Owner | None) -> None:
    """Set the writer's own fields; the others stay as somebody else left them."""
    if "title" in own:
        action.title = terms.title
    if "heading" in own:
        action.heading = terms.heading
    if "risk" in own:
        action.risk_id = terms.risk_id
    if "due" in own:
        _set_due(action, terms.due)
    if owner is not None:
        action.owner_id, action.organisation_id = owner.person_id, owner.organisation_id


def _wanted(terms: Terms) -> dict[str, str]:
    return {
        "title": terms.title,
        "heading": terms.heading.value,
        "owner": str(terms.owner_id),
        "risk": str(terms.risk_id),
        "due": terms.due.isoformat(),
    }


def _own_move(
    session: Session, action: SafetyAction, wanted: dict[str, str], *, version: int, by: Person
) -> set[str]:
    """Let one's own quick second choice win, but not over what somebody else chose."""
    if all(change.by_id == by.id for change in changes.since(session, action, version)):
        return set(wanted)
    return changes.own_fields(session, action, wanted, version=version)


def _put(
    session: Session,
    action: SafetyAction,
    state: ActionState,
    remark: str,
    *,
    by: Person,
    now: datetime,
) -> None:
    before = changes.values(action)
    if state is not action.state:
        action.settled_at = None if state in OPEN_ACTION else now
    action.state, action.remark = state, remark
    if changes.write(session, action, before, by=by, now=now):
        _record(session, events.ActionMoved, action, by, now)


def _record(
    session: Session,
    kind: type[events.Event],
    action: SafetyAction,
    by: Person,
    now: datetime,
) -> None:
    session.add(action)
    events.record(
        session,
        kind(
            at=now,
            actor_id=by.id,
            case_id=action.case_id,
            conference_id=action.conference_id,
            subject_id=action.id,
        ),
    )
