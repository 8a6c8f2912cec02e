"""What a poll owes to the clock: one reminder, and its end. Due times are rows.

A worker that dies leaves them due; the conference is claimed before anything is done, so that two
workers do nothing twice.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from mdt.models import Poll, PollState
from mdt.polls import asking
from mdt.polls.asking import PollOver

Open = Callable[[], AbstractContextManager[Session]]
"""Gives a session that may write, whose events cause their reactions."""


def handle(engine: Engine, open_session: Open, *, now: datetime) -> int:
    """Do all that is due at now, a transaction for each poll; return for how many polls.

    Looks first without a write lock: an idle worker must not hold up people on SQLite.
    """
    with Session(engine) as session:
        found = session.exec(
            select(Poll.id).where(
                Poll.state == PollState.OPEN,
                or_(col(Poll.closes_at) <= now, col(Poll.remind_at) <= now),
            )
        ).all()
    return sum(_handle_one(open_session, poll_id, now) for poll_id in found)


def _handle_one(open_session: Open, poll_id: UUID, now: datetime) -> bool:
    with open_session() as session:
        poll = session.get_one(Poll, poll_id)
        try:
            asking.claim(session, poll)
        except PollOver:
            return False
        if poll.state is not PollState.OPEN:
            return False
        if poll.closes_at <= now:
            asking.close(session, poll, by=None, now=now)
        elif poll.remind_at is not None and poll.remind_at <= now:
            asking.remind(session, poll, by=None, now=now)
        else:
            return False
        session.commit()
        return True
