"""The demo's clock: how far every process of this installation lives from the wall clock.

`mdt demo load --at INSTANT` keeps the offset here; without it the story is moved by
whole weeks instead and no offset is kept (model.md, decided: demo clock).
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from mdt import clock
from mdt.models import Installation
from mdt.scheduling import local_time

NAME = "clock_offset_seconds"

STORY_BEGINS = datetime(2026, 2, 10, tzinfo=UTC)
"""The day of the intake."""

_FROM = datetime(2026, 2, 12, 9, 30)  # noqa: DTZ001 - Dutch wall clock, as the story tells it
"""The morning of the first conference; its review begins a week later to the minute."""


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


def whole_weeks(today: datetime) -> timedelta:
    """Return by how many whole weeks the story of February 2026 moves to have today in it.

    Today then lies between the morning of the first conference and the beginning of its
    review, on the same weekday and at the same time on Dutch clocks as in the story: there
    is always a conference to come, and something to do before it.
    """
    wall = local_time.local(today).replace(tzinfo=None)
    return timedelta(weeks=(wall - _FROM) // timedelta(weeks=1))
