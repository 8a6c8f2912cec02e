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
    DateTime,
    Dialect,
    FromClause,
    String,
    TypeDecorator,
    Uuid,
    bindparam,
    cast,
    column,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB

NAME = "listed"
"""Of the value that a query takes: the text of the keys."""


class Listed(NamedTuple):
    """The table: a key and its place in the list, from 0."""

    table: FromClause
    key: ColumnElement[UUID]
    place: ColumnElement[int]


class Instant(TypeDecorator[datetime]):
    """An aware instant that was stored in UTC; only for reading, and quick at it."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return String() if dialect.name == "sqlite" else DateTime(timezone=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy passes it
        return _instant(value) if isinstance(value, str) else value


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
def _instant(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)
