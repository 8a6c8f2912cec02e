"""How many invitations one person, and one conference, may send within an hour.

Counted in the outbox, so every process counts together and a restart forgets nothing. What was
taken back or overtaken before it left is not counted, and nothing that the portal does by itself is
refused: an answer is taken, and a seat that is lost is filled, whatever was sent before. Asked
before anything is owed, so that the last batch is always whole.

Source: security.md 2, row 25; OWASP ASVS 5.0 2.4.1.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from mdt import acting
from mdt.errors import N_, DomainError
from mdt.models import EventRecord, MessageKind, Method, OutboxMessage, OutboxState
from mdt.outbox import queue

WINDOW = timedelta(hours=1)
NEVER_LEFT = (OutboxState.SUPERSEDED, OutboxState.TAKEN_BACK)


class TooManyInvitations(DomainError):
    """As many left within the hour as this installation lets one person or conference send."""

    text = N_(
        "Er zijn in een uur tijd %(sent)s uitnodigingen verstuurd. Dat is het meeste dat hier mag. "
        "Wacht een uur of vraag de beheerder om meer ruimte."
    )


def require_room(session: Session, conference_id: UUID, by: UUID | None, *, now: datetime) -> None:
    """Refuse when the conference, or who acts, sent as many as is allowed.

    by: None for the portal itself, which is never refused. Raises TooManyInvitations.
    """
    if by is None:
        return
    terms = queue.terms(session)
    with acting.as_portal(session):
        of_conference, of_person = _of(session, conference_id, now), _by(session, by, now)
    for sent, most in (
        (of_conference, terms.most_of_conference),
        (of_person, terms.most_of_person),
    ):
        if sent >= most:
            raise TooManyInvitations(sent=sent)


def _of(session: Session, conference_id: UUID, now: datetime) -> int:
    return session.exec(
        select(func.count(col(OutboxMessage.id))).where(
            OutboxMessage.conference_id == conference_id, *_left_since(now)
        )
    ).one()


def _by(session: Session, person_id: UUID, now: datetime) -> int:
    """Return how many followed from what the person did: at that instant, for that conference."""
    did = (
        select(EventRecord.conference_id, EventRecord.at)
        .where(EventRecord.actor_id == person_id, EventRecord.at > now - WINDOW)
        .distinct()
        .subquery()
    )
    return session.exec(
        select(func.count(func.distinct(col(OutboxMessage.id))))
        .join(
            did,
            (did.c.conference_id == OutboxMessage.conference_id)
            & (did.c.at == OutboxMessage.created_at),
        )
        .where(*_left_since(now))
    ).one()


def _left_since(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OutboxMessage.kind) == MessageKind.INVITATION,
        col(OutboxMessage.method) == Method.REQUEST,
        col(OutboxMessage.created_at) > now - WINDOW,
        col(OutboxMessage.state).not_in(NEVER_LEFT),
    )
