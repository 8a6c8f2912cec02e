"""What of a reminder still holds when its mail is written: that may be hours after it was owed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mdt.access.relations import OPEN_ACTION
from mdt.models import Case, OutboxMessage, Person, Reminder, SafetyAction
from mdt.outbox.delivery import NotNow
from mdt.reminders import occasions, owed, rhythm, rhythms


@dataclass(frozen=True)
class Line:
    """An action that its owner is reminded of, and the word for its case."""

    action: SafetyAction
    alias: str
    is_late: bool


def lines(session: Session, message: OutboxMessage, *, now: datetime) -> list[Line]:
    """Return what the message still has to say, first what was due first.

    Raises NotNow when all of it was settled, or when its reader must not be disturbed now.
    """
    found = [line for line in _lines(session, message) if _holds(session, line.action, now)]
    if not found:
        raise NotNow
    its = rhythms.of(session, [message.person_id], now=now)[message.person_id]
    if not rhythm.is_open(its, now):
        raise NotNow(rhythm.next_open(its, now))
    return found


def _lines(session: Session, message: OutboxMessage) -> list[Line]:
    rows = session.execute(
        select(SafetyAction, Case.alias, Reminder.key)
        .join(Reminder, col(Reminder.action_id) == SafetyAction.id)
        .join(Case, col(Case.id) == SafetyAction.case_id)
        .where(Reminder.message_id == message.id)
        .order_by(col(SafetyAction.late_after), col(SafetyAction.id))
    )
    return [
        Line(action, alias, occasions.is_late(name))
        for action, alias, key in rows
        if (name := occasions.name_in(key, action)) is not None
    ]


def _holds(session: Session, action: SafetyAction, now: datetime) -> bool:
    """Tell whether it is still to be done, by who was reminded, in a case that is open."""
    if action.state not in OPEN_ACTION:
        return False
    return session.exec(select(Person.id).where(owed.holds(action, now=now))).first() is not None
