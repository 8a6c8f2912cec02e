"""Keep every mail that comes in: once, sealed, and no longer than what it belongs to.

Source: security.md 3 (secrets sealed per row); AVG art. 5 (no longer than needed).
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from mdt import keys
from mdt.identity import sealing
from mdt.models import AgendaItem, Case, IncomingMail, IncomingState, MomentProposal
from mdt.models.base import local_date

PURPOSE = "incoming mail"
UNKNOWN_DAYS = timedelta(days=90)
"""How long mail is kept that belongs to no conference."""

MAILBOX_DAYS = timedelta(days=7)
"""How long the mail server keeps what was read, for when our database must be put back."""

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_OWN = re.compile(rb"(?im)^(message-id|from|date)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*")


def digest(raw: bytes) -> str:
    """Return what a mail and its copies have in common.

    The servers on its way write their own headers above it; sender, date, Message-ID and body stay.
    A mail without a Message-ID, or cut off in its headers, is only like itself.
    """
    end = _BLANK_LINE.search(raw)
    headers = raw[: end.start()] if end else b""
    told = sorted(found[0].strip() for found in _OWN.finditer(headers))
    if end is None or not any(line.lower().startswith(b"message-id") for line in told):
        return sha256(raw).hexdigest()
    return sha256(b"\n".join([*told, b"", raw[end.end() :].rstrip()])).hexdigest()


def keep(session: Session, raw: bytes, *, secret: str, now: datetime) -> IncomingMail | None:
    """Keep a mail; None when it was kept before."""
    found = digest(raw)
    if session.exec(select(IncomingMail.id).where(IncomingMail.digest == found)).first():
        return None
    key = uuid4()
    sealed = sealing.seal(keys.derive(secret, PURPOSE), raw, place=str(key))
    mail = IncomingMail(id=key, digest=found, received_at=now, sealed=sealed)
    session.add(mail)
    session.flush()
    return mail


def opened(mail: IncomingMail, *, secret: str) -> bytes:
    """Return the mail as it came. Raises SealBroken."""
    return sealing.unseal(keys.derive(secret, PURPOSE), mail.sealed, place=str(mail.id))


def forget_due(session: Session, *, now: datetime) -> int:
    """Delete the mail whose time is over; return how many.

    Mail of a conference goes when all of its cases have gone past the day until which they are
    kept; mail that belongs to nothing after 90 days.
    """
    gone = [*_unknown(session, now), *_outlived(session, now)]
    proposals = col(MomentProposal.mail_id).in_(gone)
    session.execute(update(MomentProposal).where(proposals).values(mail_id=None))
    session.execute(delete(IncomingMail).where(col(IncomingMail.id).in_(gone)))
    return len(gone)


def _unknown(session: Session, now: datetime) -> Iterator[UUID]:
    yield from session.exec(
        select(IncomingMail.id).where(
            col(IncomingMail.conference_id).is_(None),
            col(IncomingMail.state) != IncomingState.WAITING,
            col(IncomingMail.received_at) < now - UNKNOWN_DAYS,
        )
    )


def _outlived(session: Session, now: datetime) -> Iterator[UUID]:
    kept = (
        select(AgendaItem.id)
        .join(Case, col(Case.id) == AgendaItem.case_id)
        .where(AgendaItem.conference_id == IncomingMail.conference_id)
        .where(col(Case.retain_until).is_(None) | (col(Case.retain_until) >= local_date(now)))
    )
    yield from session.exec(
        select(IncomingMail.id).where(
            col(IncomingMail.conference_id).is_not(None),
            col(IncomingMail.state) != IncomingState.WAITING,
            ~kept.exists(),
        )
    )
