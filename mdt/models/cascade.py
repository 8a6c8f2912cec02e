"""A seat that lost its person after convening, and who is asked for it, one after the other."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.invitation import Reply
from mdt.models.organisation import SeatDomain


class CascadeState(StrEnum):
    """How the search for somebody on a seat stands; EXHAUSTED still takes a late yes.

    ANNOUNCED: its holder said no; it begins at due_at, unless the coordinator says otherwise or the
    holder comes after all, and nothing has changed until then.
    """

    ANNOUNCED = "announced"
    RUNNING = "running"
    EXHAUSTED = "exhausted"
    FILLED = "filled"
    STOPPED = "stopped"
    WAIVED = "waived"


class Cascade(Row, table=True):
    """The search for somebody on one seat.

    seat_id: None once the seat was taken away. lost_id: who held the seat before.
    keeps_holder: the search watches an answer, and its holder keeps the seat while it is open.
    due_at: when to look at it next; None while there is nothing to wait for.
    started_by_id, ended_by_id: None for the portal itself.
    """

    __table_args__ = (Index("ix_cascade_state_due_at", "state", "due_at"),)

    id: UUID = uuid_key()
    conference_id: UUID = ref("conference.id")
    case_id: UUID = ref("case.id")
    seat_id: UUID | None = ref("seat.id", default=None)
    domain: SeatDomain = choice(SeatDomain)
    lost_id: UUID | None = ref("person.id", default=None, index=False)
    keeps_holder: bool = False
    at_once: int = Field(default=1, ge=1, le=10, description="so many wait for an answer at once")
    patience_minutes: int = Field(ge=1, le=10_080)
    state: CascadeState = choice(CascadeState, default=CascadeState.RUNNING)
    due_at: datetime | None = utc(default=None)
    started_at: datetime = utc()
    started_by_id: UUID | None = ref("person.id", default=None, index=False)
    filled_by_id: UUID | None = ref("person.id", default=None, index=False)
    ended_at: datetime | None = utc(default=None)
    ended_by_id: UUID | None = ref("person.id", default=None, index=False)
    without_because: str = Field(default="", max_length=400, description="typed reason")


class CascadeAsk(Row, table=True):
    """Somebody was asked for the seat; whoever did not answer until until_at lost their turn."""

    __table_args__ = (UniqueConstraint("cascade_id", "person_id"),)

    id: UUID = uuid_key()
    cascade_id: UUID = ref("cascade.id", index=False)
    case_id: UUID = ref("case.id")
    person_id: UUID = ref("person.id")
    position: int = Field(default=0, description="the how manieth that was asked, from 0")
    asked_at: datetime = utc()
    until_at: datetime = utc()
    reply: Reply | None = choice(Reply, default=None, nullable=True)
    replied_at: datetime | None = utc(default=None)
