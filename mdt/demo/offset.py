"""The demo's clock: how far every process of this installation lives from the wall clock.

`mdt demo load --at INSTANT` keeps the offset here; without it the story is moved by
whole weeks instead and no offset is kept (model.md, decided: demo clock).
"""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from mdt import clock
from mdt.models import Installation
from mdt.scheduling import local_time

NAME = "clock_offset_seconds"


def keep(session: Session, offset: timedelta) -> None:
    """Keep the offset for every process that starts from now on, and take it here."""
    session.merge(Installation(name=NAME, value=str(round(offset.total_seconds()))))
    clock.shift(offset)


def restore(engine: Engine) -> None:
    """Let this process live at the offset that was kept; without one, at the wall clock.

    A database without tables yet has no offset.
    """
    try:
        with Session(engine) as session:
            row = session.get(Installation, NAME)
    except DBAPIError:
        row = None
    clock.shift(timedelta(seconds=int(row.value)) if row else timedelta(0))


def whole_weeks(today: datetime, since: datetime) -> timedelta:
    """Return by how many whole weeks a story moves to have today in it.

    Today then lies in the week that begins at since, a wall-clock time as the story tells it, on
    the same weekday and at the same time on Dutch clocks as in the story.
    """
    wall = local_time.local(today).replace(tzinfo=None)
    return timedelta(weeks=(wall - since) // timedelta(weeks=1))
