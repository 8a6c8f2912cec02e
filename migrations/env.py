"""Run by Alembic for every command: bind the models to the connection of mdt.migrate."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import mdt.models  # noqa: F401 - every table must be known before models and database are compared
from mdt import migrate
from mdt.models.base import metadata


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Return a column type in SQLAlchemy's own words, so that a revision outlives the models."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AutoString) or (isinstance(item, sa.Enum) and not item.native_enum):
        return f"sa.String({item.length or ''})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    **migrate.COMPARISON,
)
with context.begin_transaction():
    context.run_migrations()
