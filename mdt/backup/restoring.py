"""Put a copy back: all of it in one transaction, into a database that then opens nothing by itself.

The file is read to its end before anything is changed. A copy of an older revision comes back as
it was and is then brought up to date. Afterwards nobody is signed in, no link or code that was
open then opens anything, and no mail that waited then leaves by itself: what happened to them
between the copy and now is known to nobody.

Source: security.md 2, row 22.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from mdt import acting, migrate
from mdt import engine as engines
from mdt.backup import columns, quieting, sealed_stream
from mdt.backup.copying import FORM
from mdt.models.base import metadata

ROWS_AT_ONCE = 1_000


class NotEmpty(Exception):
    """The database holds rows, which a copy would replace."""


class UnknownForm(Exception):
    """The copy was written by a newer program than this one."""


class RowsMissing(Exception):
    """The copy does not hold as many rows as it says, or the database has others afterwards."""


@dataclass(frozen=True)
class Copy:
    """What a copy is: of when, at which revision, with how many rows."""

    made_at: datetime
    revision: str
    rows: int


def look(path: Path, secret: str) -> Copy:
    """Read a copy to its end and return what it is.

    Raises NoSealedCopy, SealBroken, UnknownForm, RowsMissing.
    """
    lines = _lines(path, secret)
    head, counted, last = _head(lines), 0, None
    for line in lines:
        if isinstance(line, dict):
            last = line["rows"]
        else:
            counted += 1
    if last != counted:
        raise RowsMissing
    return Copy(datetime.fromisoformat(head["made_at"]), head["revision"], counted)


def restore(url: str, path: Path, secret: str, *, may_replace: bool = False, now: datetime) -> Copy:
    """Fill the database at url with a copy, and return what the copy is.

    may_replace: what the database holds now may go. Raises what look raises, and NotEmpty.
    """
    found = look(path, secret)
    if not may_replace and has_rows(url):
        raise NotEmpty

    def fill(connection: Connection) -> None:
        _fill(connection, _lines(path, secret), found.rows)

    def quiet(connection: Connection) -> None:
        quieting.make(connection, found.made_at, now=now)

    migrate.rebuild(url, found.revision, fill, quiet)
    return found


def has_rows(url: str) -> bool:
    """Tell whether any table of the database at url holds a row; one without a file has none."""
    database = sa.make_url(url)
    if url.startswith("sqlite") and not Path(database.database or "").is_file():
        return False
    engine = acting.portal(engines.connect(url))
    try:
        with engine.connect() as connection:
            known = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
            return any(
                connection.scalar(sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1))
                for name in known
            )
    finally:
        engine.dispose()


def _fill(connection: Connection, lines: Iterator[Any], expected: int) -> None:
    tables = [_Table(name, found) for name, found in _head(lines)["tables"]]
    written = sum(table.insert(connection, rows) for table, rows in _grouped(tables, lines))
    held = sum(table.count(connection) for table in tables)
    if not written == held == expected:
        raise RowsMissing
    if connection.dialect.name == "postgresql":
        _count_on(connection)


class _Table:
    """A table as the copy describes it, at whatever revision that was."""

    def __init__(self, name: str, found: Iterable[tuple[str, str]]) -> None:
        """Know its columns."""
        self._kinds = [(column, columns.KINDS[kind]) for column, kind in found]
        self._table = sa.table(name, *(sa.column(key, kind.type) for key, kind in self._kinds))

    def insert(self, connection: Connection, rows: list[list[Any]]) -> int:
        """Insert rows as they were written, and return how many."""
        values = [
            {
                key: None if value is None else kind.read(value)
                for (key, kind), value in zip(self._kinds, row, strict=True)
            }
            for row in rows
        ]
        connection.execute(sa.insert(self._table), values)
        return len(values)

    def count(self, connection: Connection) -> int:
        """Return how many rows the table has."""
        return connection.scalar(sa.select(sa.func.count()).select_from(self._table)) or 0


def _grouped(
    tables: list[_Table], lines: Iterable[Any]
) -> Iterator[tuple[_Table, list[list[Any]]]]:
    """Yield the rows of the tables in portions, each of one table."""
    current, waiting = 0, list[list[Any]]()
    for line in chain(lines, [None]):
        is_row = isinstance(line, list)
        if waiting and (not is_row or line[0] != current or len(waiting) == ROWS_AT_ONCE):
            yield tables[current], waiting
            waiting = []
        if is_row:
            current = line[0]
            waiting.append(line[1:])


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number new rows after those that came back."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is None or not isinstance(column.type, sa.Integer) or column.foreign_keys:
            continue
        find = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
        sequence = connection.scalar(sa.select(find))
        newest = connection.scalar(sa.select(sa.func.max(column)))
        if sequence and newest:
            connection.execute(sa.select(sa.func.setval(sequence, newest)))


def _head(lines: Iterator[Any]) -> Any:
    head: Any = next(lines, None)
    if not isinstance(head, dict) or head.get("form") != FORM:
        raise UnknownForm
    return head


def _lines(path: Path, secret: str) -> Iterator[Any]:
    """Yield the lines of a copy. Raises NoSealedCopy, SealBroken."""
    unpacker, rest = zlib.decompressobj(), b""
    with path.open("rb") as file:
        for piece in sealed_stream.unseal(secret, file):
            *whole, rest = (rest + unpacker.decompress(piece)).split(b"\n")
            for line in whole:
                yield json.loads(line)
