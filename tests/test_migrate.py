"""Rules of mdt.migrate, and of every revision in migrations/."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from mdt import acting, migrate
from mdt import engine as engines
from tests import every_table
from tests.databases import Database

REVISIONS = [
    (script.revision, str(script.down_revision or "base"))
    for script in ScriptDirectory(str(migrate.FOLDER)).walk_revisions()
]
"""Every revision and the one before it, the newest first."""


@pytest.fixture
def url(database: Database) -> str:
    """Return the address of a database that has no table yet."""
    return database.another()


def test_the_newest_revision_has_exactly_the_tables_of_the_models(url: str) -> None:
    migrate.upgrade(url)

    assert migrate.check(url) == [], 'models changed: make migration NAME="What changes"'


def test_a_database_that_is_behind_is_told_how_to_catch_up(url: str) -> None:
    [sentence] = migrate.check(url)

    assert "mdt db upgrade" in sentence


def test_every_revision_goes_up_and_down_and_up_with_its_rows(url: str) -> None:
    migrate.upgrade(url)
    _fill(url)
    before = _rows(url)
    assert set(before.values()) == {1}, "every table takes part"

    for revision, earlier in REVISIONS:
        migrate.downgrade(url, earlier)
        kept = _rows(url)
        assert kept == {table: before[table] for table in kept}, revision
        migrate.upgrade(url, revision)
        again = _rows(url)
        assert {table: again[table] for table in kept} == kept, revision
        migrate.downgrade(url, earlier)

    migrate.upgrade(url)
    assert migrate.check(url) == []


def test_going_up_twice_changes_nothing(url: str) -> None:
    migrate.upgrade(url)
    _fill(url)
    before = _rows(url)

    migrate.upgrade(url)

    assert _rows(url) == before


def test_a_migration_that_fails_leaves_nothing_behind(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", break_down)

    with pytest.raises(OSError, match="no space"):
        migrate.upgrade(url)

    assert _rows(url) == {}


def test_a_migration_may_not_leave_rows_that_point_at_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/orphans.db"
    migrate.upgrade(url)
    _fill(url)

    def lose_the_people(config: Config, _: str) -> None:
        config.attributes["connection"].execute(sa.text("DELETE FROM person"))

    monkeypatch.setattr("alembic.command.upgrade", lose_the_people)

    with pytest.raises(RuntimeError, match=r"point at nothing, in: .*membership"):
        migrate.upgrade(url)

    assert _rows(url)["person"] > 0


def test_revisions_are_numbered_in_one_line() -> None:
    numbers = [f"{number:04}" for number in range(len(REVISIONS), 0, -1)]

    assert list(zip(numbers, [*numbers[1:], "base"], strict=True)) == REVISIONS


def test_a_new_sqlite_file_gets_its_folder(tmp_path: Path) -> None:
    migrate.upgrade(f"sqlite:///{tmp_path}/new/folder/mdt.db")

    assert (tmp_path / "new/folder/mdt.db").is_file()


def _fill(url: str) -> None:
    """Commit a row in every table: rows that point at each other."""
    engine = acting.portal(engines.connect(url))
    with engines.writing(engine).begin() as connection:
        every_table.fill(connection)
    engine.dispose()


def _rows(url: str) -> dict[str, int]:
    """Return how many rows each table has."""
    engine = acting.portal(engines.connect(url))
    with engine.connect() as connection:
        tables = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        counts = {
            table: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(table))) or 0
            for table in tables
        }
    engine.dispose()
    return counts
