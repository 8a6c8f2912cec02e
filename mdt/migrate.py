"""Give a database the shape of the models: the revisions of migrations/, as functions.

A migration runs whole or not at all, on both databases, and two processes that start
together do not both run it: SQLite's write lock and PostgreSQL's advisory lock see to it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url, text

from mdt import acting
from mdt import engine as engines
from mdt.models.base import metadata

FOLDER = Path(__file__).parents[1] / "migrations"
HEAD = "head"
COMPARISON: dict[str, Any] = {"compare_type": True, "render_as_batch": True}
"""How models and a database are compared, here and in migrations/env.py."""

_LOCK = 1_202_602_10


def upgrade(url: str, revision: str = HEAD) -> None:
    """Bring the database at url up to revision; makes the folder of a new SQLite file."""
    _make_folder(url)
    with _changing(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at url back to revision ("base" is an empty one, "-1" one step)."""
    with _changing(url) as connection:
        command.downgrade(_config(connection), revision)


def rebuild(
    url: str,
    revision: str,
    fill: Callable[[Connection], None],
    finish: Callable[[Connection], None],
) -> None:
    """Make the database at url anew: whatever it held goes, and fill writes at revision.

    finish works at the newest revision. All of it happens or nothing does.
    """
    _make_folder(url)
    with _changing(url) as connection:
        if current(connection):
            command.downgrade(_config(connection), "base")
        command.upgrade(_config(connection), revision)
        fill(connection)
        command.upgrade(_config(connection), HEAD)
        finish(connection)


def check(url: str) -> list[str]:
    """Return what the database at url differs in from the models; empty when nothing."""
    engine = engines.connect(url)
    try:
        with engine.connect() as connection:
            if (found := current(connection)) != newest():
                return [f"revision {found}, newest {newest()}: run `mdt db upgrade`"]
            context = MigrationContext.configure(connection, opts=COMPARISON)
            return [str(difference) for difference in compare_metadata(context, metadata)]
    finally:
        engine.dispose()


def current(connection: Connection) -> str | None:
    """Return the revision that the connected database is at, None when it has none."""
    return MigrationContext.configure(connection).get_current_revision()


def newest() -> str | None:
    """Return the revision that the models are at."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def generate(url: str, title: str) -> Path:
    """Write the next revision, from what the database at url lacks; return its file."""
    last = newest()
    number = f"{int(last or 0) + 1:04}"
    with _changing(url) as connection:
        script = command.revision(_config(connection), title, autogenerate=True, rev_id=number)
    if script is None or isinstance(script, list):
        raise RuntimeError("Alembic wrote no single revision.")
    return Path(script.path)


def _make_folder(url: str) -> None:
    if (path := make_url(url).database) and url.startswith("sqlite"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _changing(url: str) -> Iterator[Connection]:
    """Yield a connection whose one transaction holds every change, alone.

    SQLite changes a table by making it anew, which must not cascade into the rows that
    point at it: foreign keys are off meanwhile and checked before the commit.
    """
    engine = acting.portal(engines.writing(engines.connect(url)))
    is_sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect() as connection:
            if is_sqlite:
                _driver(connection).execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection
                if is_sqlite:
                    _require_whole(connection)
    finally:
        engine.dispose()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _require_whole(connection: Connection) -> None:
    if orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise RuntimeError(f"The migration would leave rows that point at nothing, in: {tables}.")
