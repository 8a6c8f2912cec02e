"""A list of keys as a table of the database, for queries that ask about many people.

It is one value, however many keys there are, so that the statement stays the same; and its rows say
the how manieth each is, so that nobody makes keys of the text in every row that comes back.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Dialect,
    FromClause,
    String,
    Uuid,
    bindparam,
    cast,
    column,
    func,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import UserDefinedType

NAME = "listed"
"""Of the value that a query takes: the text of the keys."""


class Listed(NamedTuple):
    """The table: a key and its place in the list, from 0."""

    table: FromClause
    key: ColumnElement[UUID]
    place: ColumnElement[int]


class Instant(UserDefinedType[datetime]):
    """An aware instant that was stored in UTC; only for reading, and quick at it."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002 - SQLAlchemy passes it
        """Return what makes an instant of what the driver says; None when it says one."""
        return _instant if dialect.name == "sqlite" else None


class Key(UserDefinedType[UUID]):
    """A key as it was stored; only for reading. The same one again costs a tenth of the first."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002 - SQLAlchemy passes it
        """Return what makes a key of what the driver says; None when it says one."""
        return _key if dialect.name == "sqlite" else None


def key(column: Any) -> ColumnElement[UUID]:
    """Return the column as a query for many rows reads it."""
    return type_coerce(column, Key())


@cache
def of(dialect: str) -> Listed:
    """Return the table in one of the two databases."""
    given: Any = bindparam(NAME, type_=String)
    if dialect == "sqlite":
        table = func.json_each(given).table_valued(column("value"), column("key"), name=NAME)
        place: Any = table.c.key
    else:
        table = (
            func.jsonb_array_elements_text(cast(given, JSONB))
            .table_valued(column("value"), with_ordinality="key", name=NAME)
            .render_derived()
        )
        place = table.c.key - 1
    return Listed(table, cast(table.c.value, Uuid), place)


def text(keys: Iterable[UUID]) -> str:
    """Return the keys as the value that a query takes."""
    return "[" + ",".join([f'"{key.hex}"' for key in keys]) + "]"


@lru_cache(maxsize=1 << 14)
def _instant(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC) if stored else None


@lru_cache(maxsize=1 << 14)
def _key(stored: str | None) -> UUID | None:
    return UUID(stored) if stored else None
