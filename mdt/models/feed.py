"""Secret addresses at which somebody's calendar program reads what the portal asks of them."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class FeedKind(StrEnum):
    """What a feed holds."""

    CONFERENCES = "conferences"
    TASKS = "tasks"


class Feed(Row, table=True):
    """One address of one person; it lives as long as this row, under this hash."""

    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id", index=False)
    kind: FeedKind = choice(FeedKind)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = utc()
    used_at: datetime | None = utc(default=None, description="noted once an hour at most")
