"""Signed-in browsers as rows: random key in the cookie, only its hash in the database.

Source: security.md 4; OWASP ASVS 5.0 V7.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlmodel import Session, col, select

from mdt.models import Person, SessionLevel, WebSession

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
MAX_PARALLEL = 3
TOUCH_EVERY = timedelta(minutes=1)


def start(
    session: Session, person: Person, *, level: SessionLevel, device: str, now: datetime
) -> str:
    """Open a web session and return its key for the cookie; the oldest beyond three ends."""
    key = token_urlsafe(32)
    for row in live(session, person, now=now)[MAX_PARALLEL - 1 :]:
        revoke(row, now=now)
    session.add(
        WebSession(
            id_hash=hash_key(key),
            person_id=person.id,
            level=level,
            device=device[:120],
            created_at=now,
            seen_at=now,
            proven_at=now if level is SessionLevel.FULL else None,
        )
    )
    return key


def find(session: Session, key: str, *, now: datetime) -> tuple[WebSession, Person] | None:
    """Return the live session of the key with its active person, None when there is none."""
    row = session.exec(
        select(WebSession, Person)
        .join(Person, col(Person.id) == WebSession.person_id)
        .where(WebSession.id_hash == hash_key(key), col(Person.is_active))
    ).first()
    return row if row and is_live(row[0], now=now) else None


def live(session: Session, person: Person, *, now: datetime) -> list[WebSession]:
    """Return the person's live sessions, the one used last first."""
    rows = session.exec(
        select(WebSession)
        .where(
            WebSession.person_id == person.id,
            col(WebSession.revoked_at).is_(None),
            WebSession.created_at > now - ABSOLUTE,
            WebSession.seen_at > now - IDLE,
        )
        .order_by(col(WebSession.seen_at).desc())
    )
    return list(rows)


def is_live(row: WebSession, *, now: datetime) -> bool:
    """Tell whether the session still stands: not revoked, not idle too long, not too old."""
    return row.revoked_at is None and now - row.seen_at < IDLE and now - row.created_at < ABSOLUTE


def revoke(row: WebSession, *, now: datetime) -> None:
    """End the session; its cookie is worthless from the next request on."""
    row.revoked_at = row.revoked_at or now


def hash_key(key: str) -> str:
    """Return the hex SHA-256 under which a session's key is kept."""
    return sha256(key.encode()).hexdigest()
