"""What everybody may know of the conferences of a region, once and for all."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class FigureName(StrEnum):
    """What is counted or measured, in the order in which it is shown."""

    CASES = "cases"
    CONFERENCES = "conferences"
    WITH_JUDGE = "with_judge"
    WAIT_DAYS = "wait_days"


class PublicFigure(Row, table=True):
    """A figure of one quarter of a region, rounded. Written once, and never changed."""

    __table_args__ = (UniqueConstraint("region_id", "quarter", "name"),)

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id", index=False)
    quarter: date = Field(description="its first day")
    name: FigureName = choice(FigureName)
    value: int | None = Field(default=None, description="None: too few to say anything")
    published_at: datetime = utc()
