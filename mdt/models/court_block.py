"""The time that a court keeps free for conferences, week after week, by the clock on the wall."""

from datetime import date, time
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, ref, uuid_key


class CourtBlock(Row, table=True):
    """A standing block: every week on one weekday, from a day on, and up to one if that is known.

    It is made and taken away, never changed.
    """

    id: UUID = uuid_key()
    organisation_id: UUID = ref("organisation.id")
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    starts: time
    ends: time
    from_on: date
    until_on: date | None = Field(default=None, description="the last day on which it may be")


class CourtBlockException(Row, table=True):
    """A day on which the court does not keep its block free."""

    block_id: UUID = Field(foreign_key="court_block.id", primary_key=True)
    day: date = Field(primary_key=True)
