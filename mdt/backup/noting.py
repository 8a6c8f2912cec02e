"""What an installation keeps about its own copies, for `mdt check`."""

from datetime import datetime

from sqlalchemy import Connection, delete, insert
from sqlmodel import col

from mdt.models import Installation

MADE_AT = "backup_made_at"
RESTORED_AT = "backup_restored_at"
RESTORED_FROM = "backup_restored_from"
"""When it was last copied; when it was last put back; of when that copy was."""


def note(connection: Connection, name: str, at: datetime) -> None:
    """Keep an instant under one of these names, in place of the one before."""
    connection.execute(delete(Installation).where(col(Installation.name) == name))
    connection.execute(insert(Installation).values(name=name, value=at.isoformat()))
