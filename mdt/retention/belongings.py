"""Every row that belongs to a case, found along the foreign keys of the tables themselves.

A table that comes later is followed without a word here. A sitting belongs to the case when no
other case stands on its agenda. What only mentions a row of the case, and is of another case,
lets go of it and stays.

Source: model.md, "every table with case content carries case_id", and always true 10.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, select

from mdt.models import AgendaItem
from mdt.models.base import metadata

CASE, SITTING = "case", "conference"
OF_A_CASE = "case_id"
MANY = 500
"""How many keys one statement names."""

Key = tuple[Any, ...]
Keys = dict[str, list[Key]]


class Belongings(NamedTuple):
    """What goes with a case, by table: the primary keys, and the links of others that let go."""

    keys: Keys
    mentions: list[tuple[sa.Column[Any], Key]]

    def counts(self) -> dict[str, int]:
        """Return the number of rows by table, by alphabet, tables without any left out."""
        return {name: len(self.keys[name]) for name in sorted(self.keys) if self.keys[name]}

    def lines(self) -> Iterator[str]:
        """Yield table and key of every row, sorted: what a proof is taken of."""
        yield from sorted(
            f"{name}:{'/'.join(map(str, key))}" for name, keys in self.keys.items() for key in keys
        )


def of(session: Session, case_id: UUID) -> Belongings:
    """Return everything that goes with the case."""
    first = {CASE: [(case_id,)], SITTING: _own_sittings(session, case_id)}
    return _along(session, first, case_id)


def of_sittings(session: Session, conference_ids: Collection[UUID]) -> Belongings:
    """Return everything that goes with sittings that are about no case."""
    return _along(session, {SITTING: [(key,) for key in conference_ids]}, None)


def _along(session: Session, first: Keys, case_id: UUID | None) -> Belongings:
    """Follow the foreign keys from the first rows on; what is of another case lets go of them."""
    found = Belongings({}, [])
    for table in metadata.sorted_tables:
        keys = dict.fromkeys(first.get(table.name, []))
        pointing = {
            column: _pointing(session, table, column, found.keys.get(target, []))
            for column, target in _links(table)
        }
        for some in pointing.values():
            keys |= dict.fromkeys(some)
        others = _of_others(session, table, list(keys), case_id)
        found.mentions.extend(
            (column, key) for column, some in pointing.items() for key in some if key in others
        )
        found.keys[table.name] = [key for key in keys if key not in others]
    return found


def remove(session: Session, what: Belongings) -> None:
    """Delete the rows, the ones that point at others first."""
    for column, key in what.mentions:
        table = metadata.tables[column.table.name]
        session.execute(sa.update(table).where(_is(table, [key])).values({column.name: None}))
    for table in reversed(metadata.sorted_tables):
        for some in _parts(what.keys.get(table.name, [])):
            session.execute(sa.delete(table).where(_is(table, some)))
    session.expire_all()


def _own_sittings(session: Session, case_id: UUID) -> list[Key]:
    """Return the sittings with this case on the agenda and no other."""
    here = select(AgendaItem.conference_id).where(AgendaItem.case_id == case_id)
    others = select(AgendaItem.conference_id).where(AgendaItem.case_id != case_id)
    conference = metadata.tables[SITTING]
    query = sa.select(conference.c.id).where(
        conference.c.id.in_(here), conference.c.id.not_in(others)
    )
    return [tuple(row) for row in session.execute(query)]


def _links(table: sa.Table) -> list[tuple[sa.Column[Any], str]]:
    """Return the columns that point at another table, with its name."""
    return [
        (column, next(iter(column.foreign_keys)).column.table.name)
        for column in table.columns
        if column.foreign_keys
    ]


def _pointing(
    session: Session, table: sa.Table, column: sa.Column[Any], targets: list[Key]
) -> list[Key]:
    """Return the keys of the rows of table whose column points at one of the targets."""
    found: list[Key] = []
    for some in _parts(targets):
        named = sa.select(*table.primary_key.columns).where(column.in_([key[0] for key in some]))
        found += [tuple(row) for row in session.execute(named)]
    return found


def _of_others(
    session: Session, table: sa.Table, keys: list[Key], case_id: UUID | None
) -> frozenset[Key]:
    """Return those of the keys that are of another case, which only let go of what goes."""
    of_case = table.columns.get(OF_A_CASE)
    if of_case is None:
        return frozenset()
    found: set[Key] = set()
    for some in _parts(keys):
        query = sa.select(*table.primary_key.columns).where(_is(table, some), of_case != case_id)
        found |= {tuple(row) for row in session.execute(query)}
    return frozenset(found)


def _is(table: sa.Table, keys: Collection[Key]) -> sa.ColumnElement[bool]:
    """Return the condition that a row of table has one of the keys."""
    columns = list(table.primary_key.columns)
    if len(columns) == 1:
        return columns[0].in_([key[0] for key in keys])
    return sa.or_(
        *(
            sa.and_(*(column == part for column, part in zip(columns, key, strict=True)))
            for key in keys
        )
    )


def _parts(keys: list[Key]) -> Iterator[list[Key]]:
    for first in range(0, len(keys), MANY):
        yield keys[first : first + MANY]
