"""Versions of the plan: frozen when a sitting is held, and never changed afterwards."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from mdt import events
from mdt.events import Event
from mdt.models import AgendaItem, Case, Conference, Measure, Person, PlanVersion
from mdt.safety_plan import overview
from mdt.safety_plan.overview import Line


def freeze_held(session: Session, event: Event) -> None:
    """React to a sitting that was held: freeze the plan of every case at it."""
    conference = session.get_one(Conference, event.conference_id)
    by = session.get_one(Person, event.actor_id)
    freeze(session, conference, by=by, now=event.at)


def freeze(
    session: Session, conference: Conference, *, by: Person, now: datetime
) -> list[PlanVersion]:
    """Return the plans of the cases at the conference, frozen as they stand; once a case."""
    cases = session.exec(
        select(Case)
        .join(AgendaItem, col(AgendaItem.case_id) == Case.id)
        .where(AgendaItem.conference_id == conference.id, ~_is_frozen(conference.id))
        .order_by(col(AgendaItem.position))
    ).all()
    return [_freeze(session, case, conference, by, now) for case in cases]


def _is_frozen(conference_id: UUID) -> Any:
    frozen = select(PlanVersion.case_id).where(PlanVersion.conference_id == conference_id)
    return col(Case.id).in_(frozen)


def _freeze(
    session: Session, case: Case, conference: Conference, by: Person, now: datetime
) -> PlanVersion:
    version = PlanVersion(
        case_id=case.id,
        number=_last_number(session, case) + 1,
        conference_id=conference.id,
        frozen_by_id=by.id,
        frozen_at=now,
        content=_content(session, case, now),
    )
    session.add(version)
    events.record(
        session,
        events.PlanFrozen(
            at=now,
            actor_id=by.id,
            case_id=case.id,
            conference_id=conference.id,
            subject_id=version.id,
        ),
    )
    return version


def _last_number(session: Session, case: Case) -> int:
    query = select(func.max(PlanVersion.number)).where(PlanVersion.case_id == case.id)
    return session.exec(query).one() or 0


def _content(session: Session, case: Case, now: datetime) -> dict[str, Any]:
    """Return the plan as text and choices: a version stays readable whatever is changed later."""
    plan = overview.read(session, case, now=now)
    return {
        "measures": [_measure(measure) for measure in plan.measures],
        "actions": [_action(line) for line in plan.lines],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "kind": measure.kind.value,
        "title": measure.title,
        "legal_basis": measure.legal_basis,
        "starts_at": measure.starts_at.isoformat(),
        "ends_at": measure.ends_at.isoformat() if measure.ends_at else None,
        "ended_at": measure.ended_at.isoformat() if measure.ended_at else None,
        "note": measure.note,
    }


def _action(line: Line) -> dict[str, Any]:
    return {
        "id": str(line.id),
        "heading": line.heading.value,
        "title": line.title,
        "owner": line.owner,
        "organisation": line.organisation,
        "risk": line.risk,
        "due_on": line.due_on.isoformat() if line.due_on else None,
        "due_at": line.due_at.isoformat() if line.due_at else None,
        "state": line.state.value,
        "remark": line.remark,
    }
