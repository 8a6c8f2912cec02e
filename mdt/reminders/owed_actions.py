"""Which actions their owners should hear of now, and whether that still holds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access import walls
from mdt.access.relations import OPEN_ACTION
from mdt.models import Case, Membership, Person, SafetyAction
from mdt.reminders import occasions
from mdt.reminders.occasions import Owed, Timetable
from mdt.safety_plan.changes import due_of


def read(
    session: Session, timetable: Timetable, *, person_id: UUID | None = None, now: datetime
) -> list[Owed]:
    """Return which actions are worth a word now: of everybody, or of one person."""
    whose = [] if person_id is None else [col(SafetyAction.owner_id) == person_id]
    return list(_actions(session, timetable, whose, now=now))


def holds(action: SafetyAction, *, now: datetime) -> ColumnElement[bool]:
    """Return the condition on Person under which its owner is still reminded of the action."""
    return (
        (col(Person.id) == action.owner_id)
        & _can_act(now)
        & exists().where(col(Case.id) == action.case_id, col(Case.closed_at).is_(None))
        & ~walls.keeps_out(action.case_id, col(Person.id))
    )


def _actions(
    session: Session, timetable: Timetable, whose: list[ColumnElement[bool]], *, now: datetime
) -> Iterator[Owed]:
    horizon = now + _ahead(timetable)
    rows = session.exec(
        select(SafetyAction)
        .join(Case, col(Case.id) == SafetyAction.case_id)
        .join(Person, col(Person.id) == SafetyAction.owner_id)
        .where(
            col(SafetyAction.state).in_(OPEN_ACTION),
            SafetyAction.late_after < horizon,
            col(Case.closed_at).is_(None),
            _can_act(now),
            ~walls.keeps_out(col(SafetyAction.case_id), col(Person.id)),
            *whose,
        )
        .order_by(col(SafetyAction.late_after), col(SafetyAction.id))
    )
    for action in rows:
        due, since = due_of(action), action.created_at
        if found := occasions.of_action(due, since, timetable, now=now):
            key = occasions.key(action, found.name)
            yield Owed(
                key=key, person_id=action.owner_id, case_id=action.case_id, action_id=action.id
            )


def _can_act(now: datetime) -> ColumnElement[bool]:
    """Return the condition on Person that they still work here: who left hears nothing."""
    serves = exists().where(col(Membership.person_id) == Person.id, actors.runs(now))
    return col(Person.is_active) & serves


def _ahead(timetable: Timetable) -> timedelta:
    """Return more time than so many working days can take, holidays included."""
    return timedelta(days=2 * max(timetable.before_due, default=0) + 12)
