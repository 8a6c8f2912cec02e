"""Give somebody the secret address of a feed, another one, or none.

The address is derived from the form that asked for it, under a key of the installation, and only
its hash is kept: it is shown once, and a second click on the same form makes no second address.
Another address ends the one before. One that is taken away leaves no row behind, so that a
stranger, an old address and one that never was get the same answer.

Source: scheduling.md 2.8; security.md 4 (at least 128 bits, only a hash stored).
"""

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlmodel import Session, select

from mdt import events, keys
from mdt.models import Feed, FeedKind, Person

PURPOSE = "calendar feed"
UNUSED = timedelta(days=90)
"""An address that no program asked for so long is dead: nobody remembers where it stands."""


def token(secret: str, person: Person, kind: FeedKind, form_key: UUID) -> str:
    """Return the last part of the address that this form gives: 128 bits. Pure."""
    return keys.token(secret, PURPOSE, f"{person.id} {kind} {form_key}")


def make(session: Session, person: Person, kind: FeedKind, token: str, *, now: datetime) -> None:
    """Let the person's feed be at this address from now on, and at no other."""
    feed = find(session, person, kind) or Feed(
        person_id=person.id, kind=kind, token_hash="", created_at=now
    )
    feed.token_hash, feed.created_at, feed.used_at = hashed(token), now, None
    session.add(feed)
    _record(session, person, now)


def revoke(session: Session, person: Person, kind: FeedKind, *, now: datetime) -> None:
    """Take the address of the person's feed away; nothing happens when there is none."""
    feed = find(session, person, kind)
    if feed is not None:
        session.delete(feed)
        _record(session, person, now)


def find(session: Session, person: Person, kind: FeedKind) -> Feed | None:
    """Return the person's feed of this kind, None without an address."""
    return session.exec(
        select(Feed).where(Feed.person_id == person.id, Feed.kind == kind)
    ).one_or_none()


def is_live(feed: Feed, *, now: datetime) -> bool:
    """Tell whether the address still works, as far as its age goes."""
    return (feed.used_at or feed.created_at) > now - UNUSED


def hashed(token: str) -> str:
    """Return the hex SHA-256 under which an address is kept."""
    return sha256(token.encode()).hexdigest()


def _record(session: Session, person: Person, now: datetime) -> None:
    events.record(session, events.FeedChanged(at=now, actor_id=person.id, subject_id=person.id))
