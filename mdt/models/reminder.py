"""Reminders: in what rhythm someone wants them, and which were given."""

from datetime import datetime, time
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class ReminderRhythm(Row, table=True):
    """How someone wants to be reminded; who chose nothing is told at once, within the day."""

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id", index=False, unique=True)
    digest_at: time | None = Field(
        default=None, description="bundled in one mail a day at this wall-clock time; None: at once"
    )


class Reminder(Row, table=True):
    """One thing that one person was reminded of on one occasion, and by which message.

    key says which thing, occasion and person; it is there once, whatever happens to a worker.
    """

    id: UUID = uuid_key()
    key: str = Field(max_length=200, unique=True)
    person_id: UUID = ref("person.id")
    message_id: UUID = ref("outbox_message.id")
    case_id: UUID | None = ref("case.id", default=None)
    action_id: UUID | None = ref("safety_action.id", default=None)
    invitation_id: UUID | None = ref("invitation.id", default=None)
    at: datetime = utc()
