"""People, what they are in which organisation, and when they work."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class Role(StrEnum):
    """What a membership lets someone be. Case lead and victim's contact are relations to a case."""

    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    CHAIR = "chair"
    COORDINATOR = "coordinator"
    DPO = "dpo"
    JUDGE = "judge"
    PROFESSIONAL = "professional"
    SPECIALIST = "specialist"


class Language(StrEnum):
    """Languages the portal and its mail speak."""

    EN = "en"
    NL = "nl"


class Person(Row, table=True):
    """Someone who may sign in or be invited. Guests are people without a running membership."""

    id: UUID = uuid_key()
    name: str = Field(max_length=120, index=True)
    mail: str = Field(max_length=254, unique=True, description="kept in lower case")
    phone: str = Field(default="", max_length=40, description="for codes and urgent calls")
    language: Language = choice(Language, default=Language.NL)
    is_active: bool = True
    version: int = Field(default=1, nullable=False)
    week_version: int = Field(default=1, nullable=False, description="of the working hours")
    week: str = Field(
        default="",
        max_length=8000,
        description="the working hours once more, in one value, for who looks for a moment",
    )


class Membership(Row, table=True):
    """A person serves an organisation in one role, from an instant until another or for ever.

    Its unit never changes: who goes to another one ends this membership and begins a new one, so
    that a wall still holds whoever belonged there.
    """

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    organisation_id: UUID = ref("organisation.id")
    unit_id: UUID | None = ref("unit.id", default=None)
    role: Role = choice(Role)
    function: str = Field(default="", max_length=120, description="free title shown after the name")
    from_at: datetime = utc()
    until_at: datetime | None = utc(default=None)


class WorkingPattern(Row, table=True):
    """One stretch of working hours that comes back every week, in wall-clock Amsterdam time."""

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    weekday: int = Field(ge=0, le=6, description="Monday is 0")
    starts: time
    ends: time


class Absence(Row, table=True):
    """Time that someone is away. It has no text, ever (model.md, Availability)."""

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    starts_at: datetime = utc()
    ends_at: datetime = utc(index=True)
