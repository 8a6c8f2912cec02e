"""Regions, the organisations in them and their units, rooms, and what each brings to a table."""

from datetime import time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, uuid_key


class SeatDomain(StrEnum):
    """What an organisation, or one of its people, brings to the table (domain.md 3.1)."""

    CENTRE = "centre"
    FORENSIC = "forensic"
    FORENSIC_CLINIC = "forensic_clinic"
    GGZ = "ggz"
    GI = "gi"
    JUDICIARY = "judiciary"
    LOCAL_TEAM = "local_team"
    MEDICAL = "medical"
    MUNICIPALITY = "municipality"
    OM = "om"
    POLICE = "police"
    PROBATION = "probation"
    PROCESS = "process"
    RVDK = "rvdk"
    SCHOOL = "school"
    SHELTER = "shelter"
    SHN = "shn"
    VICTIM_CONTACT = "victim_contact"
    VLAW = "vlaw"
    VT = "vt"


class SeatFill(StrEnum):
    """Out of whom a seat is filled (model.md, idea 2)."""

    PERSON = "person"
    ORGANISATION = "organisation"
    DUTY = "duty"


class Region(Row, table=True):
    """An area that organises its own conferences; a super-regional centre may stand above it."""

    id: UUID = uuid_key()
    name: str = Field(max_length=120, unique=True)
    parent_id: UUID | None = ref("region.id", default=None)
    lunch_starts: time | None = Field(default=None, description="wall clock; rather not then")
    lunch_ends: time | None = None
    travel_minutes: int = Field(default=0, description="between two rooms, unless said otherwise")
    version: int = Field(default=1, nullable=False)


class Organisation(Row, table=True):
    """A partner at the table. Several organisations of one region may share a domain."""

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    name: str = Field(max_length=160)
    domain: SeatDomain = choice(SeatDomain)
    is_active: bool = True
    version: int = Field(default=1, nullable=False)


class Unit(Row, table=True):
    """A part of an organisation whose people a wall can name, such as a police station."""

    __table_args__ = (UniqueConstraint("organisation_id", "name"),)

    id: UUID = uuid_key()
    organisation_id: UUID = ref("organisation.id", index=False)
    name: str = Field(max_length=120)
    is_active: bool = True
    version: int = Field(default=1, nullable=False)


class Room(Row, table=True):
    """A place where a conference can sit; never named in mail or calendars."""

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    name: str = Field(max_length=120)
    address: str = Field(default="", max_length=240)
    is_active: bool = True
    version: int = Field(default=1, nullable=False)


Pair = tuple[UUID, UUID]
"""Two rooms, the lower key first."""


class TravelTime(Row, table=True):
    """How long people travel between two rooms, either way; the lower key comes first."""

    one_id: UUID = Field(foreign_key="room.id", primary_key=True)
    other_id: UUID = Field(foreign_key="room.id", primary_key=True)
    minutes: int = Field(ge=0, le=240)
