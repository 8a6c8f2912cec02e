"""Standing tables: the seats that a new conference of a region starts with, and when they sit."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, Relationship

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.case import Regime
from mdt.models.organisation import SeatDomain, SeatFill


class Every(StrEnum):
    """How often a standing table sits."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


class Panel(Row, table=True):
    """A standing table of a region, with its legal regime."""

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    name: str = Field(max_length=120)
    regime: Regime = choice(Regime)
    minutes: int = Field(default=60, ge=15, le=480, description="default length of one item")
    is_active: bool = True
    version: int = Field(default=1, nullable=False)

    seats: list["PanelSeat"] = Relationship(
        sa_relationship_kwargs={"order_by": "PanelSeat.position"}
    )


class PanelSeat(Row, table=True):
    """A default seat: which domain, whether required and counted for quorum, and who fills it."""

    id: UUID = uuid_key()
    panel_id: UUID = ref("panel.id")
    domain: SeatDomain = choice(SeatDomain)
    organisation_id: UUID | None = ref("organisation.id", default=None)
    required: bool = True
    quorum: bool = False
    position: int = 0
    fill: SeatFill = choice(SeatFill, default=SeatFill.PERSON)
    holder_id: UUID | None = ref("person.id", default=None)
    version: int = Field(default=1, nullable=False)


class PanelDeputy(Row, table=True):
    """Someone who may take a panel seat when its holder cannot."""

    panel_seat_id: UUID = Field(foreign_key="panel_seat.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    rank: int = 0


class PanelRhythm(Row, table=True):
    """When a standing table sits, wall clock, how much fits in, and until when a case may come.

    first_on: its first day, which gives the weekday, and for a month the how manieth of it.
    most_cases: None for as many as fit in the minutes. cutoff_days: working days before.
    """

    panel_id: UUID = Field(foreign_key="panel.id", primary_key=True)
    every: Every = choice(Every)
    first_on: date
    starts: time
    minutes: int = Field(ge=15, le=480)
    room_id: UUID | None = ref("room.id", default=None)
    most_cases: int | None = None
    cutoff_days: int = 0
    cutoff_at: time
    version: int = Field(default=1, nullable=False)


class PanelException(Row, table=True):
    """A turn of a standing table that is moved, or called off when moved_to is None."""

    panel_id: UUID = Field(foreign_key="panel.id", primary_key=True)
    turn_on: date = Field(primary_key=True, description="the day that the rhythm gives it")
    moved_to: datetime | None = utc(default=None)
