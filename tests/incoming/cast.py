"""Somebody who was asked, what their calendar knows of it, and what became of their mail."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from mdt.incoming import applying, keeping, matching, reading
from mdt.models import Answer, IncomingMail, Invitation, Person
from tests.conftest import NOON
from tests.incoming.mails import Asked

SECRET = "s" * 40
HOUR = timedelta(hours=1)


def asked_of(session: Session, invitation: Invitation, **changes: Any) -> Asked:
    """Return what the invitee's calendar knows of an invitation, and answers half an hour on."""
    return Asked(
        token=invitation.reply_token,
        uid=invitation.uid,
        mail=session.get_one(Person, invitation.person_id).mail,
        sequence=invitation.sequence,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        written_at=invitation.stamped_at + HOUR / 2,
    ).but(**changes)


def receive(
    session: Session,
    raw: bytes,
    *,
    now: datetime = NOON + HOUR,
    authenticator: str = matching.UNCHECKED,
) -> IncomingMail:
    """Keep a mail and let it change what it may, as the reader does."""
    mail = keeping.keep(session, raw, secret=SECRET, now=now)
    assert mail is not None, "the mail was kept before"
    letter = reading.read(raw)
    applying.handle(session, mail, letter, authenticator=authenticator, now=now)
    session.flush()
    return mail


def answers_to(session: Session, invitation: Invitation) -> Sequence[Answer]:
    query = select(Answer).where(Answer.invitation_id == invitation.id)
    return session.exec(query.order_by(col(Answer.at))).all()


def kept(session: Session) -> Sequence[IncomingMail]:
    return session.exec(select(IncomingMail).order_by(col(IncomingMail.received_at))).all()
