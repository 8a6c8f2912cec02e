"""Rows of the set-up that several people keep: who saves second is told, and nothing is lost."""

from typing import Protocol

from sqlmodel import Session

from mdt.errors import StaleVersion


class Versioned(Protocol):
    """A row that counts its changes."""

    version: int


def hold(session: Session, row: object) -> None:
    """Take the row for this transaction, as it stands now: who comes second sees the first."""
    session.refresh(row, with_for_update={"key_share": True})


def claim(session: Session, row: Versioned, version: int) -> None:
    """Take the row for this transaction. Raises StaleVersion when it changed since version."""
    hold(session, row)
    if row.version != version:
        raise StaleVersion
