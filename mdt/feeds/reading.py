"""Answer a calendar program that asks for a feed by its secret address.

One question to the database says whose address it is, whether they still have access, and what
their calendar is made of. Nothing is kept that could be out of date: the bytes, and the tag by
which a program knows that nothing changed, follow from the answer.

Source: scheduling.md 2.8, 5.2 (the price of a feed); RFC 9110 8.8.3 (a strong ETag).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, bindparam, exists, func
from sqlalchemy import select as sa_select
from sqlmodel import col, update

from mdt.access import actor as actors
from mdt.feeds import addresses, facts, writing
from mdt.models import Feed, FeedKind, Language, Membership, Person
from mdt.models.base import local_date
from mdt.scheduling import local_time

BACK, AHEAD = timedelta(days=30), timedelta(days=365)
NOTED_EVERY = timedelta(hours=1)

_HASH, _NOW, _ALIVE_SINCE = "token_hash", "now", "alive_since"


@dataclass(frozen=True)
class Reading:
    """What was found at an address.

    etag: the same for the same bytes; owed: what notes this use, once an hour.
    """

    kind: FeedKind
    language: Language
    base_url: str
    lines: str
    owed: Executable | None

    @property
    def etag(self) -> str:
        """Return the hash of all that the bytes follow from, whatever the order of the lines."""
        told = facts.LINE.join(sorted(self.lines.split(facts.LINE)))
        made_of = (writing.FORM, self.kind, self.language, self.base_url, told)
        return sha256("\0".join(made_of).encode()).hexdigest()

    def write(self) -> bytes:
        """Return the calendar."""
        return writing.write(self.kind, self.lines, self.language, self.base_url)


def _question(kind: FeedKind, lines: Any) -> Any:
    now: Any = bindparam(_NOW)
    serves = exists().where(col(Membership.person_id) == col(Feed.person_id), actors.runs(now))
    used_at = func.coalesce(Feed.used_at, Feed.created_at)
    return (
        sa_select(col(Feed.id), col(Feed.used_at), col(Person.language), lines)
        .join(Person, col(Person.id) == col(Feed.person_id))
        .where(
            col(Feed.token_hash) == bindparam(_HASH),
            col(Feed.kind) == kind,
            used_at > bindparam(_ALIVE_SINCE),
            col(Person.is_active),
            serves,
        )
    )


# Made once: making a question anew costs more than asking it.
_QUESTIONS: Mapping[FeedKind, Any] = {
    FeedKind.CONFERENCES: _question(FeedKind.CONFERENCES, facts.of_conferences()),
    FeedKind.TASKS: _question(FeedKind.TASKS, facts.of_tasks()),
}


def find(
    connection: Connection, kind: FeedKind, token: str, *, base_url: str, now: datetime
) -> Reading | None:
    """Return what is at this address; None for one that is unknown or dead.

    Whoever was kept out, or serves no organisation any more, has no feed either.
    """
    midnight = local_time.resolve_local(datetime.combine(local_date(now), time()))
    asked = {
        _HASH: addresses.hashed(token),
        _NOW: now,
        _ALIVE_SINCE: now - addresses.UNUSED,
        facts.FIRST: midnight - BACK,
        facts.LAST: midnight + AHEAD,
    }
    row = connection.execute(_QUESTIONS[kind], asked).first()
    if row is None:
        return None
    feed_id, used_at, language, lines = row
    is_noted = used_at is not None and now - used_at < NOTED_EVERY
    owed = None if is_noted else _note(feed_id, token, now)
    return Reading(kind, language, base_url, lines, owed)


def _note(feed_id: UUID, token: str, now: datetime) -> Executable:
    """Return what notes a use, unless the address was replaced meanwhile."""
    is_still_it = col(Feed.token_hash) == addresses.hashed(token)
    return update(Feed).where(col(Feed.id) == feed_id, is_still_it).values(used_at=now)
