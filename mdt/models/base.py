"""What every table shares: random keys, instants in UTC, enumerations kept by value.

A date in a table is a day in the Netherlands.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

SQLModel.metadata.naming_convention = NAMING
metadata: MetaData = SQLModel.metadata


class Row(SQLModel):
    """Base of every table; the table is named after the class, in snake case."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy passes the class
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


def uuid_key() -> Any:
    """Primary key that cannot be guessed or counted (model.md, always true 9)."""
    return Field(default_factory=uuid4, primary_key=True)


def ref(target: str, *, index: bool = True, **kwargs: Any) -> Any:
    """Foreign key to target ("table.column"), indexed unless told otherwise."""
    return Field(foreign_key=target, index=index, **kwargs)


def choice(kind: type[StrEnum], **kwargs: Any) -> Any:
    """Column that holds one member of kind, stored by value as text."""
    column = Enum(
        kind,
        native_enum=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=column, **kwargs)


def utc(**kwargs: Any) -> Any:
    """Column for an aware instant; SQLModel stores UTC and refuses a naive value."""
    return Field(**kwargs)


def local_date(at: datetime) -> date:
    """Return the day in the Netherlands at an aware instant."""
    return at.astimezone(AMSTERDAM).date()
