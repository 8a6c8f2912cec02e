"""Rules of the tests' own databases."""

from sqlmodel import Session, col, func, select

from mdt import engine as engines
from mdt.models import Person
from tests.databases import Database
from tests.factories import Make


def test_what_a_test_committed_is_gone_for_the_next(
    database: Database, session: Session, make: Make
) -> None:
    make.convened()
    session.commit()
    assert _people(database) > 0

    database.empty()

    assert _people(database) == 0


def test_another_database_is_not_the_same_one(database: Database) -> None:
    assert len({database.url, database.another(), database.another()}) == 3


def test_a_session_may_write_at_once(database: Database) -> None:
    """Two sessions that both only read first would refuse each other's writes on SQLite."""
    with Session(engines.writing(database.engine)) as session:
        session.add(Person(name="Persoon", mail="p@partner.example"))
        session.commit()

    assert _people(database) == 1


def _people(database: Database) -> int:
    with Session(database.engine) as session:
        return session.exec(select(func.count(col(Person.id)))).one()
