"""Which organisation takes over when those of a region cannot be used, or have nobody."""

from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, ref, uuid_key


class SeatFallback(Row, table=True):
    """An organisation that takes over the seats of its domain in a region, of its own or another.

    rank: of several for one domain the lowest is asked first.
    """

    __table_args__ = (UniqueConstraint("region_id", "organisation_id"),)

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id", index=False)
    organisation_id: UUID = ref("organisation.id")
    rank: int = Field(default=0)
