"""What of a reminder still holds when its mail is written: that may be hours after it was owed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.access import walls
from mdt.access.relations import OPEN_ACTION
from mdt.models import Case, Invitation, OutboxMessage, Person, Reminder, SafetyAction
from mdt.outbox.delivery import NotNow
from mdt.reminders import occasions, owed_actions, owed_sittings, rhythm, rhythms
from mdt.reminders.occasions import UNANSWERED


@dataclass(frozen=True)
class Line:
    """An action that its owner is reminded of, and the word for its case."""

    action: SafetyAction
    alias: str
    is_late: bool


@dataclass(frozen=True)
class Sitting:
    """A sitting that somebody is reminded of: to answer, or else how many actions are left."""

    invitation: Invitation
    work_left: int

    @property
    def is_unanswered(self) -> bool:
        """Tell whether an answer is what is missing."""
        return self.work_left == 0


@dataclass(frozen=True)
class Content:
    """What a message still has to say, what comes first first."""

    sittings: list[Sitting]
    actions: list[Line]


def content(session: Session, message: OutboxMessage, *, now: datetime) -> Content:
    """Return what the message still has to say.

    Raises NotNow when all of it was settled, or when its reader must not be disturbed now.
    """
    actions = [line for line in _lines(session, message) if _holds(session, line.action, now)]
    sittings = _sittings(session, message, now)
    if not actions and not sittings:
        raise NotNow
    _require_awake(session, message, now)
    return Content(sittings, actions)


def agreed(session: Session, message: OutboxMessage, *, now: datetime) -> list[Line]:
    """Return the actions that a mail about new ones names: still open, and still its reader's."""
    keys = [UUID(key) for key in message.details.get("actions", "").split(",") if key]
    rows = session.execute(
        select(SafetyAction, Case.alias)
        .join(Case, col(Case.id) == SafetyAction.case_id)
        .where(col(SafetyAction.id).in_(keys), SafetyAction.owner_id == message.person_id)
        .where(col(SafetyAction.state).in_(OPEN_ACTION), col(Case.closed_at).is_(None))
        .order_by(col(SafetyAction.late_after), col(SafetyAction.id))
    )
    return [Line(action, alias, action.late_after < now) for action, alias in rows]


def decided(session: Session, message: OutboxMessage, *, now: datetime) -> SafetyAction:
    """Return the action about which somebody decided, while it is still its reader's.

    Raises NotNow when it is not, or was shut to them, or when they must not be disturbed now.
    """
    action = session.get_one(SafetyAction, UUID(message.details["action"]))
    is_theirs = action.owner_id == message.person_id
    if not is_theirs or walls.is_kept_out(session, action.case_id, message.person_id):
        raise NotNow
    _require_awake(session, message, now)
    return action


def _require_awake(session: Session, message: OutboxMessage, now: datetime) -> None:
    its = rhythms.of(session, [message.person_id], now=now)[message.person_id]
    if not rhythm.is_open(its, now):
        raise NotNow(rhythm.next_open(its, now))


def _sittings(session: Session, message: OutboxMessage, now: datetime) -> list[Sitting]:
    rows = session.execute(
        select(Invitation, Reminder.key)
        .join(Reminder, col(Reminder.invitation_id) == Invitation.id)
        .where(Reminder.message_id == message.id)
        .order_by(col(Invitation.starts_at), col(Invitation.id))
    )
    found = []
    for invitation, key in rows:
        name = occasions.name_in(key, invitation) or ""
        if name.startswith(UNANSWERED):
            if owed_sittings.is_unanswered(session, invitation, now=now):
                found.append(Sitting(invitation, 0))
        elif name and (left := owed_sittings.work_left(session, invitation, now=now)):
            found.append(Sitting(invitation, left))
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
    holds = owed_actions.holds(action, now=now)
    return session.exec(select(Person.id).where(holds)).first() is not None
