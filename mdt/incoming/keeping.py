"""Keep every mail that comes in: once, sealed, and no longer than its term.

Source: security.md 3 (secrets sealed per row); AVG art. 5 (no longer than needed).
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import delete, update
from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt import keys
from mdt.identity import sealing
from mdt.models import Conference, IncomingMail, IncomingState, MomentProposal

PURPOSE = "incoming mail"
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


def outlived(
    now: datetime, *, of_conferences: timedelta, others: timedelta
) -> SelectOfScalar[UUID]:
    """Return the query for the mail whose time is over, what was not handled yet left out.

    of_conferences: how long mail of a conference is kept after it came in, and after the sitting.
    others: how long what belongs to no conference is kept after it came in.
    """
    received = col(IncomingMail.received_at)
    sitting = func.coalesce(col(Conference.starts_at), received)
    is_unknown = col(IncomingMail.conference_id).is_(None)
    return (
        select(IncomingMail.id)
        .join(Conference, col(Conference.id) == IncomingMail.conference_id, isouter=True)
        .where(
            col(IncomingMail.state) != IncomingState.WAITING,
            or_(
                and_(is_unknown, received < now - others),
                and_(~is_unknown, received < now - of_conferences, sitting < now - of_conferences),
            ),
        )
    )


def forget(session: Session, gone: Sequence[UUID]) -> None:
    """Delete these mails; what was proposed in one stays."""
    proposals = col(MomentProposal.mail_id).in_(gone)
    session.execute(update(MomentProposal).where(proposals).values(mail_id=None))
    session.execute(delete(IncomingMail).where(col(IncomingMail.id).in_(gone)))
