"""Signed-in browsers as rows: random key in the cookie, only its hash in the database.

Source: security.md 4; OWASP ASVS 5.0 V7.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt import events
from mdt.identity import devices, session_events
from mdt.models import Person, SessionLevel, WebSession

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
HALFWAY = timedelta(minutes=10)
"""How long someone may take between the password and the code."""
MAX_PARALLEL = 3
PROOF_LASTS = timedelta(minutes=5)
"""How long after a code one may change how one signs in (security.md 4)."""
TOUCH_EVERY = timedelta(minutes=1)

# Made once, for it is asked at every request.
_OF_KEY = (
    select(WebSession, Person)
    .join(Person, col(Person.id) == WebSession.person_id)
    .where(col(WebSession.id_hash) == bindparam("id_hash"), col(Person.is_active))
)


def start(
    session: Session,
    person: Person,
    *,
    level: SessionLevel,
    device: str,
    mark: str = "",
    now: datetime,
) -> str:
    """Open a web session and return its key for the cookie; the oldest beyond three ends.

    Only full sessions push others out: a password alone ends nobody's work.
    mark: by which the browser is known again, see mdt.identity.devices.
    """
    key = token_urlsafe(32)
    if level is SessionLevel.FULL:
        for row in live(session, person, now=now)[MAX_PARALLEL - 1 :]:
            revoke(row, now=now)
    row = WebSession(
        id_hash=hash_key(key),
        person_id=person.id,
        level=level,
        device=device[:120],
        created_at=now,
        seen_at=now,
        proven_at=now if level is SessionLevel.FULL else None,
    )
    session.add(row)
    session.flush()
    if mark and level is SessionLevel.FULL:
        devices.note(session, row, mark)
    return key


def find(session: Session, key: str, *, now: datetime) -> tuple[WebSession, Person] | None:
    """Return the live session of the key with its active person, None when there is none."""
    row = session.exec(_OF_KEY, params={"id_hash": hash_key(key)}).first()
    return row if row and is_live(row[0], now=now) else None


def whose(session: Session, key: str) -> UUID | None:
    """Return whose full session this key once was, also when it has ended; None for no key.

    Gives no access: it says for whom a text is kept whose writer's session ran out.
    """
    return session.exec(
        select(WebSession.person_id).where(
            WebSession.id_hash == hash_key(key), WebSession.level == SessionLevel.FULL
        )
    ).first()


def live(session: Session, person: Person, *, now: datetime) -> list[WebSession]:
    """Return the person's live full sessions, the one used last first."""
    rows = session.exec(
        select(WebSession)
        .where(
            WebSession.person_id == person.id,
            WebSession.level == SessionLevel.FULL,
            col(WebSession.revoked_at).is_(None),
            WebSession.created_at > now - ABSOLUTE,
            WebSession.seen_at > now - IDLE,
        )
        .order_by(col(WebSession.seen_at).desc())
    )
    return list(rows)


def is_live(row: WebSession, *, now: datetime) -> bool:
    """Tell whether the session still stands: not revoked, not idle too long, not too old."""
    longest = ABSOLUTE if row.level is SessionLevel.FULL else HALFWAY
    return row.revoked_at is None and now - row.seen_at < IDLE and now - row.created_at < longest


def is_fresh(row: WebSession, *, now: datetime) -> bool:
    """Tell whether the person proved themselves with a code just now."""
    return row.proven_at is not None and now - row.proven_at < PROOF_LASTS


def prove(row: WebSession, *, now: datetime) -> str:
    """Note that the person behind the session has just given proof.

    Returns the session's new key for the cookie: the one before it opens nothing any more.
    """
    key = token_urlsafe(32)
    row.id_hash, row.proven_at = hash_key(key), now
    return key


def revoke(row: WebSession, *, now: datetime) -> None:
    """End the session; its cookie is worthless from the next request on."""
    row.revoked_at = row.revoked_at or now


def revoke_all(session: Session, person: Person, *, but: UUID | None = None, now: datetime) -> None:
    """End every session of the person, half-way ones too; all but one when its key is given."""
    rows = session.exec(
        select(WebSession).where(
            WebSession.person_id == person.id, col(WebSession.revoked_at).is_(None)
        )
    )
    for row in rows:
        if row.id != but:
            revoke(row, now=now)
    session.flush()


def end(session: Session, person: Person, row: WebSession, *, now: datetime) -> None:
    """End one of the person's own sessions, and record it."""
    revoke(row, now=now)
    _record_end(session, person, now)


def end_others(session: Session, person: Person, *, but: UUID, now: datetime) -> None:
    """End every session of the person but the one from which they do so, and record it."""
    revoke_all(session, person, but=but, now=now)
    _record_end(session, person, now)


def hash_key(key: str) -> str:
    """Return the hex SHA-256 under which a session's key is kept."""
    return sha256(key.encode()).hexdigest()


def _record_end(session: Session, person: Person, now: datetime) -> None:
    ended = session_events.SessionsEnded(at=now, actor_id=person.id, subject_id=person.id)
    events.record(session, ended)
