"""A passkey of who joins without an account: in place of a code, and of nothing else."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class GuestPasskey(Row, table=True):
    """The public half of a key pair on an invitee's own device: opens visits, signs nobody in.

    reach_hash: of the mail address and the number that the person had then; with another one of
    either it opens nothing, for the codes that led to it may have gone to somebody else.
    """

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    credential_id: str = Field(max_length=1400, unique=True, description="base64url, as given")
    public_key: str = Field(max_length=1400, description="COSE key, base64url")
    sign_count: int = 0
    reach_hash: str = Field(max_length=64)
    created_at: datetime = utc()
    used_at: datetime | None = utc(default=None)
    revoked_at: datetime | None = utc(default=None)
