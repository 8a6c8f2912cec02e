"""People's own calendars, read only as busy time: where they are, and when their owner is busy."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class BusyKind(StrEnum):
    """How a calendar is read."""

    CALDAV = "caldav"
    ICS = "ics"


class BusyProblem(StrEnum):
    """Why a calendar could not be read; the class of the failure, never the other side's words."""

    FORBIDDEN_ADDRESS = "forbidden_address"
    NO_CALENDAR = "no_calendar"
    NOT_FOUND = "not_found"
    RECURRENCE = "recurrence"
    REFUSED = "refused"
    SEAL = "seal"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    UNREACHABLE = "unreachable"


class BusySource(Row, table=True):
    """One calendar of one person. Its address, name and password are sealed, bound to this row.

    read_at: the last reading that succeeded; whole_at: the last one that took all of it, and not
    only heard that nothing had changed; known_until: how far that one looked ahead.
    busy_quarters, perhaps_quarters: what that one found, as bits of the quarters of an hour that
    follow quarters_from; the same as the intervals say, in the form in which moments are sought.
    """

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id")
    kind: BusyKind = choice(BusyKind)
    sealed: str = Field(max_length=2400)
    etag: str = Field(default="", max_length=200)
    created_at: datetime = utc()
    due_at: datetime = utc(index=True, description="when the worker reads it next")
    read_at: datetime | None = utc(default=None)
    whole_at: datetime | None = utc(default=None)
    known_until: datetime | None = utc(default=None)
    quarters_from: datetime | None = utc(default=None)
    busy_quarters: bytes = b""
    perhaps_quarters: bytes = b""
    problem: BusyProblem | None = choice(BusyProblem, default=None)
    failures: int = Field(default=0, description="in a row")


class BusyInterval(Row, table=True):
    """Time in which a calendar says that its owner is busy, or perhaps. It has no text, ever."""

    id: UUID = uuid_key()
    source_id: UUID = ref("busy_source.id")
    starts_at: datetime = utc()
    ends_at: datetime = utc(index=True)
    is_tentative: bool = False
