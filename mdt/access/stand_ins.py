"""What stands in for a row that is not there, so that as much is asked of it as of one that is.

Otherwise the time of a refusal tells who may not see a case that there is one. Nobody may anything
with a row that is not there, whatever the answer: whoever asks keeps that in mind.
"""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import inspect
from sqlmodel import Session, SQLModel

from mdt.models import Case

NOWHERE = UUID("ffffffff-ffff-4fff-bfff-ffffffffffff")
"""A key that no row has: whatever a stand-in belongs to is not there either."""

Record = TypeVar("Record", bound=SQLModel)


def of(model: type[Record], key: UUID) -> Record:
    """Return a row with this key that is in no session and belongs to what is not there."""
    table = inspect(model).local_table
    belongs = {column.name: NOWHERE for column in table.columns if column.foreign_keys}
    return model(**belongs | {"id": key})


def found(session: Session, model: type[Record], key: UUID) -> Record:
    """Return the row with this key, or what stands in for it."""
    return session.get(model, key) or of(model, key)


def case(session: Session, key: UUID) -> Case:
    """Return the case with this key, or what stands in for it."""
    return found(session, Case, key)
