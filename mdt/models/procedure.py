"""The proceedings that run beside a case, and what they and its measures say of contact.

Courts, stages, dates and whom it binds; no facts and no merits, so that a judge who comes for
the procedures can be shown exactly this (domain.md 3.4, PROCES).
"""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class ProcedureKind(StrEnum):
    """What a proceeding is about (domain.md 3.3 and 3.5)."""

    CRIMINAL = "criminal"
    FAMILY = "family"
    CHILD_PROTECTION = "child_protection"
    HOUSE_BAN = "house_ban"
    BEHAVIOURAL_ORDER = "behavioural_order"
    INTERIM_RELIEF = "interim_relief"
    MANDATORY_CARE = "mandatory_care"
    OTHER = "other"


class ProcedureStage(StrEnum):
    """How far a proceeding is."""

    PREPARED = "prepared"
    RUNNING = "running"
    HEARING_SET = "hearing_set"
    AWAITS_RULING = "awaits_ruling"
    PROVISIONAL = "provisional"
    DECIDED = "decided"


class Procedure(Row, table=True):
    """One proceeding, at a court or (a house ban that nobody contests) at none."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    kind: ProcedureKind = choice(ProcedureKind)
    stage: ProcedureStage = choice(ProcedureStage, default=ProcedureStage.RUNNING)
    court_id: UUID | None = ref("organisation.id", default=None, index=False)
    number: str = Field(default="", max_length=40, description="the court's own case number")
    hearing_at: datetime | None = utc(default=None)
    decided_on: date | None = None
    runs_until: date | None = Field(default=None, description="last day of what was decided")
    settled_at: datetime | None = utc(default=None, description="over; shown apart")
    version: int = Field(default=1, nullable=False)


class ProcedurePerson(Row, table=True):
    """Somebody of the case whom the proceeding binds."""

    procedure_id: UUID = Field(foreign_key="procedure.id", primary_key=True)
    person_id: UUID = Field(foreign_key="case_person.id", primary_key=True)


class ContactKind(StrEnum):
    """What is said of contact between two people."""

    BAN = "ban"
    VISIT = "visit"
    SUPERVISED = "supervised"


class ContactRule(Row, table=True):
    """A proceeding or a measure says that two people may not, or shall, see each other.

    A measure lends its own beginning and end. weekday: 0 is Monday; without it, always.
    closes before opens is on the next day.
    """

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    procedure_id: UUID | None = ref("procedure.id", default=None)
    measure_id: UUID | None = ref("measure.id", default=None)
    kind: ContactKind = choice(ContactKind)
    person_id: UUID = ref("case_person.id", index=False)
    other_id: UUID = ref("case_person.id", index=False)
    from_day: date | None = Field(default=None, description="first day; of a proceeding only")
    until_day: date | None = Field(default=None, description="last day; of a proceeding only")
    weekday: int | None = Field(default=None, ge=0, le=6)
    opens: time | None = Field(default=None, description="wall clock")
    closes: time | None = Field(default=None, description="wall clock")
    is_active: bool = Field(default=True, description="False once set aside; nothing is deleted")
    version: int = Field(default=1, nullable=False)


class ProposalState(StrEnum):
    """What became of a proposal to the court."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class HearingProposal(Row, table=True):
    """Several proceedings at one hearing: asked of the court, who decides. No merits."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    court_id: UUID = ref("organisation.id", index=False)
    state: ProposalState = choice(ProposalState, default=ProposalState.PROPOSED)
    proposed_at: datetime = utc()
    proposed_by_id: UUID = ref("person.id", index=False)
    settled_at: datetime | None = utc(default=None)
    version: int = Field(default=1, nullable=False)


class HearingProposalPart(Row, table=True):
    """One of the proceedings that would be heard together."""

    proposal_id: UUID = Field(foreign_key="hearing_proposal.id", primary_key=True)
    procedure_id: UUID = Field(foreign_key="procedure.id", primary_key=True)
