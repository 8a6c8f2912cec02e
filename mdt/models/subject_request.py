"""Somebody asks what is kept of them (AVG art. 15): the request, and what each case answers."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class IdentityCheck(StrEnum):
    """How it was established who asks (AVG art. 12(6))."""

    DOCUMENT = "document"
    DIGID = "digid"
    REPRESENTATIVE = "representative"


class SubjectOutcome(StrEnum):
    """What the lead of a case answers about one person of it."""

    TELL = "tell"
    NOTHING = "nothing"
    OTHER_PERSON = "other_person"


class SubjectGround(StrEnum):
    """On what ground something is not told (AVG art. 15(4) and 23; UAVG art. 41; Wpg art. 27)."""

    RIGHTS_OF_OTHERS = "rights_of_others"
    SAFETY = "safety"
    INVESTIGATION = "investigation"
    POLICE_DATA = "police_data"


class SubjectSection(StrEnum):
    """What kind of thing a case knows of somebody."""

    PERSON = "person"
    PROCEDURES = "procedures"
    CONTACT = "contact"
    MEASURES = "measures"
    RISKS = "risks"
    NOTES = "notes"


class SubjectRequest(Row, table=True):
    """A request at the one contact point of a region; of no case. due_on: the last day to answer.

    given_at: when the answer went out, after which nothing of it changes.
    """

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    name: str = Field(max_length=120)
    born_on: date
    received_on: date
    due_on: date
    extended_because: str = Field(default="", max_length=400)
    registered_by_id: UUID = ref("person.id", index=False)
    registered_at: datetime = utc()
    identity: IdentityCheck | None = choice(IdentityCheck, default=None, nullable=True)
    given_at: datetime | None = utc(default=None)
    given_by_id: UUID | None = ref("person.id", default=None, index=False)


class SubjectReview(Row, table=True):
    """One person of one case who may be meant: what the case's lead decides. Goes with the case.

    given_at: when this went out, with the officer's answer or, where the case is shut to the
    officer, by its lead; after that nothing of it changes. identity: how the lead knew who asks.
    """

    __table_args__ = (UniqueConstraint("request_id", "person_id"),)

    id: UUID = uuid_key()
    request_id: UUID = ref("subject_request.id", index=False)
    case_id: UUID = ref("case.id")
    person_id: UUID = ref("case_person.id", index=False)
    found_at: datetime = utc()
    outcome: SubjectOutcome | None = choice(SubjectOutcome, default=None, nullable=True)
    ground: SubjectGround | None = choice(SubjectGround, default=None, nullable=True)
    reason: str = Field(default="", max_length=400, description="why something is not told")
    decided_at: datetime | None = utc(default=None)
    decided_by_id: UUID | None = ref("person.id", default=None, index=False)
    identity: IdentityCheck | None = choice(IdentityCheck, default=None, nullable=True)
    given_at: datetime | None = utc(default=None)
    given_by_id: UUID | None = ref("person.id", default=None, index=False)


class SubjectLine(Row, table=True):
    """What the lead looked at: told, in the very words; or left out on a ground, without words."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    review_id: UUID = ref("subject_review.id")
    position: int
    section: SubjectSection = choice(SubjectSection)
    text: str = Field(default="", max_length=4400)
    ground: SubjectGround | None = choice(SubjectGround, default=None, nullable=True)
