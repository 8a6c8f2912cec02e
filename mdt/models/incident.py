"""Incidents of a case: what happened, and at which instant."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class Incident(Row, table=True):
    """Something that happened to somebody of the case, as whoever noted it heard it.

    It breaks a measure, or an action, or neither. Withdrawn ones are kept, and count no more.
    """

    __table_args__ = (Index("ix_incident_case_id_happened_at", "case_id", "happened_at"),)

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id", index=False)
    happened_at: datetime = utc()
    what: str = Field(max_length=600)
    measure_id: UUID | None = ref("measure.id", default=None)
    action_id: UUID | None = ref("safety_action.id", default=None)
    noted_by_id: UUID = ref("person.id", index=False)
    noted_at: datetime = utc()
    withdrawn_at: datetime | None = utc(default=None)
    version: int = Field(default=1, nullable=False)
