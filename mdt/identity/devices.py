"""Whether somebody signed in with a browser before: a mark in its cookie says so, no more.

The mark outlives the session and opens nothing: whoever copies it is not told of, and that is
all. Each person's row holds another hash of it, so that nobody can see from the rows who share a
computer. The name of a browser alone would not do: a page that relays a sign-in passes it on.

Source: OWASP ASVS 5.0 6.3.5; security.md 2 (11). Decision 136.
"""

from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlmodel import Session, col, func, select

from mdt import events
from mdt.identity import session_events
from mdt.models import WebSession

MARK_BYTES = 16
MARK_LASTS = timedelta(days=180)
"""Since the last time that somebody signed in with the browser."""
QUIET = timedelta(days=30)
"""How long nobody is told again of browsers of one name that forget their mark."""


def new_mark() -> str:
    """Return a mark for a browser that has none."""
    return token_urlsafe(MARK_BYTES)


def note(session: Session, row: WebSession, mark: str) -> None:
    """Keep by what mark the browser of a session that just began is known, and record a new one.

    Who never had a mark before has nothing to compare with: their first browser is not new.
    """
    earlier = session.exec(
        select(WebSession.mark_hash).where(
            WebSession.person_id == row.person_id, WebSession.mark_hash != ""
        )
    ).all()
    row.mark_hash = sha256(f"{row.person_id}:{mark}".encode()).hexdigest()
    row.is_new_device = bool(earlier) and row.mark_hash not in earlier
    session.flush()
    if row.is_new_device:
        used = session_events.NewDeviceUsed(
            at=row.created_at, actor_id=row.person_id, subject_id=row.id
        )
        events.record(session, used)


def is_forgetful(session: Session, row: WebSession) -> bool:
    """Tell whether a browser of this name was new lately too, and never came back with its mark.

    So does one that throws its cookies away when it closes: it would be new every morning.
    """
    came_back = (
        select(WebSession.mark_hash)
        .where(WebSession.person_id == row.person_id)
        .group_by(col(WebSession.mark_hash))
        .having(func.count() > 1)
    )
    lost = select(WebSession.id).where(
        WebSession.person_id == row.person_id,
        WebSession.device == row.device,
        col(WebSession.is_new_device),
        WebSession.id != row.id,
        WebSession.created_at > row.created_at - QUIET,
        col(WebSession.mark_hash).not_in(came_back),
    )
    return session.exec(lost).first() is not None
