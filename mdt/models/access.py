"""Signing in: credentials, sessions of the web, throttled attempts and one-time links."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class CredentialKind(StrEnum):
    """What someone proves who they are with."""

    PASSWORD = "password"  # noqa: S105 - the name of a kind, no secret
    TOTP = "totp"


class Credential(Row, table=True):
    """One way to prove who a person is; at most one live credential of a kind each."""

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    kind: CredentialKind = choice(CredentialKind)
    secret: str = Field(max_length=512, description="argon2id hash, or the sealed TOTP seed")
    last_step: int = Field(default=0, description="last TOTP time step accepted (no code twice)")
    created_at: datetime = utc()
    confirmed_at: datetime | None = utc(default=None)
    revoked_at: datetime | None = utc(default=None)


class LinkPurpose(StrEnum):
    """What a one-time link lets its bearer do, once."""

    FIRST_SIGN_IN = "first_sign_in"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a purpose, no secret
    RECOVERY = "recovery"


class OneTimeLink(Row, table=True):
    """A link that is good for one use by one person; only its hash is kept.

    A recovery link is live only after a second person approved it (approved_by_id).
    """

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    purpose: LinkPurpose = choice(LinkPurpose)
    token_hash: str = Field(max_length=64, index=True)
    created_by_id: UUID | None = ref("person.id", default=None, index=False)
    created_at: datetime = utc()
    approved_by_id: UUID | None = ref("person.id", default=None, index=False)
    approved_at: datetime | None = utc(default=None)
    expires_at: datetime = utc()
    used_at: datetime | None = utc(default=None)
    revoked_at: datetime | None = utc(default=None)


class SessionLevel(StrEnum):
    """How far a web session has come."""

    FULL = "full"
    PASSWORD_ONLY = "password_only"  # noqa: S105 - the name of a level, no secret


class WebSession(Row, table=True):
    """A signed-in browser; the cookie holds 256 random bits, this row only their hash.

    mark_hash: knows the browser again for its person, and opens nothing (mdt.identity.devices).

    Source: security.md 4 (flask-login's own cookie survives logging out).
    """

    id: UUID = uuid_key()
    id_hash: str = Field(max_length=64, unique=True)
    person_id: UUID = ref("person.id")
    level: SessionLevel = choice(SessionLevel)
    device: str = Field(default="", max_length=120)
    mark_hash: str = Field(default="", max_length=64, description="empty while half signed in")
    is_new_device: bool = False
    created_at: datetime = utc()
    seen_at: datetime = utc()
    proven_at: datetime | None = utc(default=None, description="last proof by a second factor")
    revoked_at: datetime | None = utc(default=None)


class Attempt(Row, table=True):
    """A failed try at something guessable; counted per key within a window."""

    id: UUID = uuid_key()
    key: str = Field(max_length=96, index=True, description="hash of what is throttled")
    at: datetime = utc(index=True)


class Submission(Row, table=True):
    """A form that was handled: its second click finds the first one's answer."""

    key: UUID = Field(primary_key=True)
    person_id: UUID = ref("person.id")
    location: str = Field(max_length=200)
    at: datetime = utc()
