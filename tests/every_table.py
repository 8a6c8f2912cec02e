"""A row in every table there is: each column filled, each key pointing at a row."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    Uuid,
    insert,
)
from sqlmodel.sql.sqltypes import UTCDateTime

from mdt.models.base import metadata

ONE_OF_MANY = frozenset(
    {
        *("join_code.poll_person_id", "sealed_value.holder_person_id"),
        *("wall.unit_id", "wall.person_id"),
    }
)
"""Columns that stay empty because another one of the row is filled."""

SPACE = UUID(int=7_513)
INSTANT = datetime(2026, 10, 25, 0, 30, 0, 123_456, tzinfo=UTC)
"""In the hour that autumn has twice."""

_OF_TYPE: Mapping[type[Any], Any] = {
    UTCDateTime: INSTANT,
    Boolean: True,
    Date: date(2026, 3, 29),
    Integer: 1,
    LargeBinary: b"\x00\xff' \n",
    Time: time(23, 59, 59),
}


def fill(connection: Connection) -> None:
    """Insert one row into every table, in the order in which they point at each other."""
    for table in metadata.sorted_tables:
        connection.execute(insert(table).values(row(table)))


def row(table: Table) -> dict[str, Any]:
    """Return the row of the table; the same every time."""
    return {column.name: _value(column) for column in table.columns}


def _value(column: Column[Any]) -> Any:
    if str(column) in ONE_OF_MANY:
        return None
    if keys := list(column.foreign_keys):
        pointed_at = keys[0].column
        return None if pointed_at.table is column.table else _value(pointed_at)
    if isinstance(column.type, Enum):
        return column.type.enum_class and next(iter(column.type.enum_class))
    if isinstance(column.type, Uuid):
        return uuid5(SPACE, str(column))
    for kind, value in _OF_TYPE.items():
        if isinstance(column.type, kind):
            return value
    return _text(column)


def _text(column: Column[Any]) -> Any:
    """Return text with what databases stumble over, as long as fits; an object for JSON."""
    kind = getattr(column.type, "impl_instance", column.type)
    if not isinstance(kind, String):
        return {"naam": "Zoë 'O''Brien' ☂", "getal": "1"}
    return "é'\"\\\n☂ x"[: kind.length]
