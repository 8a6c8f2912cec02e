"""Somebody who joins often was offered an account: what they said, and what became of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mdt.models.base import Row, choice, ref, utc, uuid_key


class WishState(StrEnum):
    """Where the wish for an account stands; whoever refused is not asked again."""

    ASKED = "asked"
    REFUSED = "refused"
    AGREED = "agreed"
    DECLINED = "declined"


class AccountWish(Row, table=True):
    """What one person said to the offer of an account; one row a person.

    region_id: of the conference in which they said it, whose coordinators decide.
    """

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id", unique=True)
    region_id: UUID = ref("region.id")
    state: WishState = choice(WishState)
    said_at: datetime = utc()
    decided_by_id: UUID | None = ref("person.id", default=None, index=False)
    decided_at: datetime | None = utc(default=None)
