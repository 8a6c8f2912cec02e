"""A poll: people are asked which of some moments suit them, before a conference is convened."""

from datetime import datetime
from enum import StrEnum
from secrets import token_hex, token_urlsafe
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key
from mdt.models.invitation import Channel, Reply


class PollState(StrEnum):
    """Where a poll is: it takes answers, is closed, led to a moment, or was called off."""

    OPEN = "open"
    CLOSED = "closed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Poll(Row, table=True):
    """Some moments of one length, asked of everybody who could sit at a conference in preparation.

    Nobody sees what others answered. remind_at: when whoever has not answered hears once more;
    None when that is done, or not wanted. starts_at: the moment that was agreed.
    """

    id: UUID = uuid_key()
    conference_id: UUID = ref("conference.id")
    minutes: int = Field(description="length of the sitting that is asked for")
    state: PollState = choice(PollState, default=PollState.OPEN, index=True)
    asked_by_id: UUID = ref("person.id", index=False)
    asked_at: datetime = utc()
    closes_at: datetime = utc(index=True, description="until when answers count")
    reminds: bool = Field(default=True, description="whoever stays silent hears once more")
    remind_at: datetime | None = utc(default=None, index=True)
    agreed_at: datetime | None = utc(default=None, description="all that count agree on a moment")
    ended_at: datetime | None = utc(default=None)
    starts_at: datetime | None = utc(default=None)
    convenes_itself: bool = Field(default=False, description="once every seat that counts agrees")
    keeps_free: bool = Field(default=True, description="holds in calendars of who said they can")
    version: int = Field(default=1, nullable=False)

    @property
    def is_live(self) -> bool:
        """True while it may still lead to a moment."""
        return self.state in {PollState.OPEN, PollState.CLOSED}


class PollOption(Row, table=True):
    """One moment that is asked about."""

    __table_args__ = (UniqueConstraint("poll_id", "starts_at"),)

    id: UUID = uuid_key()
    poll_id: UUID = ref("poll.id", index=False)
    starts_at: datetime = utc()


class PollPerson(Row, table=True):
    """One person who is asked, with a link of their own (mdt.polls.links).

    answered_at: when every moment that stood had an answer of theirs.
    left_at: since when they could not take any seat any more; then they are not asked.
    """

    __table_args__ = (UniqueConstraint("poll_id", "person_id"),)

    id: UUID = uuid_key()
    poll_id: UUID = ref("poll.id", index=False)
    person_id: UUID = ref("person.id")
    public_key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True, max_length=40)
    answered_at: datetime | None = utc(default=None)
    reminded_at: datetime | None = utc(default=None)
    left_at: datetime | None = utc(default=None)
    wrong_codes: int = 0
    wrong_join_codes: int = Field(default=0, description="of the eight digits; see JoinCode")
    locked_at: datetime | None = utc(default=None, description="link dead after five wrong codes")


class PollAnswer(Row, table=True):
    """What somebody says to one moment; the last one counts.

    stamped_at: DTSTAMP of an answer that came by mail.
    """

    poll_person_id: UUID = Field(foreign_key="poll_person.id", primary_key=True)
    option_id: UUID = Field(foreign_key="poll_option.id", primary_key=True)
    reply: Reply = choice(Reply)
    channel: Channel = choice(Channel)
    at: datetime = utc()
    stamped_at: datetime | None = utc(default=None)
    noted_by_id: UUID | None = ref("person.id", default=None, index=False)


class PollHold(Row, table=True):
    """A moment kept free in the calendar of one person who said they can.

    Its UID goes on in the invitation when the moment is agreed: confirmed_at.
    """

    __table_args__ = (UniqueConstraint("poll_person_id", "option_id"),)

    id: UUID = uuid_key()
    poll_person_id: UUID = ref("poll_person.id", index=False)
    option_id: UUID = ref("poll_option.id", index=False)
    uid: str = Field(default_factory=lambda: str(uuid4()), unique=True, max_length=80)
    reply_token: str = Field(default_factory=lambda: token_hex(16), unique=True, max_length=40)
    sequence: int = Field(default=0, description="iTIP SEQUENCE last owed, RFC 5546 2.1.4")
    stamped_at: datetime = utc(description="DTSTAMP last owed; only rises")
    starts_at: datetime = utc(description="start of this person's own span")
    ends_at: datetime = utc()
    place: str = Field(default="", max_length=40, description="kind of place last announced")
    withdrawn_at: datetime | None = utc(default=None)
    confirmed_at: datetime | None = utc(default=None)
