"""At which times someone can have their one mail a day: half hours within their own day."""

from datetime import time

from sqlalchemy import func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col

from mdt.models import Person, WorkingPattern
from mdt.scheduling import usual
from mdt.scheduling.waking import MORNING, NIGHT


def offered(session: Session, person: Person, chosen: time) -> list[time]:
    """Return the half hours from when the person begins until they stop, and the chosen time."""
    first, last = _day(session, person)
    return sorted({chosen, *(at for at in _half_hours() if first <= at <= last)})


def _day(session: Session, person: Person) -> tuple[time, time]:
    """Return when the earliest of the person's days begins and the latest ends."""
    starts, ends = session.execute(
        sa_select(func.min(col(WorkingPattern.starts)), func.max(col(WorkingPattern.ends))).where(
            col(WorkingPattern.person_id) == person.id
        )
    ).one()
    return usual.of(session).office if starts is None else (starts, ends)


def _half_hours() -> list[time]:
    halves = (time(hour, minute) for hour in range(24) for minute in (0, 30))
    return [at for at in halves if MORNING <= at < NIGHT]
