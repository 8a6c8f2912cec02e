"""One person asked for the span of their seats, and every answer they gave."""

from datetime import datetime
from enum import StrEnum
from secrets import token_hex, token_urlsafe
from uuid import UUID, uuid4

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key

MOST_COMMENT = 500
"""How many characters somebody may write beside an answer."""


class Reply(StrEnum):
    """What an invitee said."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Channel(StrEnum):
    """The way an answer came."""

    COORDINATOR = "coordinator"
    LINK = "link"
    MAIL = "mail"
    PORTAL = "portal"


class Invitation(Row, table=True):
    """One person, one conference, one span, one UID (model.md, always true 4).

    The link's locator is made of public_key and an authentication code over it
    (mdt.invitations.links); neither the code nor the four digits are stored.
    """

    __table_args__ = (
        UniqueConstraint("conference_id", "person_id"),
        Index("ix_invitation_person_id_starts_at", "person_id", "starts_at"),
    )

    id: UUID = uuid_key()
    conference_id: UUID = ref("conference.id", index=False)
    person_id: UUID = ref("person.id", index=False)
    uid: str = Field(default_factory=lambda: str(uuid4()), unique=True, max_length=80)
    public_key: str = Field(default_factory=lambda: token_urlsafe(16), unique=True, max_length=40)
    reply_token: str = Field(default_factory=lambda: token_hex(16), unique=True, max_length=40)
    sequence: int = Field(default=0, description="iTIP SEQUENCE last owed, RFC 5546 2.1.4")
    asked_sequence: int = Field(default=0, description="SEQUENCE that brought this moment")
    stamped_at: datetime = utc(description="DTSTAMP last owed; only rises")
    starts_at: datetime = utc(index=True, description="start of this invitee's own span")
    ends_at: datetime = utc()
    place: str = Field(
        default="", max_length=40, description="kind of place last announced, and which"
    )
    phone: str = Field(default="", max_length=40, description="for this conference only, E.164")
    reply: Reply | None = choice(Reply, default=None, nullable=True)
    replied_at: datetime | None = utc(default=None)
    withdrawn_at: datetime | None = utc(default=None)
    seat_filled: bool = Field(default=False, description="somebody else took the seat")
    wrong_codes: int = 0
    wrong_join_codes: int = Field(default=0, description="of the eight digits; see JoinCode")
    locked_at: datetime | None = utc(default=None, description="link dead after five wrong codes")

    @property
    def is_live(self) -> bool:
        """True while the invitee is asked to come."""
        return self.withdrawn_at is None


class Answer(Row, table=True):
    """One answer as it came; an answer to an older moment never counts for the new one.

    stamped_at: DTSTAMP of an answer by mail; of those the last one written counts, not the last
    to arrive. comment: what the invitee wrote beside it, for the coordinator; it stands in no mail.
    """

    id: UUID = uuid_key()
    invitation_id: UUID = ref("invitation.id")
    reply: Reply = choice(Reply)
    channel: Channel = choice(Channel)
    sequence: int = Field(description="the SEQUENCE that was answered")
    at: datetime = utc()
    stamped_at: datetime | None = utc(default=None)
    noted_by_id: UUID | None = ref("person.id", default=None, index=False)
    comment: str = Field(default="", max_length=MOST_COMMENT)


class SubstituteProposal(Row, table=True):
    """Somebody else of the invitee's organisation, proposed to the coordinator; never an entry."""

    id: UUID = uuid_key()
    invitation_id: UUID = ref("invitation.id")
    mail: str = Field(max_length=254)
    at: datetime = utc()
    settled_at: datetime | None = utc(default=None)
    settled_by_id: UUID | None = ref("person.id", default=None, index=False)
    accepted: bool | None = None
