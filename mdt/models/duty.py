"""Duty rosters: who is on duty for an organisation, week after week, and what differs from it."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.organisation import SeatDomain


class DutyPeriod(StrEnum):
    """Which part of the day a roster is for."""

    DAY = "day"
    NIGHT = "night"
    ALWAYS = "always"


class DutyRoster(Row, table=True):
    """The weekly rhythm in which people of an organisation are on duty for a domain.

    first_on: the day on which the first of the rota takes over; from then on every week on that
    weekday. hands_over, starts, ends: wall clock in the Netherlands. Of every day the time from
    starts until ends is covered, past midnight if need be; all of it when both are None.
    """

    __table_args__ = (UniqueConstraint("organisation_id", "domain", "period"),)

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    organisation_id: UUID = ref("organisation.id", index=False)
    domain: SeatDomain = choice(SeatDomain)
    period: DutyPeriod = choice(DutyPeriod)
    first_on: date
    hands_over: time
    starts: time | None = None
    ends: time | None = None
    version: int = Field(default=1, nullable=False)


class DutyTurn(Row, table=True):
    """A person's place in the rota of a roster."""

    roster_id: UUID = Field(foreign_key="duty_roster.id", primary_key=True)
    position: int = Field(primary_key=True)
    person_id: UUID = ref("person.id")


class DutyShift(Row, table=True):
    """A stretch that differs from the rhythm: somebody else is on duty, or nobody is."""

    id: UUID = uuid_key()
    roster_id: UUID = ref("duty_roster.id")
    starts_at: datetime = utc()
    ends_at: datetime = utc(index=True)
    person_id: UUID | None = ref("person.id", default=None)
    noted_at: datetime = utc()
