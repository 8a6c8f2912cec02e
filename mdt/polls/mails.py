"""Owe the mail that asks somebody when they can, and the one that reminds them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from mdt.models import (
    WAITING,
    Conference,
    ConferenceKind,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Person,
    Poll,
    PollPerson,
)
from mdt.outbox import queue


def ask(
    session: Session, poll: Poll, asked: PollPerson, *, now: datetime, is_undoable: bool = True
) -> None:
    """Owe somebody their link; a link that was replaced is another mail."""
    seconds = undo_seconds(session, poll) if is_undoable else 0
    _owe(session, poll, asked, "ask", now=now, due_at=now + timedelta(seconds=seconds))


def remind(session: Session, poll: Poll, asked: PollPerson, *, now: datetime) -> None:
    """Owe somebody a reminder: one for each time that the poll reminds."""
    number = poll.remind_at.isoformat() if poll.remind_at else now.isoformat()
    _owe(session, poll, asked, f"remind:{number}", now=now, due_at=now)


def reminders_waiting(session: Session, poll: Poll) -> dict[UUID, datetime]:
    """Return who is owed a reminder that has not left, and when it is looked at again."""
    rows = session.execute(
        select(col(OutboxMessage.details), col(OutboxMessage.due_at)).where(
            col(OutboxMessage.conference_id) == poll.conference_id,
            col(OutboxMessage.kind) == MessageKind.POLL,
            col(OutboxMessage.state).in_(WAITING),
        )
    )
    return {UUID(said["asked"]): due_at for said, due_at in rows if said.get("reminds")}


def take_back(session: Session, poll: Poll) -> None:
    """Let go of what has not left of a poll that was called off."""
    session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.conference_id) == poll.conference_id)
        .where(col(OutboxMessage.kind).in_((MessageKind.POLL, MessageKind.POLL_NEWS)))
        .where(col(OutboxMessage.state).in_(WAITING))
        .values(state=OutboxState.TAKEN_BACK)
    )


def undo_seconds(session: Session, poll: Poll) -> int:
    """Return how long what is sent for this poll waits, so that it can be taken back."""
    conference = session.get_one(Conference, poll.conference_id)
    is_urgent = conference.kind is ConferenceKind.EMERGENCY
    return 0 if is_urgent else queue.terms(session).undo_seconds


def _owe(
    session: Session, poll: Poll, asked: PollPerson, what: str, *, now: datetime, due_at: datetime
) -> None:
    person = session.get_one(Person, asked.person_id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.POLL,
            dedupe=f"poll:{asked.id}:{asked.public_key}:{what}",
            person_id=person.id,
            conference_id=poll.conference_id,
            message_id=queue.new_message_id(session),
            language=person.language,
            ends_at=poll.closes_at,
            details={"asked": str(asked.id), "reminds": "" if what == "ask" else "1"},
            stamped_at=now,
            created_at=now,
            due_at=due_at,
        ),
    )
