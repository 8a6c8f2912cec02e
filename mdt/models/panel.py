"""Standing tables: the seats that a new conference of a region starts with."""

from uuid import UUID

from sqlmodel import Field, Relationship

from mdt.models.base import Row, choice, ref, uuid_key
from mdt.models.case import Regime
from mdt.models.organisation import SeatDomain, SeatFill


class Panel(Row, table=True):
    """A standing table of a region, with its legal regime."""

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    name: str = Field(max_length=120)
    regime: Regime = choice(Regime)
    minutes: int = Field(default=60, ge=15, le=480, description="default length of one item")
    is_active: bool = True

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


class PanelDeputy(Row, table=True):
    """Someone who may take a panel seat when its holder cannot."""

    panel_seat_id: UUID = Field(foreign_key="panel_seat.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    rank: int = 0
