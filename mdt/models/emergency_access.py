"""Breaking the glass: somebody saw a case for an hour that was not theirs, and said why."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class EmergencyAccess(Row, table=True):
    """One time that somebody opened a case in an emergency, from opened_at to until_at at most.

    lead_..., officer_...: that the case lead and the data-protection officer looked at it. Source:
    NEN 7513 (emergency procedure); security.md 2, row 3.
    """

    __table_args__ = (Index("ix_emergency_access_person_id_until_at", "person_id", "until_at"),)

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    person_id: UUID = ref("person.id", index=False)
    reason: str = Field(max_length=500)
    opened_at: datetime = utc()
    until_at: datetime = utc()
    ended_at: datetime | None = utc(default=None, description="sooner than until_at, by somebody")
    ended_by_id: UUID | None = ref("person.id", default=None, index=False)
    lead_checked_at: datetime | None = utc(default=None)
    lead_checked_by_id: UUID | None = ref("person.id", default=None, index=False)
    officer_checked_at: datetime | None = utc(default=None)
    officer_checked_by_id: UUID | None = ref("person.id", default=None, index=False)

    def runs(self, now: datetime) -> bool:
        """Tell whether it gives anything at now."""
        return self.ended_at is None and now < self.until_at
