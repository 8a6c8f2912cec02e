"""Links that are good for one use by one person, sent by mail.

The token is derived from the installation's secret and the row's random key, so the worker can
write the mail without the token being kept anywhere; the row has only its hash. Looking at a
link changes nothing, so that a mail scanner that opens it spends nothing.

Source: OWASP forgot-password cheat sheet (single use, short life); ASVS 5.0 6.5.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, col, select, update

from mdt import keys
from mdt.errors import N_, DomainError
from mdt.models import LinkPurpose, MessageKind, OneTimeLink, OutboxMessage, Person
from mdt.outbox import queue

PURPOSE = "one-time link"
LASTS = {
    LinkPurpose.FIRST_SIGN_IN: timedelta(days=7),
    LinkPurpose.NEW_PASSWORD: timedelta(hours=1),
    LinkPurpose.RECOVERY: timedelta(days=1),
}
"""How long a link is good for; a recovery counts from its approval."""


class LinkSpent(DomainError):
    """The link was used, replaced or withdrawn, or is too old."""

    text = N_("Deze link werkt niet meer. Vraag een nieuwe aan.")


def token(secret: str, link_id: UUID) -> str:
    """Return the last part of the link's address: 128 bits in 22 characters. Pure."""
    return keys.token(secret, PURPOSE, str(link_id))


def issue(
    session: Session,
    person: Person,
    purpose: LinkPurpose,
    *,
    secret: str,
    by: Person | None,
    now: datetime,
) -> OneTimeLink:
    """Return a fresh link; an earlier one of this purpose no longer works. See owe()."""
    withdraw(session, person, purpose, now=now)
    link = OneTimeLink(
        person_id=person.id,
        purpose=purpose,
        token_hash="",
        created_by_id=by.id if by else None,
        created_at=now,
        expires_at=now + LASTS[purpose],
    )
    link.token_hash = _hash(token(secret, link.id))
    session.add(link)
    session.flush()
    return link


def owe(session: Session, link: OneTimeLink, *, now: datetime) -> None:
    """Owe the person the mail that carries the link, once."""
    person = session.get_one(Person, link.person_id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.ONE_TIME_LINK,
            dedupe=f"{MessageKind.ONE_TIME_LINK}:{link.id}",
            person_id=person.id,
            message_id=queue.new_message_id(session),
            language=person.language,
            stamped_at=now,
            details={"link_id": str(link.id), "purpose": link.purpose.value},
            created_at=now,
            due_at=now,
        ),
    )


def find(session: Session, typed: str, *, now: datetime) -> OneTimeLink | None:
    """Return the live link of this token, None for an unknown, used or old one alike.

    A person whom somebody keeps out has no link either.
    """
    link = session.exec(
        select(OneTimeLink)
        .join(Person, col(Person.id) == OneTimeLink.person_id)
        .where(OneTimeLink.token_hash == _hash(typed), col(Person.is_active))
    ).first()
    return link if link and is_live(link, now=now) else None


def is_live(link: OneTimeLink, *, now: datetime) -> bool:
    """Tell whether the link still works."""
    is_open = link.used_at is None and link.revoked_at is None and now < link.expires_at
    return is_open and (link.purpose is not LinkPurpose.RECOVERY or link.approved_at is not None)


def spend(session: Session, link: OneTimeLink, *, now: datetime) -> None:
    """Use the link up; of two requests at once, one wins. Raises LinkSpent."""
    statement = (
        update(OneTimeLink)
        .where(col(OneTimeLink.id) == link.id, col(OneTimeLink.used_at).is_(None))
        .where(col(OneTimeLink.revoked_at).is_(None), col(OneTimeLink.expires_at) > now)
        .values(used_at=now)
    )
    if session.connection().execute(statement).rowcount != 1:
        raise LinkSpent
    session.refresh(link)


def withdraw(session: Session, person: Person, purpose: LinkPurpose, *, now: datetime) -> None:
    """Let the person's unused links of this purpose work no longer."""
    session.execute(
        update(OneTimeLink)
        .where(col(OneTimeLink.person_id) == person.id, col(OneTimeLink.purpose) == purpose)
        .where(col(OneTimeLink.used_at).is_(None), col(OneTimeLink.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def open_until(
    session: Session, person: Person, purpose: LinkPurpose, *, now: datetime
) -> datetime | None:
    """Return until when the person has a live link of this purpose, None without one."""
    rows = session.exec(
        select(OneTimeLink).where(
            OneTimeLink.person_id == person.id, OneTimeLink.purpose == purpose
        )
    )
    return max((row.expires_at for row in rows if is_live(row, now=now)), default=None)


def _hash(typed: str) -> str:
    return sha256(typed.encode()).hexdigest()
