"""Mail and texts that did not arrive, for who keeps the portal running; and trying it again.

Of a message one sees what a mail server sees: its kind, the domain it goes to, the answer. Never
the name or the whole address, nor what it is about.

A message belongs to the regions of the organisations that its person serves, or served, and to
the region of its conference. A notice to an address that somebody had before is nobody's to mend.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, or_, select

from mdt import events
from mdt.models import (
    Conference,
    Membership,
    MessageKind,
    Organisation,
    OutboxChannel,
    OutboxMessage,
    OutboxState,
    Person,
)
from mdt.outbox import agreed, queue

MAIL = OutboxChannel.MAIL
TEXTS = "sms"
"""What stands in the place of the domain for a text message."""

SHOWN = 200
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """One message that did not arrive; can_be_repeated: somebody could still use it."""

    message: OutboxMessage
    domain: str
    can_be_repeated: bool


def dead(
    session: Session, regions: Collection[UUID], may_see: ColumnElement[bool], *, now: datetime
) -> list[Line]:
    """Return what was given up in these regions lately, the newest first.

    may_see: condition on OutboxMessage for what its reader may know of.
    """
    query = _lines(regions, now).where(may_see, *_is_dead(now))
    return _read(session, query.order_by(col(OutboxMessage.due_at).desc()).limit(SHOWN))


def failing(
    session: Session, regions: Collection[UUID], may_see: ColumnElement[bool], *, now: datetime
) -> list[Line]:
    """Return what will be tried again by itself in these regions, what is next first."""
    query = _lines(regions, now).where(
        may_see, OutboxMessage.state == OutboxState.PENDING, OutboxMessage.last_error != ""
    )
    return _read(session, query.order_by(col(OutboxMessage.due_at)).limit(SHOWN))


def again(session: Session, message: OutboxMessage, *, by: Person, now: datetime) -> bool:
    """Let a message that was given up be tried again; False when it was not, or is of no use."""
    return _again(session, [message.id], by=by, now=now) == 1


def all_again(
    session: Session,
    regions: Collection[UUID],
    may_see: ColumnElement[bool],
    domain: str,
    *,
    by: Person,
    now: datetime,
) -> int:
    """Let all that was given up for a mail domain be tried again; return how many there were."""
    found = _read(session, _lines(regions, now).where(may_see, *_is_dead(now), *_went_to(domain)))
    return _again(session, [line.message.id for line in found], by=by, now=now)


def _lines(regions: Collection[UUID], now: datetime) -> Any:
    return (
        select(OutboxMessage, Person.mail, _can_be_repeated(now))
        .join(Person, col(Person.id) == OutboxMessage.person_id)
        .where(_is_of(regions), OutboxMessage.former_mail == "")
    )


def _is_dead(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        col(OutboxMessage.state) == OutboxState.DEAD,
        col(OutboxMessage.due_at) > now - REMEMBERED,
    )


def _read(session: Session, query: Any) -> list[Line]:
    return [
        Line(message, agreed.domain(mail) if message.channel is MAIL else TEXTS, can_be_repeated)
        for message, mail, can_be_repeated in session.exec(query)
    ]


def _went_to(domain: str) -> tuple[ColumnElement[bool], ...]:
    if domain == TEXTS:
        return (col(OutboxMessage.channel) == OutboxChannel.TEXT,)
    of_domain = col(Person.mail).endswith(f"@{domain}", autoescape=True)
    return col(OutboxMessage.channel) == MAIL, of_domain


def _can_be_repeated(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which somebody could still use it; a code is made anew."""
    return queue.is_of_use(now) & (col(OutboxMessage.kind) != MessageKind.CODE)


def _is_of(regions: Collection[UUID]) -> ColumnElement[bool]:
    members = (
        select(Membership.person_id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Organisation.region_id).in_(regions))
    )
    conferences = select(Conference.id).where(col(Conference.region_id).in_(regions))
    return or_(
        col(OutboxMessage.person_id).in_(members),
        col(OutboxMessage.conference_id).in_(conferences),
    )


def _again(session: Session, keys: Collection[UUID], *, by: Person, now: datetime) -> int:
    """Make these due once more, as if tried once: what arrived of it is as uncertain as before."""
    repeated = session.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.id).in_(keys), _can_be_repeated(now))
        .where(col(OutboxMessage.state) == OutboxState.DEAD)
        .values(state=OutboxState.PENDING, attempts=1, due_at=now)
        .returning(col(OutboxMessage.id))
    )
    found = list(repeated.scalars())
    for key in found:
        events.record(session, events.MailTriedAgain(at=now, actor_id=by.id, subject_id=key))
    return len(found)
