"""Write the rows of every table, as they stand at one instant, into a file that only a key opens.

The lines of a copy: what it is, a row each, and how many rows there were. Compressed, then sealed.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from mdt import engine as engines
from mdt import migrate
from mdt.backup import columns, files, noting, sealed_stream
from mdt.models.base import metadata

FORM = 1
ROWS_AT_ONCE = 1_000


def write(engine: Engine, path: Path, secret: str, *, now: datetime) -> int:
    """Write a copy to path, which must not exist yet, and return how many rows it holds.

    The portal may go on meanwhile: the copy is of one instant.
    """
    counted: list[int] = []
    with engines.reading(engine).connect() as connection:
        lines = _lines(connection, counted, now)
        files.write(path, sealed_stream.seal(secret, _packed(lines)))
    with engines.writing(engine).begin() as connection:
        noting.note(connection, noting.MADE_AT, now)
    return counted[0]


def _lines(connection: Connection, counted: list[int], now: datetime) -> Iterator[bytes]:
    tables = [(table.name, _columns(table)) for table in metadata.sorted_tables]
    head = {"form": FORM, "revision": migrate.current(connection), "made_at": now.isoformat()}
    yield _line(head | {"tables": tables})
    total = 0
    for number, table in enumerate(metadata.sorted_tables):
        for row in _rows(connection, table):
            yield _line([number, *row])
            total += 1
    counted.append(total)
    yield _line({"rows": total})


def _columns(table: Table) -> list[tuple[str, str]]:
    return [(column.name, columns.kind(column)) for column in table.columns]


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    writes = [columns.KINDS[columns.kind(column)].write for column in table.columns]
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
    for row in _parents_first(table, connection.execute(query)):
        yield [
            None if value is None else write(value)
            for write, value in zip(writes, row, strict=True)
        ]


def _parents_first(table: Table, rows: Iterable[Any]) -> Iterable[Any]:
    """Return the rows so that none points at a later one of the same table."""
    to_own = [key for key in table.foreign_keys if key.column.table is table]
    if not to_own:
        return rows
    [key] = table.primary_key
    waiting, placed, found = list(rows), {None}, []
    while waiting:
        ready = [
            row for row in waiting if all(getattr(row, one.parent.name) in placed for one in to_own)
        ]
        if not ready:
            raise ValueError(f"rows of {table.name} point at each other in a circle")
        placed |= {getattr(row, key.name) for row in ready}
        found += ready
        waiting = [row for row in waiting if row not in ready]
    return found


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj()
    for line in lines:
        yield packer.compress(line)
    yield packer.flush()


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
