"""Changing the trail as somebody could who owns the database: past the triggers that refuse."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from sqlmodel import Session

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit_%'"


@contextmanager
def unguarded(session: Session) -> Iterator[None]:
    """Let the trail be changed for one transaction; commit it."""
    session.commit()
    triggers = disarm(session)
    yield
    for statement in triggers:
        session.connection().exec_driver_sql(statement)
    session.commit()


def disarm(session: Session) -> Sequence[str]:
    """Let the trail be changed until the transaction ends; return how to refuse it again."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("ALTER TABLE audit_record DISABLE TRIGGER USER"))
        return ["ALTER TABLE audit_record ENABLE TRIGGER USER"]
    triggers = session.execute(sa.text(_TRIGGERS)).all()
    for name, _ in triggers:
        session.execute(sa.text(f"DROP TRIGGER {name}"))
    return [statement for _, statement in triggers]
