"""What is owed to the outside world: one row, one message, owed once."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.person import Language, Person


class OutboxState(StrEnum):
    """Where a message is on its way out; held: its mail domain is not agreed on (any more)."""

    HELD = "held"
    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    TAKEN_BACK = "taken_back"


WAITING = (OutboxState.HELD, OutboxState.PENDING)
"""What has not left, and may still."""


class OutboxChannel(StrEnum):
    """The way by which a message leaves."""

    MAIL = "mail"
    TEXT = "text"


class MessageKind(StrEnum):
    """Kinds of message; each has one template folder under templates/mail."""

    ALERT = "alert"
    CODE = "code"
    DECLINED_MOMENT = "declined_moment"
    HOLD = "hold"
    INVITATION = "invitation"
    LINK = "link"
    MORE_TIME = "more_time"
    ONE_TIME_LINK = "one_time_link"
    POLL = "poll"
    POLL_NEWS = "poll_news"
    REMINDER = "reminder"
    SEAT = "seat"
    SIGN_IN = "sign_in"
    TASK = "task"
    URGENT = "urgent"


class Method(StrEnum):
    """iTIP method of an invitation mail (RFC 5546)."""

    CANCEL = "CANCEL"
    DECLINE_COUNTER = "DECLINECOUNTER"
    REQUEST = "REQUEST"


class MailDomain(Row, table=True):
    """A mail domain that was agreed on with a partner: until when somebody vouches for it."""

    id: UUID = uuid_key()
    name: str = Field(max_length=254, unique=True, description="in lower case")
    checked_until: date = Field(description="the last day on which mail goes there")
    version: int = Field(default=1, nullable=False)


class OutboxMessage(Row, table=True):
    """Names what is owed, not its text: the bytes are a pure function of the row and the keys.

    due_at is when the message may leave (after the undo time, or the next try);
    a lease keeps other workers off while one delivers it (security.md 5).
    """

    __table_args__ = (
        Index("ix_outbox_message_state_channel_due_at", "state", "channel", "due_at"),
        Index("ix_outbox_message_uid_person_id", "uid", "person_id"),
    )

    id: UUID = uuid_key()
    kind: MessageKind = choice(MessageKind)
    channel: OutboxChannel = choice(OutboxChannel, default=OutboxChannel.MAIL)
    dedupe: str = Field(max_length=200, unique=True)
    person_id: UUID = ref("person.id")
    case_id: UUID | None = ref(
        "case.id", default=None, description="the one case it is about, when of no conference"
    )
    conference_id: UUID | None = ref("conference.id", default=None)
    invitation_id: UUID | None = ref("invitation.id", default=None)
    message_id: str = Field(max_length=200, description="fixed when queued, with its brackets")
    language: Language = choice(Language)
    method: Method | None = choice(Method, default=None, nullable=True)
    uid: str = Field(default="", max_length=80)
    sequence: int = 0
    stamped_at: datetime = utc(description="DTSTAMP, fixed when queued")
    starts_at: datetime | None = utc(default=None)
    ends_at: datetime | None = utc(default=None)
    place: str = Field(default="", max_length=40)
    former_mail: str = Field(default="", max_length=254, description="instead of the one of now")
    details: dict[str, str] = Field(default_factory=dict, sa_type=JSON, description="no content")
    sealed: str = Field(default="", max_length=120, description="a code, until it left or expired")
    state: OutboxState = choice(OutboxState, default=OutboxState.PENDING)
    created_at: datetime = utc()
    due_at: datetime = utc()
    attempts: int = 0
    lease: str = Field(default="", max_length=40)
    leased_until: datetime | None = utc(default=None)
    sent_at: datetime | None = utc(default=None)
    last_error: str = Field(default="", max_length=200, description="class or SMTP code, no text")

    def address(self, person: Person) -> str:
        """Return to which mail address it goes: the one its person has now, but for a notice."""
        return self.former_mail or person.mail
