"""Who changed what of an action, field by field, and what a stale page has missed.

A value is kept as text that stays true: people and risks by their keys, choices by their
value, a due day or instant in ISO form. Pages turn them into words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.errors import StaleVersion
from mdt.models import ActionChange, Person, SafetyAction
from mdt.safety_plan.lateness import Due

AGREED = "agreed"
STATE = "state"
REMARK = "remark"

Values = Mapping[str, str]


@dataclass(frozen=True)
class Conflict:
    """One field that two people changed: what each of them made of it."""

    field: str
    mine: str
    theirs: str
    by_id: UUID
    at: datetime


class ActionChangedMeanwhile(StaleVersion):
    """Somebody else changed the same field since the writer's page was made; nothing is lost."""

    def __init__(self, conflicts: list[Conflict], own: set[str]) -> None:
        """Keep both texts of every field, and which fields the writer changed at all."""
        super().__init__()
        self.conflicts = conflicts
        self.own = own


def due_of(action: SafetyAction) -> Due:
    """Return what was agreed: an hour, else a day."""
    if action.due_at is not None:
        return action.due_at
    if action.due_on is not None:
        return action.due_on
    raise ValueError("an action is due at an hour or on a day")


def values(action: SafetyAction) -> dict[str, str]:
    """Return every field of the action that people change, as text."""
    return {
        "title": action.title,
        "heading": action.heading.value,
        "owner": str(action.owner_id),
        "risk": str(action.risk_id),
        "due": due_of(action).isoformat(),
        STATE: action.state.value,
        REMARK: action.remark,
    }


def own_fields(session: Session, action: SafetyAction, wanted: Values, *, version: int) -> set[str]:
    """Return the fields in which wanted differs from the page that was made at version.

    What others changed meanwhile in other fields stays as they left it.
    Raises ActionChangedMeanwhile when they changed one of the same fields otherwise.
    """
    current, missed = values(action), since(session, action, version)
    seen = {change.field: change.before for change in reversed(missed)}
    last = {change.field: change for change in missed}
    own = {field for field, text in wanted.items() if text != seen.get(field, current[field])}
    conflicts = [
        Conflict(field, wanted[field], current[field], last[field].by_id, last[field].at)
        for field in wanted
        if field in own and field in last and wanted[field] != current[field]
    ]
    if conflicts:
        raise ActionChangedMeanwhile(conflicts, own)
    return own


def since(session: Session, action: SafetyAction, version: int) -> list[ActionChange]:
    """Return what was changed after the action had this version, the oldest first."""
    if version >= action.version:
        return []
    return list(
        session.exec(
            select(ActionChange)
            .where(ActionChange.action_id == action.id, ActionChange.version > version)
            .order_by(col(ActionChange.version))
        )
    )


def of(session: Session, action: SafetyAction) -> list[ActionChange]:
    """Return the whole history of the action, the newest first."""
    return list(
        session.exec(
            select(ActionChange)
            .where(ActionChange.action_id == action.id)
            .order_by(col(ActionChange.version).desc(), col(ActionChange.field))
        )
    )


def write(
    session: Session, action: SafetyAction, before: Values, *, by: Person, now: datetime
) -> bool:
    """Keep what differs between before and the action as it is now, under its next version.

    Returns False, and raises no version, when nothing differs.
    """
    after = values(action)
    fields = [field for field in after if after[field] != before[field]]
    if not fields:
        return False
    action.version += 1
    for field in fields:
        _add(session, action, field, before[field], after[field], by=by, now=now)
    return True


def write_agreed(session: Session, action: SafetyAction, *, by: Person, now: datetime) -> None:
    """Keep that the action was agreed: the first line of its history."""
    _add(session, action, AGREED, "", action.title, by=by, now=now)


def _add(
    session: Session,
    action: SafetyAction,
    field: str,
    before: str,
    after: str,
    *,
    by: Person,
    now: datetime,
) -> None:
    session.add(
        ActionChange(
            action_id=action.id,
            case_id=action.case_id,
            by_id=by.id,
            at=now,
            version=action.version,
            field=field,
            before=before,
            after=after,
        )
    )
