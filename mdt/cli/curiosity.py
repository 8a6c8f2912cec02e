"""What the worker does about who opens many cases within an hour: it lets the officers hear."""

import logging
from functools import partial

from sqlmodel import Session

from mdt import rounds
from mdt.cases import curious
from mdt.conferences.cascade_turns import Desk
from mdt.rounds import Stop

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


def work(desk: Desk, at_least: int, stop: Stop) -> None:
    """Warn of whoever opens so many cases until told to stop, looking every minute."""
    rounds.keep(partial(warn_due, desk, at_least), stop, LOOK_SECONDS, logger)


def warn_due(desk: Desk, at_least: int) -> int:
    """Warn of what is due; return how many mails are owed.

    Looks first without a write lock: an idle worker must not hold up people on SQLite.
    """
    now = desk.clock()
    with Session(desk.engine) as session:
        if not curious.is_due(session, at_least=at_least, now=now):
            return 0
    with desk.open_session() as session:
        number = curious.warn_due(session, at_least=at_least, now=now)
        session.commit()
    return number
