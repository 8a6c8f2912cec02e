"""Let a database that came back open nothing and send nothing by itself."""

from datetime import datetime

from sqlalchemy import Connection, update
from sqlmodel import col

from mdt.backup import noting
from mdt.models import (
    WAITING,
    EmergencyAccess,
    JoinCode,
    OneTimeLink,
    OutboxMessage,
    OutboxState,
    Visit,
    WebSession,
)
from mdt.outbox.claims import RESTORED


def make(connection: Connection, made_at: datetime, *, now: datetime) -> None:
    """End every session and visit, every open link and code, and give up what waited to leave.

    Somebody used a link since, or mail left since: the copy does not know.
    """
    for model in (WebSession, OneTimeLink, JoinCode):
        ended = update(model).where(col(model.revoked_at).is_(None))
        connection.execute(ended.values(revoked_at=now))
    connection.execute(update(Visit).where(col(Visit.ended_at).is_(None)).values(ended_at=now))
    running = update(EmergencyAccess).where(
        col(EmergencyAccess.ended_at).is_(None), col(EmergencyAccess.until_at) > now
    )
    connection.execute(running.values(ended_at=now))
    connection.execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.state).in_(WAITING))
        .values(
            state=OutboxState.DEAD,
            last_error=RESTORED,
            due_at=now,
            lease="",
            leased_until=None,
            sealed="",
        )
    )
    noting.note(connection, noting.RESTORED_AT, now)
    noting.note(connection, noting.RESTORED_FROM, made_at)
