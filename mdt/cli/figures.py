"""What the worker does about the figures for everybody: a quarter is told when its time came."""

import logging
from functools import partial

from sqlmodel import Session

from mdt import rounds
from mdt.conferences.cascade_turns import Desk
from mdt.rounds import Stop
from mdt.statistics import publishing

logger = logging.getLogger(__name__)

LOOK_SECONDS = 3600.0


def work(desk: Desk, stop: Stop) -> None:
    """Publish what is due until told to stop, looking every hour."""
    rounds.keep(partial(publish_due, desk), stop, LOOK_SECONDS, logger)


def publish_due(desk: Desk) -> int:
    """Publish what is due; return how many quarters of regions.

    Looks first without a write lock, and again with one: another worker may have been faster.
    """
    now = desk.clock()
    with Session(desk.engine) as session:
        if not publishing.due(session, now=now):
            return 0
    with desk.open_session() as session:
        found = publishing.due(session, now=now)
        for region_id, quarter in found:
            publishing.publish(session, region_id, quarter, now=now)
        session.commit()
    return len(found)
