"""Rules of the tests' own databases."""

import os
from pathlib import Path

import pytest
from sqlmodel import Session, col, func, select

from mdt import engine as engines
from mdt.models import Person
from tests import databases
from tests.databases import Database
from tests.factories import Make
from tests.postgresql import Server


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


def test_postgresql_is_the_wheels_else_debians_else_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert databases.programs().parent.name.startswith("pginstall")

    monkeypatch.setattr(databases, "find_spec", lambda _: None)
    monkeypatch.setattr(databases, "DEBIAN", tmp_path)
    with pytest.raises(RuntimeError, match="apt-get install postgresql"):
        databases.programs()

    (tmp_path / "15/bin").mkdir(parents=True)
    assert databases.programs() == tmp_path / "15/bin"


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    for name, words in (("initdb", "no room in here"), ("postgres", "")):
        program = tmp_path / "wheel/install/bin" / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\necho {words} >&2; exit 1\n")
        program.chmod(0o755)

    with pytest.raises(RuntimeError, match="no room in here"):
        Server(tmp_path / "wheel/install/bin", databases.scratch_folder)


def test_what_a_killed_run_left_in_memory_is_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "MEMORY", tmp_path)
    for pid in (os.getpid(), 2**22 + 1):
        (tmp_path / f"mdt-test-{pid}-x").mkdir()

    databases.scratch_folder()

    assert [folder.name for folder in tmp_path.glob("*-x")] == [f"mdt-test-{os.getpid()}-x"]


def _people(database: Database) -> int:
    with Session(database.engine) as session:
        return session.exec(select(func.count(col(Person.id)))).one()
