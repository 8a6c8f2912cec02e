"""What would put somebody in danger when it became known: kept sealed, field by field."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class SealedKind(StrEnum):
    """What a sealed value is of somebody."""

    ADDRESS = "address"
    PHONE = "phone"
    SCHOOL = "school"
    WORK = "work"
    SOURCE = "source"
    OTHER = "other"


class SealedPart(StrEnum):
    """One field of a sealed value. SOURCE: the name of who told something."""

    SOURCE = "source"
    NAME = "name"
    STREET = "street"
    POSTCODE = "postcode"
    TOWN = "town"
    PHONE = "phone"
    NOTE = "note"


class SealedValue(Row, table=True):
    """A confidential address or the like of somebody in a case, by the name that others see.

    Its holder, an organisation or a person, alone can open it; what it says stands in SealedField.
    """

    __table_args__ = (
        CheckConstraint(
            "(holder_organisation_id IS NULL) <> (holder_person_id IS NULL)", name="one_holder"
        ),
    )

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    case_person_id: UUID = ref("case_person.id")
    kind: SealedKind = choice(SealedKind)
    label: str = Field(max_length=60, description="what everybody else sees; it tells nothing")
    holder_organisation_id: UUID | None = ref("organisation.id", default=None)
    holder_person_id: UUID | None = ref("person.id", default=None)
    is_active: bool = Field(default=True, description="False once set aside; nothing is deleted")
    version: int = Field(default=1, nullable=False)


class SealedField(Row, table=True):
    """One field of a sealed value: AES-256-GCM, readable in this very row only."""

    __table_args__ = (UniqueConstraint("value_id", "part"),)

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    value_id: UUID = ref("sealed_value.id")
    part: SealedPart = choice(SealedPart)
    key_id: str = Field(max_length=12, description="the key that opens it, by its name")
    sealed: str = Field(sa_type=Text)


class SealedReading(Row, table=True):
    """Somebody opened a sealed value, and why; beside the trail, for its holder to see."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    value_id: UUID = ref("sealed_value.id")
    person_id: UUID = ref("person.id")
    at: datetime = utc()
    reason: str = Field(max_length=200)
