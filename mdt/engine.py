"""Opening the database: SQLite made strict and durable, PostgreSQL as it comes.

Source: security.md 0.8 (WAL, synchronous=FULL, busy_timeout, BEGIN IMMEDIATE for
every transaction that may write; a deferred one fails at once when another commits).
"""

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from mdt import acting

BUSY_MILLISECONDS = 10_000
_WRITES = "mdt_writes"
_SNAPSHOT = "mdt_snapshot"


def connect(url: str) -> Engine:
    """Return an engine whose transactions only read; see writing()."""
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        acting.listen(engine)
    return engine


def writing(engine: Engine) -> Engine:
    """Return the same engine, same pool, for transactions that may write."""
    return engine.execution_options(**{_WRITES: True})


def reading(engine: Engine) -> Engine:
    """Return the same engine, same pool, for transactions that see one state of the database.

    SQLite does so by itself, from the first row that is read.
    """
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{_SNAPSHOT: True})
    return engine.execution_options(**{_SNAPSHOT: True}, isolation_level="REPEATABLE READ")


def is_snapshot(connection: Connection) -> bool:
    """Tell whether the connection sees one state of the database, and changes nothing."""
    return bool(connection.get_execution_options().get(_SNAPSHOT, False))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
