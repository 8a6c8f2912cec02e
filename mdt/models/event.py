"""What happened (events), who saw or did what (audit), and settings of this installation."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class EventRecord(Row, table=True):
    """A change of state; exactly one a change (model.md, always true 11). No content."""

    __table_args__ = (Index("ix_event_record_case_id_id", "case_id", "id"),)

    id: int | None = Field(default=None, primary_key=True, description="order only, never shown")
    name: str = Field(max_length=64)
    at: datetime = utc(index=True)
    actor_id: UUID | None = ref("person.id", default=None, index=False)
    case_id: UUID | None = ref("case.id", default=None, index=False)
    conference_id: UUID | None = ref("conference.id", default=None)
    subject_id: UUID | None = Field(default=None, index=True)


class AuditRecord(Row, table=True):
    """Who did or saw what, in the commit of what it records (NEN 7513). Append-only, no content.

    number, hash: its place in the chain, given when it is written (mdt.audit.chain).
    emergency: it was seen by breaking the glass, and by no other right.
    """

    id: UUID = uuid_key()
    number: int | None = Field(default=None, nullable=False, unique=True)
    hash: str = Field(default="", max_length=64)
    at: datetime = utc(index=True)
    actor_id: UUID | None = ref("person.id", default=None)
    organisation_id: UUID | None = ref("organisation.id", default=None, index=False)
    roles: str = Field(default="", max_length=120)
    action: str = Field(max_length=64)
    ground: str = Field(default="", max_length=200)
    case_id: UUID | None = Field(default=None, index=True, description="no key: may name nothing")
    subject_id: UUID | None = Field(default=None, index=True)
    allowed: bool = True
    emergency: bool = False


class Installation(Row, table=True):
    """One named setting of this installation, such as the demo's clock."""

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=200)
