"""Owe a code by text message: sealed until it leaves, wiped when it left or expired.

Of two codes for one thing only the newer leaves. The code itself is made, hashed and checked by
whoever asks for it; here it only travels.

Source: security.md 4 (the second channel), ASVS 6.5.5 (ten minutes).
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlmodel import Session, func, select

from mdt import keys
from mdt.errors import N_, DomainError
from mdt.identity import sealing
from mdt.models import (
    Invitation,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    Person,
    Poll,
    PollPerson,
)
from mdt.outbox import numbers, queue

LIFE = timedelta(minutes=10)
PURPOSE = "code by text message"


class NoTextMessage(DomainError):
    """There is no gateway, or no mobile number to send to."""

    text = N_("Er kan geen sms naar deze persoon: er is geen mobiel nummer bekend.")


def can_reach(session: Session, person: Person, invitation: Invitation | None = None) -> bool:
    """Tell whether a code can go to the person by text message."""
    return queue.terms(session).can_text and bool(numbers.of(person, invitation))


def send(
    session: Session,
    person: Person,
    code: str,
    *,
    secret: str,
    invitation: Invitation | None = None,
    asked: PollPerson | None = None,
    life: timedelta = LIFE,
    now: datetime,
) -> OutboxMessage:
    """Owe the code to the person's mobile number; a code that waits for the same is replaced.

    secret: the installation's. invitation: what the code opens, whose own number goes first.
    asked: whose answers to a poll it opens, when it is no invitation.
    life: how long the code is good for; after that it no longer leaves. Raises NoTextMessage.
    """
    if not can_reach(session, person, invitation):
        raise NoTextMessage
    opened = invitation or asked
    key, thing = uuid4(), f"code:{(opened or person).id}"
    sequence = _next_sequence(session, thing, person)
    message = OutboxMessage(
        id=key,
        kind=MessageKind.CODE,
        channel=OutboxChannel.TEXT,
        dedupe=f"{thing}:{sequence}",
        person_id=person.id,
        conference_id=_conference(session, opened),
        invitation_id=invitation.id if invitation else None,
        message_id=queue.new_message_id(session),
        language=person.language,
        uid=thing,
        sequence=sequence,
        stamped_at=now.replace(microsecond=0),
        ends_at=now + life,
        details={"minutes": str(round(life.total_seconds() / 60))},
        sealed=sealing.seal(_key(secret), code.encode(), place=_place(key)),
        created_at=now,
        due_at=now,
    )
    queue.owe(session, message)
    return message


def read(secret: str, message: OutboxMessage) -> str:
    """Return the code that a message carries. Raises SealBroken, also once it was wiped."""
    return sealing.unseal(_key(secret), message.sealed, place=_place(message.id)).decode()


def _conference(session: Session, opened: Invitation | PollPerson | None) -> UUID | None:
    about = session.get_one(Poll, opened.poll_id) if isinstance(opened, PollPerson) else opened
    return about.conference_id if about else None


def _next_sequence(session: Session, thing: str, person: Person) -> int:
    return session.exec(
        select(func.coalesce(func.max(OutboxMessage.sequence) + 1, 0)).where(
            OutboxMessage.uid == thing, OutboxMessage.person_id == person.id
        )
    ).one()


def _key(secret: str) -> bytes:
    return keys.derive(secret, PURPOSE)


def _place(key: UUID) -> str:
    return f"outbox_message.sealed.{key}"
