"""How a value of a column is written in a copy, so that either kind of database takes it back."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Time,
    TypeDecorator,
    Uuid,
)
from sqlalchemy.types import TypeEngine
from sqlmodel.sql.sqltypes import UTCDateTime


class Kind(NamedTuple):
    """A kind of value: its column's type when it is put back, and how it is written and read."""

    type: TypeEngine[Any]
    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


def _bytes(value: bytes) -> str:
    return b64encode(value).decode()


KINDS = {
    "key": Kind(Uuid(), lambda value: value.hex, UUID),
    "instant": Kind(UTCDateTime(), datetime.isoformat, datetime.fromisoformat),
    "truth": Kind(Boolean(), _as_it_is, _as_it_is),
    "number": Kind(Integer(), _as_it_is, _as_it_is),
    "fraction": Kind(Float(), _as_it_is, _as_it_is),
    "text": Kind(String(), _as_it_is, _as_it_is),
    "day": Kind(Date(), date.isoformat, date.fromisoformat),
    "time": Kind(Time(), time.isoformat, time.fromisoformat),
    "bytes": Kind(LargeBinary(), _bytes, b64decode),
    "json": Kind(JSON(), _as_it_is, _as_it_is),
}
"""An enumeration is text: its member writes itself as its value."""


def _within(found: TypeEngine[Any]) -> TypeEngine[Any]:
    return found.impl_instance if isinstance(found, TypeDecorator) else found


def kind(column: Column[Any]) -> str:
    """Return the name of the column's kind. Raises TypeError for a type that no copy can hold."""
    found = column.type
    for name, one in KINDS.items():
        if isinstance(found, type(one.type)) or isinstance(_within(found), type(one.type)):
            return name
    raise TypeError(f"{column}: a copy cannot hold {column.type!r}")
