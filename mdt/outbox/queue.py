"""Owe a message, once; take it back or hurry it while it has not left.

The row is written in the transaction of the change that causes it, so nothing is owed for what
did not happen and nothing that happened is left unsaid (security.md 5).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, or_, select

from mdt.errors import N_, DomainError
from mdt.models import WAITING, MessageKind, OutboxMessage, OutboxState, Person
from mdt.outbox import bell

TERMS = "mdt.outbox.terms"


@dataclass(frozen=True)
class Terms:
    """On what terms this installation sends: its mail domain, and how long one may undo.

    can_text: it has a gateway for text messages. most_of_person, most_of_conference: invitations
    within an hour.
    """

    mail_domain: str = "portaal.example"
    undo_seconds: int = 60
    can_text: bool = False
    most_of_person: int = 500
    most_of_conference: int = 250


class AlreadyLeft(DomainError):
    """Something was handed over already, or is being handed over now."""

    text = N_("Terugnemen kan niet meer: de uitnodigingen zijn al onderweg.")


def terms(session: Session) -> Terms:
    """Return the terms that the session was opened with."""
    found: Terms = session.info.get(TERMS, Terms())
    return found


def new_message_id(session: Session) -> str:
    """Return a fresh Message-ID with its brackets; it says nothing of what the mail is about."""
    return f"<{uuid4()}@{terms(session).mail_domain}>"


def owe(session: Session, message: OutboxMessage) -> bool:
    """Put the message in the outbox; return False when it was owed already.

    A newer SEQUENCE for the same calendar item and person replaces older ones that have not
    left; one that is being handed over at this moment is let go.
    """
    known = select(OutboxMessage.id).where(OutboxMessage.dedupe == message.dedupe)
    if session.exec(known).first():
        return False
    if message.uid:
        _supersede(session, message)
    session.add(message)
    session.flush()
    if message.due_at <= message.created_at:
        bell.ring(session)
    return True


def may_have_arrived(session: Session, *, uid: str, person_id: UUID) -> OutboxMessage | None:
    """Return the first message of this calendar item that reached the person, or could have.

    A message that was tried counts, because the connection may have broken after the other side
    took it; not so when it was refused the only time, or for ever.
    """
    return session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.uid == uid, OutboxMessage.person_id == person_id)
        .where(col(OutboxMessage.attempts) > 0, ~_was_refused())
        .order_by(col(OutboxMessage.sequence))
    ).first()


def take_back(session: Session, conference_id: UUID) -> None:
    """Take every waiting invitation of the conference back. Raises AlreadyLeft once one left."""
    session.execute(
        update(OutboxMessage)
        .where(_of(conference_id), _is_untouched())
        .values(state=OutboxState.TAKEN_BACK)
    )
    if has_left(session, conference_id):
        raise AlreadyLeft


def drop(session: Session, *, uid: str, person_id: UUID) -> None:
    """Let go of what has not left of a calendar item that nobody was told of."""
    session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.uid) == uid, col(OutboxMessage.person_id) == person_id)
        .where(col(OutboxMessage.state).in_(WAITING))
        .values(state=OutboxState.SUPERSEDED, sealed="")
    )


def stop(session: Session, dedupe: str, *, now: datetime) -> bool:
    """Take one message back; False when it left, or is being handed over at this moment."""
    stopped = session.connection().execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.dedupe) == dedupe, _is_untouched(), is_free(now))
        .values(state=OutboxState.TAKEN_BACK)
    )
    return stopped.rowcount == 1


def waits_until(session: Session, dedupe: str, *, now: datetime) -> datetime | None:
    """Return until when one message can be taken back; None when it cannot any more."""
    return session.exec(
        select(OutboxMessage.due_at).where(
            OutboxMessage.dedupe == dedupe, _is_untouched(), col(OutboxMessage.due_at) > now
        )
    ).first()


def hasten(session: Session, conference_id: UUID, *, now: datetime) -> None:
    """Let the waiting invitations of the conference leave now."""
    session.execute(
        update(OutboxMessage)
        .where(_of(conference_id), _is_untouched(), col(OutboxMessage.due_at) > now)
        .values(due_at=now)
    )
    bell.ring(session)


def release(session: Session, people: ColumnElement[bool], *, now: datetime) -> int:
    """Let what is held for these people be looked at again; return how many messages.

    people: a condition on Person. Held again is what still may not leave.
    """
    released = session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.state) == OutboxState.HELD)
        .where(col(OutboxMessage.person_id).in_(select(Person.id).where(people)))
        .where(is_of_use(now))
        .values(state=OutboxState.PENDING, due_at=now)
        .returning(col(OutboxMessage.id))
    )
    bell.ring(session)
    return len(released.all())


def undo_until(session: Session, conference_id: UUID, *, now: datetime) -> datetime | None:
    """Return until when the waiting invitations stay; None when none waits for its undo time."""
    return session.exec(
        select(OutboxMessage.due_at)
        .where(_of(conference_id), _is_untouched(), col(OutboxMessage.due_at) > now)
        .order_by(col(OutboxMessage.due_at))
    ).first()


def can_take_back(session: Session, conference_id: UUID, *, now: datetime) -> bool:
    """Tell whether everything that was owed for the conference still waits for its undo time."""
    is_waiting = undo_until(session, conference_id, now=now) is not None
    return is_waiting and not has_left(session, conference_id)


def has_left(session: Session, conference_id: UUID) -> bool:
    """Tell whether an invitation of the conference was handed over, or may have been."""
    left = select(OutboxMessage.id).where(_of(conference_id), col(OutboxMessage.attempts) > 0)
    return session.exec(left).first() is not None


def is_of_use(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which a message says something that is still to come."""
    ends_at = col(OutboxMessage.ends_at)
    return or_(ends_at.is_(None), ends_at > now)


def is_free(now: Any) -> ColumnElement[bool]:
    """Return the condition under which no worker holds a message."""
    leased_until = col(OutboxMessage.leased_until)
    return or_(leased_until.is_(None), leased_until <= now)


def _supersede(session: Session, newer: OutboxMessage) -> None:
    session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.uid) == newer.uid)
        .where(col(OutboxMessage.person_id) == newer.person_id)
        .where(col(OutboxMessage.sequence) < newer.sequence)
        .where(col(OutboxMessage.state).in_(WAITING), is_free(newer.created_at))
        .values(state=OutboxState.SUPERSEDED, sealed="")
    )


def _of(conference_id: UUID) -> ColumnElement[bool]:
    return (col(OutboxMessage.conference_id) == conference_id) & (
        col(OutboxMessage.kind) == MessageKind.INVITATION
    )


def _is_untouched() -> ColumnElement[bool]:
    return col(OutboxMessage.state).in_(WAITING) & (col(OutboxMessage.attempts) == 0)


def _was_refused() -> ColumnElement[bool]:
    has_code = or_(*(col(OutboxMessage.last_error).like(f"{digit}%") for digit in "45"))
    was_final = or_(col(OutboxMessage.attempts) == 1, col(OutboxMessage.state) == OutboxState.DEAD)
    return has_code & was_final
