"""What changed in a plan lately: read from its events, so that nothing is told twice."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlmodel import Session, col

from mdt import events
from mdt.models import (
    ActionChange,
    ActionState,
    EventRecord,
    Measure,
    MeasureKind,
    Person,
    SafetyAction,
)
from mdt.safety_plan.changes import STATE

OF_ACTIONS = (events.ActionAgreed, events.ActionChanged, events.ActionMoved)
OF_PLAN = (*OF_ACTIONS, events.MeasureChanged, events.PlanFrozen)
SHOWN = 8


@dataclass(frozen=True)
class News:
    """One change: who, what and when. state is set when an action was moved."""

    at: datetime
    name: str
    who_id: UUID | None
    who: str | None
    action: str | None
    state: ActionState | None
    measure: MeasureKind | None
    measure_title: str | None


def recent(session: Session, case_id: UUID, *, limit: int = SHOWN) -> list[News]:
    """Return the last changes of the case's plan, the newest first."""
    event = EventRecord
    moved = and_(
        col(ActionChange.action_id) == event.subject_id,
        col(ActionChange.at) == event.at,
        col(ActionChange.field) == STATE,
    )
    query = (
        select(
            *(col(event.at), col(event.name), col(event.actor_id), col(Person.name)),
            *(col(SafetyAction.title), col(ActionChange.after)),
            *(col(Measure.kind), col(Measure.title)),
        )
        .join(Person, col(Person.id) == event.actor_id, isouter=True)
        .join(SafetyAction, col(SafetyAction.id) == event.subject_id, isouter=True)
        .join(ActionChange, moved, isouter=True)
        .join(Measure, col(Measure.id) == event.subject_id, isouter=True)
        .where(
            col(event.case_id) == case_id,
            col(event.name).in_([kind.__name__ for kind in OF_PLAN]),
        )
        .order_by(col(event.at).desc(), col(event.id).desc())
        .limit(limit)
    )
    return [
        News(at, name, who_id, who, action, ActionState(state) if state else None, kind, title)
        for at, name, who_id, who, action, state, kind, title in session.execute(query)
    ]
