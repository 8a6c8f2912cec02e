"""Coming in without an account: the code that opens a link, and the visit that it begins."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class CodeWay(StrEnum):
    """How a code reaches the invitee; never the way by which the link came."""

    SPOKEN = "spoken"
    TEXT = "text"


class JoinCode(Row, table=True):
    """Eight digits that open one thing once; only their keyed hash is kept.

    They open an invitation, or somebody's own time beside the moments of a poll.
    """

    __table_args__ = (
        CheckConstraint("(invitation_id IS NULL) <> (poll_person_id IS NULL)", name="opens_one"),
    )

    id: UUID = uuid_key()
    invitation_id: UUID | None = ref("invitation.id", default=None)
    poll_person_id: UUID | None = ref("poll_person.id", default=None)
    code_hash: str = Field(max_length=64)
    way: CodeWay = choice(CodeWay)
    made_by_id: UUID | None = ref("person.id", default=None, index=False)
    made_at: datetime = utc()
    expires_at: datetime = utc()
    used_at: datetime | None = utc(default=None)
    revoked_at: datetime | None = utc(default=None)


class Visit(Row, table=True):
    """A browser in which an invitee came in with a code, for this one conference.

    link_key, asked_sequence: the link and the moment it was opened for. Another link, or another
    moment, ends it. guest_passkey_id: what opened it in place of a code.
    The cookie holds 256 random bits, this row only their hash.
    """

    id: UUID = uuid_key()
    key_hash: str = Field(max_length=64, unique=True)
    invitation_id: UUID = ref("invitation.id")
    link_key: str = Field(max_length=40)
    asked_sequence: int
    guest_passkey_id: UUID | None = ref("guest_passkey.id", default=None)
    device: str = Field(default="", max_length=120)
    admitted_at: datetime = utc()
    seen_at: datetime = utc()
    ended_at: datetime | None = utc(default=None)
