"""Who is reminded in tests of mdt.reminders, and by which look at the clock."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.conferences.cascade_turns import Desk
from mdt.models import MessageKind, OutboxMessage, Person, Reminder, SafetyAction
from mdt.reminders.occasions import Timetable
from mdt.scheduling.local_time import resolve_local
from mdt.web import database
from tests.conftest import NOON
from tests.factories import Make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
USUAL = Timetable()
LATE = NOON + 2 * DAY
"""A Thursday: what Make agrees on is due on Wednesday at this hour."""

At = Callable[[datetime], int]


def desk(engine: Engine, now: datetime) -> Desk:
    return Desk(engine, lambda: database.open_session(engines.writing(engine)), lambda: now)


def mails(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == MessageKind.REMINDER)
    return list(session.exec(query))


def said(session: Session) -> list[str]:
    return sorted(key.rpartition(":")[2] for key in session.exec(select(Reminder.key)))


def owned(make: Make, owner: Person | None = None, **columns: object) -> SafetyAction:
    """Return an action that was agreed long ago."""
    return make.action(make.case(), owner, created_at=NOON - 30 * DAY, **columns)


def wall(day: date, hour: int, minute: int = 0) -> datetime:
    return resolve_local(datetime.combine(day, time(hour, minute)))
