"""Tamper with the trail in ten thousand random ways, as the owner of the database could: all found.

Each way is tried on the same trail and taken back, past the triggers that would refuse it. What
the chain itself cannot tell (an end that was cut, a chain that was written anew) the anchor must.

Source: issue 6 (10,000 random tampers with the audit table: all found; a cut tail by the anchor).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session

from faults.verdict import Verdict
from mdt import engine as engines
from mdt.audit import chain
from mdt.audit.chain import Link
from mdt.models import AuditRecord
from tests import databases
from tests.audit import tampering
from tests.conftest import NOON
from tests.databases import Database

TAMPERS = 10_000
ROWS = 30
SEED = 7513
WORDS = ("action", "ground", "roles")
TRAIL: Any = AuditRecord.__table__  # type: ignore[attr-defined]

Tamper = Callable[[Session, Random], None]


def trials() -> Iterator[Verdict]:
    """Yield what became of ten thousand tampers on each database."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            yield trial(kind, database, tampers=TAMPERS)
        finally:
            database.close()


def trial(kind: str, database: Database, *, tampers: int) -> Verdict:
    """Return how many of so many tampers were found."""
    random = Random(SEED)  # noqa: S311 - a trial is repeated with the same luck
    tried, missed = Counter[str](), Counter[str]()
    with Session(engines.writing(database.engine)) as session:
        anchor = _fill(session, random)
        tampering.disarm(session)
        for _ in range(tampers):
            tamper = random.choice(WAYS)
            tried[tamper.__name__] += 1
            with session.begin_nested() as savepoint:
                tamper(session, random)
                if not _is_found(session, anchor):
                    missed[tamper.__name__] += 1
                savepoint.rollback()
        is_quiet = not _is_found(session, anchor)
        session.rollback()
    broken = [f"{number} of {name} were not found" for name, number in missed.items()]
    if not is_quiet:
        broken.append("an alarm without a tamper")
    counted = {"tampers": tampers, "found": tampers - missed.total(), "ways": len(tried)}
    return Verdict(name=f"tampering, {kind}", counted=counted, broken=tuple(broken))


def change_a_word(session: Session, random: Random) -> None:
    """Let a row say something else."""
    column = TRAIL.c[random.choice(WORDS)]
    _change(session, random, {column.name: column + random.choice("abc")})


def change_an_answer(session: Session, random: Random) -> None:
    """Let what was refused seem allowed, or what was an emergency seem none."""
    column = TRAIL.c[random.choice(("allowed", "emergency"))]
    _change(session, random, {column.name: sa.not_(column)})


def change_a_key(session: Session, random: Random) -> None:
    """Let a row be about another case or thing."""
    _change(session, random, {random.choice(("case_id", "subject_id")): _key(random)})


def change_the_hour(session: Session, random: Random) -> None:
    """Let it have happened at another moment, were it a microsecond later."""
    later = NOON + timedelta(days=9, microseconds=random.randrange(10**9))
    _change(session, random, {"at": later})


def change_the_hash(session: Session, random: Random) -> None:
    """Write another hash."""
    _change(session, random, {"hash": f"{random.getrandbits(256):064x}"})


def delete_rows(session: Session, random: Random) -> None:
    """Delete some rows, anywhere."""
    gone = random.sample(range(1, ROWS + 1), random.randint(1, ROWS))
    session.execute(sa.delete(TRAIL).where(TRAIL.c.number.in_(gone)))


def cut_the_end(session: Session, random: Random) -> None:
    """Delete the last rows."""
    session.execute(sa.delete(TRAIL).where(TRAIL.c.number > random.randrange(ROWS)))


def swap_two_rows(session: Session, random: Random) -> None:
    """Let two rows change places, each with its own hash."""
    one, other = random.sample(range(1, ROWS + 1), 2)
    for number, becomes in ((one, 0), (other, one), (0, other)):
        session.execute(sa.update(TRAIL).where(TRAIL.c.number == number).values(number=becomes))


def put_in_a_row(session: Session, random: Random) -> None:
    """Add a row that nobody wrote."""
    values = _values(random) | {"number": ROWS + 1, "hash": f"{random.getrandbits(256):064x}"}
    session.execute(sa.insert(TRAIL).values(values))


def write_it_anew(session: Session, random: Random) -> None:
    """Change a row and every hash from there, as whoever knows how the chain is made could."""
    number = random.randint(1, ROWS)
    session.execute(
        sa.update(TRAIL).where(TRAIL.c.number == number).values(subject_id=_key(random))
    )
    before = chain.START
    for _, said in chain.rows(session):
        before = chain.digest(before, said)
        session.execute(sa.update(TRAIL).where(TRAIL.c.number == said[0]).values(hash=before))


WAYS: tuple[Tamper, ...] = (
    *(change_a_word, change_an_answer, change_a_key, change_the_hour, change_the_hash),
    *(delete_rows, cut_the_end, swap_two_rows, put_in_a_row, write_it_anew),
)


def row(random: Random) -> AuditRecord:
    """Return a row of the trail that says anything."""
    return AuditRecord(**_values(random))


def _fill(session: Session, random: Random) -> Link:
    """Commit a trail and return what is anchored of it."""
    session.add_all(row(random) for _ in range(ROWS))
    session.commit()
    return chain.head(session)


def _values(random: Random) -> dict[str, Any]:
    return {
        "id": _key(random),
        "at": NOON + timedelta(seconds=random.randrange(10**5)),
        "action": random.choice(("case:view", "plan:view")),
        "ground": "",
        "roles": "",
        "case_id": _key(random),
        "allowed": random.choice((True, True, False)),
        "emergency": False,
    }


def _change(session: Session, random: Random, values: dict[str, Any]) -> None:
    number = random.randint(1, ROWS)
    session.execute(sa.update(TRAIL).where(TRAIL.c.number == number).values(values))


def _is_found(session: Session, anchor: Link) -> bool:
    return next(chain.faults(session), None) is not None or any(chain.missing(session, [anchor]))


def _key(random: Random) -> UUID:
    return UUID(int=random.getrandbits(128))
