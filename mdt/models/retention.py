"""What happens to a case when its retention term has passed."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.case import Regime


class RetentionProposal(Row, table=True):
    """One person proposed that a case be destroyed; another must agree. Goes with the case."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id", index=False, unique=True)
    proposed_at: datetime = utc()
    proposed_by_id: UUID = ref("person.id", index=False)


class RetentionExtension(Row, table=True):
    """A case is kept longer than its term, with a typed reason. Goes with the case."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    until: date
    reason: str = Field(max_length=500)
    at: datetime = utc()
    by_id: UUID = ref("person.id", index=False)


class Destruction(Row, table=True):
    """Proof that a case was destroyed: which, by which term, by whom, and how much. No content."""

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    reference: str = Field(max_length=32)
    regime: Regime = choice(Regime)
    opened_on: date
    closed_on: date
    retain_until: date
    proposed_by_id: UUID = ref("person.id", index=False)
    agreed_by_id: UUID = ref("person.id", index=False)
    at: datetime = utc()
    is_shut: bool = Field(description="a wall stood around it: only the two know of the proof")
    counts: str = Field(max_length=4000, description="rows by table: seat=13 note=40")
    digest: str = Field(max_length=64, description="SHA-256 of table and key of every row, sorted")
