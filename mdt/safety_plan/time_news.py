"""Tell an owner that somebody decided about more time, by mail without content.

Once the decision can no longer be taken back; until then the mail waits, and goes with it.
"""

from sqlmodel import Session, col, select

from mdt.access import walls
from mdt.events import Event
from mdt.models import MessageKind, MoreTime, OutboxMessage, Person
from mdt.outbox import queue
from mdt.safety_plan.actions import UNDO_WITHIN


def tell_owner(session: Session, event: Event) -> None:
    """React to an answer, and to one that was taken back."""
    row = session.exec(
        select(MoreTime)
        .where(MoreTime.action_id == event.subject_id)
        .order_by(col(MoreTime.asked_at).desc())
    ).first()
    if row is None:
        return
    _take_back(session, row)
    is_answered = row.is_granted is not None
    if is_answered and row.asked_by_id != event.actor_id:
        _owe(session, row, event)


def _take_back(session: Session, row: MoreTime) -> None:
    queue.drop(session, uid=_thing(row), person_id=row.asked_by_id)


def _owe(session: Session, row: MoreTime, event: Event) -> None:
    if walls.is_kept_out(session, row.case_id, row.asked_by_id):
        return
    owner = session.get_one(Person, row.asked_by_id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.MORE_TIME,
            dedupe=f"{_thing(row)}:{event.at.isoformat()}",
            person_id=owner.id,
            case_id=row.case_id,
            message_id=queue.new_message_id(session),
            language=owner.language,
            uid=_thing(row),
            details={"action": str(row.action_id)},
            stamped_at=event.at,
            created_at=event.at,
            due_at=event.at + UNDO_WITHIN,
        ),
    )


def _thing(row: MoreTime) -> str:
    return f"more_time:{row.id}"
