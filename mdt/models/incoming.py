"""Mail that came back: each kept once, sealed, with what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Text
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.invitation import Reply


class IncomingState(StrEnum):
    """How far a mail that came in is.

    WAITING: kept, and not looked at yet. DONE: it changed what it had to, or nothing. CHECK: a
    person must look at it. SETTLED: a person did.
    """

    WAITING = "waiting"
    DONE = "done"
    CHECK = "check"
    SETTLED = "settled"


class IncomingKind(StrEnum):
    """What a mail was taken for."""

    ANSWER = "answer"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    COUNTER = "counter"
    DELEGATION = "delegation"
    OTHER = "other"


class IncomingProblem(StrEnum):
    """Why a person must look at a mail, or why it changed nothing.

    OLDER: there is a later answer of the same person. BROKEN: it could not be read at all.
    REMARK: its answer to a poll counts, and something is written beside it.
    """

    AWAY = "away"
    BOUNCED = "bounced"
    BROKEN = "broken"
    NO_CALENDAR = "no_calendar"
    NOT_PROVEN = "not_proven"
    OLDER = "older"
    OTHER_ADDRESS = "other_address"
    OTHER_MOMENT = "other_moment"
    OVER = "over"
    REMARK = "remark"
    TOO_LARGE = "too_large"
    UNKNOWN_ADDRESS = "unknown_address"
    WINMAIL = "winmail"


class IncomingMail(Row, table=True):
    """One mail as it came, sealed for this row; it goes with the conference that it belongs to.

    digest: of the parts of a mail that do not change on its way, so that a copy is known.
    region_id: of the conference; None while nobody knows what the mail belongs to.
    reply: what it says, as far as one can tell; it counts only once an Answer says so.
    attempts: counted before it is read, so that one that ends its reader is left to people.
    """

    __table_args__ = (Index("ix_incoming_mail_state_received_at", "state", "received_at"),)

    id: UUID = uuid_key()
    digest: str = Field(max_length=64, unique=True)
    received_at: datetime = utc()
    sealed: str = Field(sa_type=Text)
    state: IncomingState = choice(IncomingState, default=IncomingState.WAITING)
    kind: IncomingKind = choice(IncomingKind, default=IncomingKind.OTHER)
    problem: IncomingProblem | None = choice(IncomingProblem, default=None, nullable=True)
    attempts: int = 0
    reply: Reply | None = choice(Reply, default=None, nullable=True)
    invitation_id: UUID | None = ref("invitation.id", default=None)
    hold_id: UUID | None = ref("poll_hold.id", default=None)
    conference_id: UUID | None = ref("conference.id", default=None)
    region_id: UUID | None = ref("region.id", default=None)
    settled_at: datetime | None = utc(default=None)
    settled_by_id: UUID | None = ref("person.id", default=None, index=False)


class MomentProposal(Row, table=True):
    """Another moment that an invitee proposed from their calendar, for the coordinator to judge."""

    id: UUID = uuid_key()
    invitation_id: UUID = ref("invitation.id")
    mail_id: UUID | None = ref("incoming_mail.id", default=None)
    sequence: int = Field(description="the SEQUENCE that it was proposed for")
    starts_at: datetime = utc()
    ends_at: datetime = utc()
    at: datetime = utc()
    settled_at: datetime | None = utc(default=None)
    settled_by_id: UUID | None = ref("person.id", default=None, index=False)
    accepted: bool | None = None
