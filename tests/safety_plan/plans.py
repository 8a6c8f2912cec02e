"""What tests of the plan ask and say again and again."""

from dataclasses import replace

from sqlmodel import Session, select

from mdt.models import ActionChange, EventRecord, SafetyAction
from mdt.safety_plan.actions import Terms


def terms_of(action: SafetyAction, **changed: object) -> Terms:
    seen = Terms(
        title=action.title,
        heading=action.heading,
        owner_id=action.owner_id,
        risk_id=action.risk_id,
        due=action.due_at or action.due_on,  # type: ignore[arg-type] # one of them is there
    )
    return replace(seen, **changed)  # type: ignore[arg-type] # any field, by name


def events_of(session: Session) -> list[tuple[str, object]]:
    return [
        (event.name, event.subject_id)
        for event in session.exec(select(EventRecord).order_by(EventRecord.id))  # type: ignore[arg-type]
    ]


def history(session: Session, action: SafetyAction) -> set[tuple[int, str, str, str]]:
    rows = session.exec(select(ActionChange).where(ActionChange.action_id == action.id))
    return {(row.version, row.field, row.before, row.after) for row in rows}
