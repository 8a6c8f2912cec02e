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

NAME = "clock_offset_seconds"

STORY_BEGINS = datetime(2026, 2, 10, tzinfo=UTC)
"""The day of the intake."""

_DAY_AFTER_THE_TABLE = datetime(2026, 2, 13, tzinfo=UTC)
"""The first conference was on 12 February, its review is on the 19th."""


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

    Today then lies between the first conference and the day of its review, on the same
    weekday as in the story.
    """
    days = (today - _DAY_AFTER_THE_TABLE).days
    return timedelta(weeks=days // 7)
