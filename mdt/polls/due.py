"""What a poll owes to the clock: one reminder, and its end. Due times are rows.

A worker that dies leaves them due; the conference is claimed before anything is done, so that two
workers do nothing twice.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session, col, or_, select

from mdt import rounds
from mdt.conferences.cascade_turns import Desk
from mdt.models import Poll, PollState
from mdt.outbox.delivery import POLL_SECONDS
from mdt.polls import asking
from mdt.polls.asking import PollOver
from mdt.rounds import Stop

logger = logging.getLogger(__name__)


def work(desk: Desk, stop: Stop) -> None:
    """Do what is due until told to stop, looking every second."""
    rounds.keep(partial(handle_due, desk, stop), stop, POLL_SECONDS, logger)


def handle_due(desk: Desk, stop: Stop) -> int:
    """Do all that is due now, a transaction for each poll; return for how many polls.

    Looks first without a write lock: an idle worker must not hold up people on SQLite.
    """
    now = desk.clock()
    with Session(desk.engine) as session:
        found = list(_due(session, now))
    return sum(_handle(desk, poll_id, now) for poll_id in found if not stop.is_set())


def _due(session: Session, now: datetime) -> Iterator[UUID]:
    is_due = or_(col(Poll.closes_at) <= now, col(Poll.remind_at) <= now)
    yield from session.exec(select(Poll.id).where(Poll.state == PollState.OPEN, is_due))


def _handle(desk: Desk, poll_id: UUID, now: datetime) -> bool:
    """Do what is still due of one poll; False when another worker, or somebody, was first."""
    with desk.open_session() as session:
        poll = session.get_one(Poll, poll_id)
        try:
            asking.claim(session, poll)
        except PollOver:
            return False
        is_done = _act(session, poll, now)
        session.commit()
    return is_done


def _act(session: Session, poll: Poll, now: datetime) -> bool:
    if poll.state is PollState.OPEN and poll.closes_at <= now:
        asking.close(session, poll, by=None, now=now)
    elif poll.state is PollState.OPEN and poll.remind_at and poll.remind_at <= now:
        asking.remind(session, poll, by=None, now=now)
    else:
        return False
    return True
