"""Sealing everything anew under the newest key, a few rows at a time, while pages are served.

Each step is one short transaction: killed at any moment, what was done stays done and the next
run goes on. A row is read and written in the same transaction, so no change is overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, bindparam
from sqlmodel import Session, func, select

from mdt import engine as engines
from mdt.models import DocumentBody, SealedField
from mdt.vault import bodies, fields
from mdt.vault.keyring import Keyring

AT_ONCE = 500
FILES_AT_ONCE = 5
"""Fewer, because a file is larger than an address."""


@dataclass(frozen=True)
class _Sealed:
    """A table whose rows are sealed: how one is sealed anew, and how many at once."""

    table: Any
    anew: Callable[[Keyring, Any], tuple[str, str | bytes]]
    at_once: Callable[[], int]


def rotate(engine: Engine, keys: Keyring) -> int:
    """Return how many rows were sealed anew. Raises VaultClosed when a key of one is gone."""
    return sum(_rotate(engine, keys, one) for one in _SEALED)


def count(session: Session) -> dict[str, int]:
    """Return how many rows each key seals, by its name."""
    found: dict[str, int] = {}
    for one in _SEALED:
        named = one.table.c.key_id
        for name, number in session.execute(select(named, func.count()).group_by(named)):
            found[name] = found.get(name, 0) + number
    return dict(sorted(found.items()))


def _rotate(engine: Engine, keys: Keyring, one: _Sealed) -> int:
    done, after = 0, UUID(int=0)
    while rows := _step(engine, keys, one, after):
        done, after = done + len(rows), rows[-1]
    return done


def _step(engine: Engine, keys: Keyring, one: _Sealed, after: UUID) -> list[UUID]:
    """Seal the next rows anew; return their keys."""
    columns = one.table.c
    following = select(one.table).where(columns.key_id != keys.current, columns.id > after)
    anew = (
        one.table.update()
        .where(columns.id == bindparam("row_id"))
        .values(key_id=bindparam("key_id"), sealed=bindparam("sealed"))
    )
    with Session(engines.writing(engine)) as session:
        rows = session.execute(
            following.order_by(columns.id).limit(one.at_once()).with_for_update()
        ).all()
        if rows:
            session.connection().execute(anew, [_values(keys, one, row) for row in rows])
        session.commit()
        return [row.id for row in rows]


def _values(keys: Keyring, one: _Sealed, row: Any) -> dict[str, object]:
    key_id, sealed = one.anew(keys, row)
    return {"row_id": row.id, "key_id": key_id, "sealed": sealed}


def _field(keys: Keyring, row: Any) -> tuple[str, str]:
    return keys.seal(fields.open_row(keys, row), place=fields.place(row))


def _body(keys: Keyring, row: Any) -> tuple[str, bytes]:
    return keys.seal_bytes(bodies.open_row(keys, row), place=bodies.place(row))


# Plain rows: objects of the models would cost more than opening and sealing them.
_FIELDS: Any = SealedField.__table__  # type: ignore[attr-defined]
_BODIES: Any = DocumentBody.__table__  # type: ignore[attr-defined]
_SEALED = (
    _Sealed(_FIELDS, _field, lambda: AT_ONCE),
    _Sealed(_BODIES, _body, lambda: FILES_AT_ONCE),
)
