"""Passkeys: keys that a person's device or telephone keeps, and challenges they answered."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class Passkey(Row, table=True):
    """A key pair of which the private half never leaves its device; this row has the public one.

    A person has as many as they have devices. sign_count is 0 for ever where a passkey is kept
    in step on several devices.
    """

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    credential_id: str = Field(max_length=1400, unique=True, description="base64url, as given")
    public_key: str = Field(max_length=1400, description="COSE key, base64url")
    sign_count: int = 0
    name: str = Field(max_length=80)
    created_at: datetime = utc()
    used_at: datetime | None = utc(default=None)
    revoked_at: datetime | None = utc(default=None)


class SpentChallenge(Row, table=True):
    """A challenge that a passkey answered: its second answer is refused."""

    challenge_hash: str = Field(max_length=64, primary_key=True)
    at: datetime = utc(index=True)
