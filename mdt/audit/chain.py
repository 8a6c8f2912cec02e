"""One chain through the whole trail: a row that is changed, left out or put in shows.

Each row has a number and a hash over what it says and over the hash before it. Rows are chained
as they are appended, or when a session that adds one flushes: none is outside the chain. Who adds
one waits for whoever is adding one and has not committed: an audit row comes last in a transaction.
Source: security.md 0.7 and 3 (audit); NEN 7513 (indisputable).
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Integer,
    String,
    bindparam,
    cast,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    type_coerce,
)
from sqlalchemy.orm import Session

from mdt.audit.trail import Entry
from mdt.models import AuditRecord
from mdt.models.base import metadata

START = "0" * 64
"""What stands for the hash before the first row."""

_LOCK = 7_513_2018
_BATCH = 5_000
_MOMENT = "YYYY-MM-DD HH24:MI:SS.US"
_ALONE = text(f"SELECT pg_advisory_xact_lock({_LOCK})")
_TRAIL = metadata.tables[str(AuditRecord.__tablename__)]
_KEYS = tuple(
    _TRAIL.c[name] for name in ("id", "actor_id", "organisation_id", "case_id", "subject_id")
)
_WORDS = (_TRAIL.c.roles, _TRAIL.c.action, _TRAIL.c.ground)
_ANSWERS = (_TRAIL.c.allowed, _TRAIL.c.emergency)
_NEW = insert(_TRAIL)
_NAMES = tuple(_TRAIL.c.keys())
_LAST = select(_TRAIL.c.number, _TRAIL.c.hash).order_by(_TRAIL.c.number.desc()).limit(1)
_AT = select(_TRAIL.c.hash).where(_TRAIL.c.number == bindparam("number"))
_encode = json.JSONEncoder(separators=(",", ":")).encode


class Link(NamedTuple):
    """How far the chain goes: the number and the hash of one row of it."""

    number: int
    hash: str


class Fault(NamedTuple):
    """Where the chain does not hold, and in what way, for whoever runs the portal."""

    number: int
    sentence: str


def digest(before: str, said: Sequence[Any]) -> str:
    """Return the hash of a row that follows the hash before; no two rows read alike."""
    return sha256(f"{before}\n{_encode(said)}".encode()).hexdigest()


def plain(row: AuditRecord | Entry) -> list[Any]:
    """Return what a row says as both databases say it: rows() reads the same of what is kept."""
    return [
        row.number,
        row.at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds"),
        *(_hex(getattr(row, key.name)) for key in _KEYS),
        *(getattr(row, word.name) for word in _WORDS),
        *(int(getattr(row, answer.name)) for answer in _ANSWERS),
    ]


def append(session: Session, entries: Sequence[Entry]) -> None:
    """Write these at the end of the chain, in their order, after whatever the session has."""
    if entries:
        session.flush()
        _follow(session, entries)
        session.execute(_NEW, [{name: getattr(one, name) for name in _NAMES} for one in entries])


def head(session: Session) -> Link:
    """Return the last row of the chain; number 0 when there is none."""
    last = session.execute(_LAST).first()
    return Link(*last) if last else Link(0, START)


def faults(session: Session) -> Iterator[Fault]:
    """Yield every place where the chain does not hold, from its first row."""
    expected, before = 1, START
    for written, said in rows(session):
        number = said[0]
        if number != expected:
            yield Fault(number, f"{number - expected} rows are gone before row {number}")
        if written != digest(before, said):
            yield Fault(number, f"row {number} is not what was written, or not there")
        expected, before = number + 1, written


def missing(session: Session, kept: Iterable[Link]) -> Iterator[Fault]:
    """Yield what does not agree with links of the chain that were kept elsewhere."""
    for link in kept:
        found = session.execute(_AT, {"number": link.number}).scalar() if link.number else START
        if found is None:
            yield Fault(link.number, f"row {link.number} was anchored and is gone: the end was cut")
        elif found != link.hash:
            yield Fault(link.number, f"row {link.number} is another than the one that was anchored")


def rows(session: Session) -> Iterator[tuple[str, list[Any]]]:
    """Yield the hash of every row and what it says, in the order of the chain.

    As text that the database made, or kept: nothing is made of it that would only cost time.
    """
    said = _KEPT[session.connection().dialect.name]
    in_order = select(_TRAIL.c.hash, *said).order_by(_TRAIL.c.number).limit(_BATCH)
    query, after = in_order.where(_TRAIL.c.number > bindparam("after")), 0
    while found := session.execute(query, {"after": after}).all():
        for written, *values in found:
            yield written, values
        after = found[-1][1]


@event.listens_for(Session, "before_flush")
def _chain(session: Session, *_: object) -> None:
    """Give the new rows of the trail their numbers, in the order in which they were added."""
    if new := [row for row in session.new if isinstance(row, AuditRecord)]:
        new.sort(key=_insert_order)
        with session.no_autoflush:
            _follow(session, new)


def _follow(session: Session, new: Sequence[AuditRecord | Entry]) -> None:
    if session.connection().dialect.name == "postgresql":
        session.execute(_ALONE)  # until the transaction ends; on SQLite whoever writes is alone
    number, before = head(session)
    for row in new:
        number += 1
        row.number = number
        row.hash = before = digest(before, plain(row))


def _insert_order(row: AuditRecord) -> int:
    order: int = inspect(row).insert_order
    return order


def _hex(key: UUID | None) -> str | None:
    return key.hex if key else None


_KEPT = {
    "sqlite": (
        *(_TRAIL.c.number, type_coerce(_TRAIL.c.at, String)),
        *(type_coerce(key, String) for key in _KEYS),
        *(type_coerce(word, String) for word in _WORDS),
        *(type_coerce(answer, Integer) for answer in _ANSWERS),
    ),
    "postgresql": (
        *(_TRAIL.c.number, func.to_char(func.timezone("UTC", _TRAIL.c.at), _MOMENT)),
        *(func.replace(cast(key, String), "-", "") for key in _KEYS),
        *(type_coerce(word, String) for word in _WORDS),
        *(cast(answer, Integer) for answer in _ANSWERS),
    ),
}
