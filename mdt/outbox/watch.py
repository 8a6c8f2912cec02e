"""How the outbox stands: what waits, since when, and whether somebody must look.

Counts only: whom a message is for is told by mdt.directory.undelivered, to whoever may know it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col, func, select

from mdt.models import OutboxChannel, OutboxMessage, OutboxState
from mdt.outbox import queue

LATE = timedelta(minutes=5)
"""A message that waits longer than this past its time says that nobody delivers (security.md 5)."""

LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """How many messages are due, wait for their time or another try, are held, and left lately."""

    due: int
    later: int
    again: int
    held: int
    sent: int
    oldest_due_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Tell whether the oldest message waits too long past its time."""
        return is_late(self.oldest_due_at, now)


def standing(
    session: Session, may_see: ColumnElement[bool] | None = None, *, now: datetime
) -> Standing:
    """Return how the outbox of the whole installation stands at now.

    may_see: condition on OutboxMessage for what its reader may know of; all of it by default.
    """
    counts = true() if may_see is None else may_see
    due_at, tried = col(OutboxMessage.due_at), col(OutboxMessage.attempts) > 0
    due, later, again = session.exec(
        select(
            func.count().filter(due_at <= now),
            func.count().filter(due_at > now, ~tried),
            func.count().filter(due_at > now, tried),
        ).where(OutboxMessage.state == OutboxState.PENDING, counts)
    ).one()
    held = session.exec(
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.HELD, queue.is_of_use(now), counts)
    ).one()
    sent = session.exec(
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.state == OutboxState.SENT, due_at > now - LATELY, counts)
        .where(col(OutboxMessage.channel).in_(OutboxChannel))
    ).one()
    return Standing(due, later, again, held, sent, oldest_due_at(session, counts, now=now))


def oldest_due_at(
    session: Session, may_see: ColumnElement[bool] | None = None, *, now: datetime
) -> datetime | None:
    """Return since when the oldest message that is due waits; None when none is due."""
    counts = true() if may_see is None else may_see
    oldest = (_oldest_of(session, channel, counts, now) for channel in OutboxChannel)
    return min(filter(None, oldest), default=None)


def is_late(due_at: datetime | None, now: datetime) -> bool:
    """Tell whether a message that is due since then waits too long."""
    return due_at is not None and due_at < now - LATE


def _oldest_of(
    session: Session, channel: OutboxChannel, counts: ColumnElement[bool], now: datetime
) -> datetime | None:
    """Return the same of one channel: one look into the index, however much waits."""
    return session.exec(
        select(OutboxMessage.due_at)
        .where(OutboxMessage.state == OutboxState.PENDING, OutboxMessage.channel == channel)
        .where(OutboxMessage.due_at <= now, counts)
        .order_by(col(OutboxMessage.due_at))
        .limit(1)
    ).first()
