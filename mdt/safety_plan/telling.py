"""Tell owners that an action is theirs, by mail without content.

What was agreed at a table is told when the sitting is held, once per owner; what was agreed
outside a table is told at once. Whoever agreed an action with themselves is told nothing.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.events import Event
from mdt.models import MessageKind, OutboxMessage, Person, SafetyAction
from mdt.outbox import queue


def tell_owner(session: Session, event: Event) -> None:
    """React to an agreed action: its owner is owed a word, unless a table agreed it."""
    action = session.get_one(SafetyAction, event.subject_id)
    if action.conference_id is None and action.owner_id != event.actor_id:
        key, case_id = f"task:{action.id}", action.case_id
        _owe(session, action.owner_id, [action.id], key=key, case_id=case_id, now=event.at)


def tell_owners(session: Session, event: Event) -> None:
    """React to a sitting that was held: everyone who got an action there is owed one word."""
    rows = session.exec(
        select(SafetyAction.owner_id, SafetyAction.id)
        .where(SafetyAction.conference_id == event.conference_id)
        .order_by(col(SafetyAction.late_after), col(SafetyAction.id))
    )
    agreed: dict[UUID, list[UUID]] = {}
    for owner_id, action_id in rows:
        agreed.setdefault(owner_id, []).append(action_id)
    for owner_id, action_ids in agreed.items():
        key = f"task:{event.conference_id}:{owner_id}"
        at_table = event.conference_id
        _owe(session, owner_id, action_ids, key=key, conference_id=at_table, now=event.at)


def _owe(
    session: Session,
    owner_id: UUID,
    action_ids: list[UUID],
    *,
    key: str,
    case_id: UUID | None = None,
    conference_id: UUID | None = None,
    now: datetime,
) -> None:
    owner = session.get_one(Person, owner_id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.TASK,
            dedupe=key,
            person_id=owner.id,
            case_id=case_id,
            conference_id=conference_id,
            message_id=queue.new_message_id(session),
            language=owner.language,
            details={"count": str(len(action_ids)), "actions": ",".join(map(str, action_ids))},
            stamped_at=now,
            created_at=now,
            due_at=now,
        ),
    )
