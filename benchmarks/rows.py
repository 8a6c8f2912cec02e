"""Rows gathered in memory, written at once, and copied inside the database; always the same."""

from collections import defaultdict
from random import Random
from typing import Any
from uuid import UUID

from pydantic_core import PydanticUndefined
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    String,
    Table,
    Uuid,
    case,
    cast,
    column,
    func,
    insert,
    null,
    or_,
    select,
    true,
    type_coerce,
    values,
)
from sqlmodel import AutoString, SQLModel

from mdt.models.base import metadata

MARK = "0000"
"""How the keys begin of rows that are meant to be copied; a copy has something else there."""

SCATTER = 40503
"""An odd number: no two copies begin their keys alike, and they lie among each other."""


class Rows:
    """Rows of any table, and the chance and the keys that they are made with."""

    def __init__(self, seed: int, *, to_copy: bool = False) -> None:
        """Draw from seed; rows to copy have keys that begin with MARK."""
        self.random = Random(seed)  # noqa: S311 - the same rows in every run
        self._mark = MARK if to_copy else ""
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def key(self) -> UUID:
        """Return a new key, as scattered as a real one."""
        return UUID(self.text_key())

    def text_key(self) -> str:
        """Return a new key as 32 characters."""
        return self._mark + f"{self.random.getrandbits(128):032x}"[len(self._mark) :]

    def add(self, model: type[SQLModel], **values: Any) -> UUID:
        """Add a row with the defaults of its model, and return its key."""
        key = self.key()
        self._rows[str(model.__tablename__)].append({"id": key} | _defaults(model) | values)
        return key

    def change(self, model: type[SQLModel], key: UUID, **values: Any) -> None:
        """Change a row that was added."""
        rows = self._rows[str(model.__tablename__)]
        next(row for row in reversed(rows) if row["id"] == key).update(values)

    def write(self, connection: Connection) -> None:
        """Write every row, each table after those that it refers to."""
        for table in metadata.sorted_tables:
            rows = self._rows[table.name]
            if rows:
                _count_on(connection, table, rows)
                names = table.columns.keys()
                connection.execute(
                    insert(table), [{name: row[name] for name in names} for row in rows]
                )


def copy(connection: Connection, copies: int) -> None:
    """Add so many copies of all rows that are meant to be copied.

    The rows of a copy refer to each other, and to what is not copied. Far quicker than writing
    them: the rows never leave the database.
    """
    if copies < 1:
        return
    scattered = [(f"{number * SCATTER % 16 ** len(MARK):04x}",) for number in range(1, copies + 1)]
    turns = [(mark, turn) for turn, (mark,) in enumerate(scattered, 1)]
    marks = values(column("mark", String), column("turn", Integer), name="marks").data(turns).cte()
    for table in metadata.sorted_tables:
        if keys := [one for one in table.columns if isinstance(one.type, Uuid)]:
            copied = (
                select(*(_copied(one, marks.c) for one in table.columns))
                .join_from(table, marks, true())
                .where(or_(*(_bears_mark(key) for key in keys)))
            )
            connection.execute(insert(table).from_select(table.columns.keys(), copied))


def _count_on(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Give numbers to the rows of a table that counts them, after those that are there."""
    for one in _numbers(table):
        last = connection.scalar(select(func.max(one))) or 0
        for number, row in enumerate(rows, last + 1):
            row[one.name] = number


def _numbers(table: FromClause) -> list[Any]:
    return [one for one in table.columns if one.unique and isinstance(one.type, Integer)]


def _copied(one: Column[Any], marks: Any) -> ColumnElement[Any]:
    """Return what stands in the column of a copy."""
    mark: ColumnElement[str] = marks.mark
    if one.primary_key and isinstance(one.type, Integer):
        return null()  # the database counts on
    if one in _numbers(one.table):
        return one + cast(marks.turn, Integer) * select(func.max(one)).scalar_subquery()
    if not isinstance(one.type, Uuid | AutoString):
        return one
    text = type_coerce(one, String)
    return case((_bears_mark(one), mark + func.substr(text, len(MARK) + 1)), else_=text)


def _bears_mark(one: Column[Any]) -> ColumnElement[bool]:
    return func.substr(type_coerce(one, String), 1, len(MARK)) == MARK


def _defaults(model: type[SQLModel]) -> dict[str, Any]:
    """Return what a row has unless told otherwise; without what is drawn anew for each row."""
    return {
        name: {} if field.default_factory is dict else field.default
        for name, field in model.model_fields.items()
        if field.default is not PydanticUndefined or field.default_factory is dict
    }
