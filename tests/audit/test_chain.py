"""Rules of mdt.audit.chain: nothing in the trail changes, goes or comes without being seen."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from mdt import engine as engines
from mdt import migrate
from mdt.audit import chain
from mdt.audit.chain import Link
from mdt.models import AuditRecord
from tests.audit.tampering import unguarded
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make

TRAIL: Any = AuditRecord.__table__  # type: ignore[attr-defined]


def leave(session: Session, number: int = 1) -> list[AuditRecord]:
    """Commit rows of the trail, each in a transaction of its own."""
    rows = [
        AuditRecord(at=NOON + timedelta(minutes=minute), action="case:view", ground="rol")
        for minute in range(number)
    ]
    for row in rows:
        session.add(row)
        session.commit()
    return rows


def sentences(session: Session) -> list[str]:
    return [fault.sentence for fault in chain.faults(session)]


def test_rows_are_numbered_in_the_order_in_which_they_were_added(session: Session) -> None:
    rows = [AuditRecord(at=NOON - timedelta(minutes=minute), action="x") for minute in range(3)]
    session.add_all(rows)
    session.commit()

    assert [row.number for row in rows] == [1, 2, 3]
    assert len({row.hash for row in rows}) == 3
    assert sentences(session) == []


def test_what_a_rolled_back_transaction_left_takes_no_number(session: Session) -> None:
    leave(session)
    session.add(AuditRecord(at=NOON, action="x"))
    session.flush()
    session.rollback()

    assert leave(session)[0].number == 2
    assert sentences(session) == []


def test_an_empty_trail_holds(session: Session) -> None:
    assert chain.head(session) == Link(0, chain.START)
    assert sentences(session) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", NOON + timedelta(days=1)),
        ("roles", "chair"),
        ("action", "case:list"),
        ("ground", ""),
        ("allowed", False),
        ("emergency", True),
        ("number", 9),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_row_is_found(session: Session, column: str, value: Any) -> None:
    rows = leave(session, 3)
    with unguarded(session):
        session.execute(sa.update(TRAIL).where(TRAIL.c.id == rows[1].id).values({column: value}))

    assert sentences(session)


@pytest.mark.parametrize("column", ["actor_id", "organisation_id", "case_id", "subject_id"])
def test_a_row_that_names_another_is_found(session: Session, make: Make, column: str) -> None:
    rows = leave(session, 2)
    case = make.case()
    value = {"actor_id": make.coordinator().id, "organisation_id": make.organisation().id}
    with unguarded(session):
        named = {column: value.get(column, case.id)}
        session.execute(sa.update(TRAIL).where(TRAIL.c.id == rows[0].id).values(named))

    assert sentences(session) == ["row 1 is not what was written, or not there"]


def test_a_row_that_is_gone_is_found(session: Session) -> None:
    rows = leave(session, 4)
    with unguarded(session):
        gone = [row.id for row in rows[1:3]]
        session.execute(sa.delete(TRAIL).where(TRAIL.c.id.in_(gone)))

    assert "2 rows are gone before row 4" in sentences(session)


def test_a_row_that_changed_places_with_another_is_found(session: Session) -> None:
    rows = leave(session, 2)
    with unguarded(session):
        for number, row in enumerate(rows):
            session.execute(sa.update(TRAIL).where(TRAIL.c.id == row.id).values(number=10 - number))

    assert sentences(session)


def test_a_cut_tail_shows_only_beside_an_anchor(session: Session) -> None:
    leave(session, 3)
    anchor = chain.head(session)
    with unguarded(session):
        session.execute(sa.delete(TRAIL).where(TRAIL.c.number > 1))

    assert sentences(session) == []
    assert [one.number for one in chain.missing(session, [Link(0, chain.START), anchor])] == [3]


def test_a_chain_that_was_written_anew_shows_beside_an_anchor(session: Session) -> None:
    leave(session, 3)
    anchor = chain.head(session)
    with unguarded(session):
        session.execute(sa.delete(TRAIL))
    leave(session, 4)

    assert sentences(session) == []
    [found] = chain.missing(session, [anchor])
    assert found.sentence == "row 3 is another than the one that was anchored"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET ground = 'anders'",
        "DELETE FROM audit_record",
        "UPDATE audit_record SET number = number + 10",
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(session: Session, statement: str) -> None:
    leave(session)

    with pytest.raises(DBAPIError, match="rows of the trail are never"):
        session.execute(sa.text(statement))


def test_no_row_takes_the_place_of_another(session: Session, database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        with pytest.raises(DBAPIError, match="rows of the trail are never"):
            session.execute(sa.text("TRUNCATE audit_record"))
        return
    [row] = leave(session)
    columns = "id, number, hash, at, roles, action, ground, allowed, emergency"
    for place in (
        f"'{row.id.hex}', 7",  # by its key
        "'0', 1",  # by its number
    ):
        with pytest.raises(DBAPIError, match="never replaced"):
            session.execute(
                sa.text(
                    f"INSERT OR REPLACE INTO audit_record ({columns}) "  # noqa: S608 - our own words
                    f"VALUES ({place}, '', '2026-01-01', '', '', '', 1, 0)"
                )
            )
    with pytest.raises(DBAPIError, match="never replaced"):
        session.execute(
            sa.text(
                f"INSERT OR REPLACE INTO audit_record (rowid, {columns}) "  # noqa: S608 - the same
                "VALUES (1, '0', 7, '', '2026-01-01', '', '', '', 1, 0)"
            )
        )


def test_who_write_at_once_make_one_chain(engine: Engine, session: Session) -> None:
    """Who comes second waits for the first to commit, and follows it."""

    def write() -> None:
        with Session(engines.writing(engine)) as own:
            leave(own, 10)

    with ThreadPoolExecutor(4) as at_once:
        for done in [at_once.submit(write) for _ in range(4)]:
            done.result()

    assert chain.head(session).number == 40
    assert sentences(session) == []


def test_what_stood_in_the_trail_before_is_chained_by_the_migration(database: Database) -> None:
    url = database.another()
    migrate.upgrade(url)
    engine = engines.connect(url)
    with Session(engines.writing(engine)) as session:
        leave(session, 3)
    migrate.downgrade(url, _revision_before())
    migrate.upgrade(url)

    with Session(engines.writing(engine)) as session:
        leave(session)
        assert chain.head(session).number == 4
        assert sentences(session) == []
        assert len(session.exec(select(AuditRecord)).all()) == 4
    engine.dispose()


def _revision_before() -> str:
    [file] = migrate.FOLDER.glob("versions/*_chain_the_trail.py")
    return f"{int(file.name[:4]) - 1:04}"
