"""Eight digits that open a link once, and how little can be guessed of them.

The link is never enough: the digits come by another way. Five wrong ones shut the link. They are
counted at the link and not at the code, and a right one gives back only its own try: however
many codes are made for a link, five of a hundred million can be guessed, one in twenty million.

Everything about one link happens one after another: the count is the first thing that is
written, and whoever else tries waits for it.

Source: security.md 4 (invite); OWASP ASVS 5.0 6.5.1, 6.5.5 (a code at most ten minutes old).
"""

import hmac
from datetime import datetime, timedelta
from secrets import randbelow
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from mdt import keys
from mdt.errors import N_, DomainError
from mdt.identity.answer_links import MAX_WRONG_CODES, LinkLocked
from mdt.models import CodeWay, Invitation, JoinCode, Person, PollPerson

DIGITS = 8
LASTS = timedelta(minutes=10)
PURPOSE = "join code"

Opened = Invitation | PollPerson
"""Whose link a code opens: an invitation's, or that of a poll."""


class CodeSpent(DomainError):
    """A code of this link that was used, replaced or is too old."""

    text = N_("Deze code is gebruikt of te oud. Vraag een nieuwe.")


def fresh() -> str:
    """Return eight random digits, each of the hundred million as likely."""
    return f"{randbelow(10**DIGITS):0{DIGITS}}"


def make(
    session: Session,
    opened: Opened,
    way: CodeWay,
    *,
    secret: str,
    by: Person | None,
    now: datetime,
) -> str:
    """Return a fresh code, which is kept nowhere; an earlier one no longer opens anything.

    by: who reads it out; None when the invitee asked for it.
    """
    revoke(session, opened, now=now)
    code = fresh()
    row = JoinCode(
        invitation_id=opened.id if isinstance(opened, Invitation) else None,
        poll_person_id=opened.id if isinstance(opened, PollPerson) else None,
        code_hash="",
        way=way,
        made_by_id=by.id if by else None,
        made_at=now,
        expires_at=now + LASTS,
    )
    row.code_hash = _hash(row.id, code, secret)
    session.add(row)
    session.flush()
    return code


def spend(session: Session, opened: Opened, typed: str, *, secret: str, now: datetime) -> bool:
    """Use the code up that was typed; tell whether it was the right one.

    A wrong one counts, and the caller keeps that whatever it answers. Raises LinkLocked when there
    is no try left, CodeSpent for a code that was good once.
    """
    _claim_try(session, opened)
    digits = "".join(typed.split())
    known = next((row for row in _all(session, opened) if _is(row, digits, secret)), None)
    if known is None:
        return False
    _give_back(session, opened)
    if not _use_up(session, known, now):
        raise CodeSpent
    return True


def revoke(session: Session, opened: Opened, *, now: datetime) -> None:
    """Let no code that was made for the link open it any more."""
    session.execute(
        update(JoinCode)
        .where(_is_of(opened))
        .where(col(JoinCode.used_at).is_(None), col(JoinCode.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def tries_left(opened: Opened) -> int:
    """Return how many wrong codes may still be typed."""
    return max(0, MAX_WRONG_CODES - opened.wrong_join_codes)


def _claim_try(session: Session, opened: Opened) -> None:
    table: Any = type(opened)
    counted = session.connection().execute(
        update(table)
        .where(table.id == opened.id, table.locked_at.is_(None))
        .where(table.wrong_join_codes < MAX_WRONG_CODES)
        .values(wrong_join_codes=table.wrong_join_codes + 1)
    )
    session.refresh(opened)
    if counted.rowcount == 0:
        raise LinkLocked


def _give_back(session: Session, opened: Opened) -> None:
    opened.wrong_join_codes -= 1
    session.flush()


def _is_of(opened: Opened) -> ColumnElement[bool]:
    is_invitation = isinstance(opened, Invitation)
    column = JoinCode.invitation_id if is_invitation else JoinCode.poll_person_id
    return col(column) == opened.id


def _all(session: Session, opened: Opened) -> list[JoinCode]:
    query = select(JoinCode).where(_is_of(opened))
    anew = query.order_by(col(JoinCode.made_at).desc()).execution_options(populate_existing=True)
    return list(session.exec(anew))


def _use_up(session: Session, code: JoinCode, now: datetime) -> bool:
    """Tell whether the code was still good; of two at once, one uses it."""
    table: Any = JoinCode
    used = session.connection().execute(
        update(table)
        .where(col(JoinCode.id) == code.id, col(JoinCode.expires_at) > now)
        .where(col(JoinCode.used_at).is_(None), col(JoinCode.revoked_at).is_(None))
        .values(used_at=now)
    )
    session.refresh(code)
    return used.rowcount == 1


def _is(code: JoinCode, digits: str, secret: str) -> bool:
    return hmac.compare_digest(code.code_hash, _hash(code.id, digits, secret))


def _hash(key: UUID, digits: str, secret: str) -> str:
    """Return what is kept of a code: without the installation's secret it cannot be tried."""
    return keys.sign(secret, PURPOSE, f"{key} {digits}").hex()
