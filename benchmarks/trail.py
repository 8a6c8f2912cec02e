"""How quickly the whole trail is proved: the rows that are verified in a second of CPU.

Source: issue 6, Speed (at least 50,000 rows a second).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from benchmarks.harness import Figure, cpu_ms
from mdt import engine as engines
from mdt.audit import chain
from mdt.models import AuditRecord
from tests import databases

ROWS = 50_000
SECOND_IN_MS = 1000
TRAIL: Any = AuditRecord.__table__  # type: ignore[attr-defined]


def figures(*, rows: int = ROWS) -> Iterator[Figure]:
    """Yield what it costs to prove so many rows, beside only hashing them."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            with Session(engines.writing(database.engine)) as session:
                fill(session, rows)
                yield Figure(
                    name=f"proving {rows:,} rows of the trail, {kind}",
                    value=cpu_ms(lambda: prove(session)),
                    yardstick="only hashing them",
                    yardstick_value=cpu_ms(lambda: _hash(rows)),
                    at_most=SECOND_IN_MS * rows / ROWS,
                )
        finally:
            database.close()


def fill(session: Session, number: int) -> None:
    """Commit a trail of so many rows."""
    before, random = chain.START, Random(1)  # noqa: S311 - the same trail in every run
    found = []
    for count in range(1, number + 1):
        row = AuditRecord(
            id=UUID(int=random.getrandbits(128)),
            number=count,
            at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=count, microseconds=count),
            roles="coordinator",
            action="case:view",
            ground="aan tafel of verantwoordelijk",
            case_id=UUID(int=random.getrandbits(128)),
            subject_id=UUID(int=random.getrandbits(128)),
        )
        row.hash = before = chain.digest(before, chain.plain(row))
        found.append(row.model_dump())
    session.execute(insert(TRAIL), found)
    session.commit()


def prove(session: Session) -> None:
    """Prove the whole trail. Raises RuntimeError when it does not hold."""
    if fault := next(chain.faults(session), None):
        raise RuntimeError(fault.sentence)


def _hash(rows: int) -> None:
    for _ in range(rows):
        sha256(b"x" * 400).hexdigest()
