"""A conference is a sitting; an agenda item is a case at it; a seat is a place at one item.

State and moment change only through mdt.conferences.lifecycle.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Relationship

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.case import Case, Regime
from mdt.models.judge import JudgeMode
from mdt.models.organisation import SeatDomain, SeatFill


class ConferenceKind(StrEnum):
    """Why the table sits."""

    CLOSING = "closing"
    EMERGENCY = "emergency"
    FIRST = "first"
    KNOWLEDGE = "knowledge"
    REVIEW = "review"


class ConferenceState(StrEnum):
    """Life cycle of a conference; the legal moves are in lifecycle.MOVES."""

    DRAFT = "draft"
    CONVENED = "convened"
    IN_SESSION = "in_session"
    HELD = "held"
    CANCELLED = "cancelled"


class PlaceKind(StrEnum):
    """Where the table sits."""

    ROOM = "room"
    VIDEO = "video"


class SeeksFor(StrEnum):
    """For which seats the portal looks for a stand-in by itself when their holder says no."""

    POOLS = "pools"
    EVERY_SEAT = "every_seat"
    NO_SEAT = "no_seat"


class Conference(Row, table=True):
    """One sitting: a moment, a place or a video link, a table.

    topic: what a knowledge session is about, in general; "" for every other kind.
    """

    __table_args__ = (Index("ix_conference_region_id_starts_at", "region_id", "starts_at"),)

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id", index=False)
    panel_id: UUID | None = ref("panel.id", default=None)
    kind: ConferenceKind = choice(ConferenceKind)
    regime: Regime = choice(Regime)
    state: ConferenceState = choice(ConferenceState, default=ConferenceState.DRAFT, index=True)
    starts_at: datetime | None = utc(default=None, index=True)
    minutes: int = Field(default=60, ge=15, le=480, description="length of the sitting")
    place_kind: PlaceKind = choice(PlaceKind, default=PlaceKind.VIDEO)
    room_id: UUID | None = ref("room.id", default=None)
    video_url: str = Field(default="", max_length=400)
    chair_id: UUID | None = ref("person.id", default=None)
    coordinator_id: UUID = ref("person.id")
    created_at: datetime = utc()
    convened_at: datetime | None = utc(default=None)
    opened_at: datetime | None = utc(default=None, description="the chair opened the sitting")
    held_at: datetime | None = utc(default=None)
    adopted_at: datetime | None = utc(default=None, description="minutes final; seats' rights end")
    cancelled_at: datetime | None = utc(default=None)
    without_quorum: str = Field(default="", max_length=400, description="typed reason to decide")
    signal_at: datetime | None = utc(default=None, description="from when an emergency counts")
    late_because: str = Field(default="", max_length=400, description="typed reason to sit late")
    meant_on: date | None = Field(default=None, description="the day for which it is prepared")
    turn_on: date | None = Field(default=None, description="the turn of its table, by its day")
    overlap_allowed: bool = Field(default=False, description="somebody said two sittings may meet")
    seeks_for: SeeksFor = choice(SeeksFor, default=SeeksFor.POOLS)
    patience_minutes: int | None = Field(
        default=None, description="how long a stand-in gets to answer; None is as usual here"
    )
    asked_at_once: int = Field(default=1, description="so many stand-ins are awaited at a time")
    topic: str = Field(default="", max_length=200)
    version: int = Field(default=1, nullable=False)

    items: list["AgendaItem"] = Relationship(
        back_populates="conference",
        sa_relationship_kwargs={"order_by": "AgendaItem.position"},
    )

    @property
    def ends_at(self) -> datetime | None:
        """End of the sitting, aware UTC; None while no moment is agreed."""
        if self.starts_at is None:
            return None
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_open(self) -> bool:
        """True while invitations, seats and moment may still change."""
        return self.state in {ConferenceState.DRAFT, ConferenceState.CONVENED}


class KnowledgeGuest(Row, table=True):
    """Somebody who is invited to a knowledge session by name: it has no items and no seats."""

    conference_id: UUID = Field(foreign_key="conference.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)


class AgendaItem(Row, table=True):
    """One case at one sitting, with its own question."""

    __table_args__ = (UniqueConstraint("conference_id", "case_id"),)

    id: UUID = uuid_key()
    conference_id: UUID = ref("conference.id", index=False)
    case_id: UUID = ref("case.id")
    question: str = Field(max_length=400)
    minutes: int = Field(ge=5, le=480)
    position: int = 0
    pause_minutes: int = Field(default=0, description="nobody is heard before it: lunch, a pause")
    pinned_place: int | None = Field(default=None, description="its place, from 0, if it is fixed")
    earliest_minutes: int = Field(default=0, description="begins no sooner, from the start")
    latest_minutes: int | None = Field(default=None, description="ends no later, from the start")
    late_because: str = Field(default="", max_length=400, description="why after the cut-off")
    earlier_position: int | None = Field(default=None, description="before the last re-ordering")
    earlier_pause_minutes: int = 0
    opened_at: datetime | None = utc(default=None)
    closed_at: datetime | None = utc(default=None)
    version: int = Field(default=1, nullable=False)

    conference: Conference = Relationship(back_populates="items")
    case: Case = Relationship()
    parts: list["AgendaPart"] = Relationship(
        sa_relationship_kwargs={"order_by": "AgendaPart.position"}
    )
    seats: list["Seat"] = Relationship(
        back_populates="item", sa_relationship_kwargs={"order_by": "Seat.position"}
    )


class AgendaBreak(Row, table=True):
    """A lunch or a pause that is wanted; where it falls is the pause before an item."""

    id: UUID = uuid_key()
    conference_id: UUID = ref("conference.id")
    minutes: int = Field(ge=5, le=120)
    earliest_minutes: int = Field(description="begins no sooner, from the start of the sitting")
    latest_minutes: int = Field(description="begins no later, unless the sitting is over by then")


class PartKind(StrEnum):
    """Ordered parts of an item (model.md, idea 1)."""

    PROCEDURES = "procedures"
    VOICE = "voice"
    SHARING = "sharing"
    RISKS = "risks"
    ACTIONS = "actions"
    TELLING = "telling"


class AgendaPart(Row, table=True):
    """A stretch of an item; a seat may be held for some parts only."""

    id: UUID = uuid_key()
    item_id: UUID = ref("agenda_item.id")
    kind: PartKind = choice(PartKind)
    minutes: int = Field(ge=1, le=480)
    position: int = 0


class Seat(Row, table=True):
    """A place at one item: the domain that must be there, and who holds it.

    fill: out of whom a seat that nobody holds is filled when the conference is convened.
    is_drawn: its holder came that way, and at another moment somebody else may.
    """

    id: UUID = uuid_key()
    item_id: UUID = ref("agenda_item.id")
    case_id: UUID = ref("case.id")
    domain: SeatDomain = choice(SeatDomain)
    organisation_id: UUID | None = ref("organisation.id", default=None)
    required: bool = True
    quorum: bool = False
    position: int = 0
    fill: SeatFill = choice(SeatFill, default=SeatFill.PERSON)
    holder_id: UUID | None = ref("person.id", default=None)
    is_drawn: bool = False
    mode: JudgeMode = choice(JudgeMode, default=JudgeMode.PROCES, description="of a judge only")
    version: int = Field(default=1, nullable=False, description="of what the seat counts for")

    item: AgendaItem = Relationship(back_populates="seats")
    parts: list["SeatPart"] = Relationship()
    deputies: list["SeatDeputy"] = Relationship(
        sa_relationship_kwargs={"order_by": "SeatDeputy.rank"}
    )

    @property
    def is_open_again(self) -> bool:
        """True when another moment may bring somebody else: nobody was named for it."""
        return self.is_drawn and self.holder_id is not None and self.fill is not SeatFill.PERSON


class SeatPart(Row, table=True):
    """The seat is held for this part; a seat without such rows is held for the whole item."""

    seat_id: UUID = Field(foreign_key="seat.id", primary_key=True)
    part_id: UUID = Field(foreign_key="agenda_part.id", primary_key=True)


class SeatDeputy(Row, table=True):
    """Someone who may take the seat when its holder cannot."""

    seat_id: UUID = Field(foreign_key="seat.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    rank: int = 0


class Attendance(Row, table=True):
    """Someone was at an item, from an instant until another."""

    id: UUID = uuid_key()
    item_id: UUID = ref("agenda_item.id")
    case_id: UUID = ref("case.id")
    person_id: UUID = ref("person.id")
    in_at: datetime = utc()
    out_at: datetime | None = utc(default=None)


class NoteKind(StrEnum):
    """What a line written at the table is."""

    DECISION = "decision"
    FINDING = "finding"
    NOTE = "note"


class Note(Row, table=True):
    """A line written at the table; final once the minutes are adopted."""

    id: UUID = uuid_key()
    item_id: UUID = ref("agenda_item.id")
    case_id: UUID = ref("case.id")
    part_id: UUID | None = ref("agenda_part.id", default=None)
    kind: NoteKind = choice(NoteKind, default=NoteKind.NOTE)
    text: str = Field(max_length=4000)
    author_id: UUID = ref("person.id")
    at: datetime = utc()
    version: int = Field(default=1, nullable=False)


class ReviewChoice(Row, table=True):
    """What somebody decided about the next review of a case, after a sitting that was held.

    due_on: another day than the ladder's. passed_days: the rungs up to so many days after the
    beginning are passed over, and the ladder goes on with the next one; 0 for none.
    skipped_because: why they are; without passed_days why there will be no review any more, and ""
    while there will. Without such a row the ladder decides.
    """

    __table_args__ = (UniqueConstraint("conference_id", "case_id"),)

    id: UUID = uuid_key()
    conference_id: UUID = ref("conference.id", index=False)
    case_id: UUID = ref("case.id")
    due_on: date | None = None
    passed_days: int = 0
    skipped_because: str = Field(default="", max_length=400)
    by_id: UUID = ref("person.id", index=False)
    at: datetime = utc()
