"""Which messages nobody needs any more: done with long ago, and of no conference.

What belongs to a conference goes with it (mdt.retention.destroying).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt.models import WAITING, OutboxMessage, Reminder


def outlived(now: datetime, *, kept: timedelta) -> SelectOfScalar[UUID]:
    """Return the query for the messages that were owed longer ago than that and wait no more.

    One that stands beside a reminder stays as long as the reminder does.
    """
    of_reminder = select(Reminder.id).where(col(Reminder.message_id) == OutboxMessage.id)
    return select(OutboxMessage.id).where(
        col(OutboxMessage.conference_id).is_(None),
        col(OutboxMessage.state).not_in(WAITING),
        col(OutboxMessage.created_at) < now - kept,
        ~of_reminder.exists(),
    )


def forget(session: Session, gone: Sequence[UUID]) -> None:
    """Delete these messages."""
    session.execute(delete(OutboxMessage).where(col(OutboxMessage.id).in_(gone)))
