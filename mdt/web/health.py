"""Whether this installation can do its work: asked by machines, answered with yes or no.

The answer is kept for a few seconds, and one thread at a time works it out: who asks often learns
nothing sooner and costs nothing.

Source: security.md 5 (health).
"""

import logging
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Lock

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from mdt import clock, migrate
from mdt import engine as engines
from mdt.outbox import watch

logger = logging.getLogger(__name__)

STOPPING = Event()
"""Set once this process was told to stop: it still answers, and is not ready any more."""

KEPT = timedelta(seconds=5)
MOST_SKEW = timedelta(seconds=30)
"""Leases last two minutes: workers on two machines must agree on what time it is."""

LEAST_SHARE = 0.1
LEAST_BYTES = 2 * 1024**3
"""A disk is nearly full when a tenth of it is left, and that is little."""


def problem(engine: Engine, folder: Path, *, now: datetime) -> str | None:
    """Return what keeps the portal from working, in a word for the log; None when nothing.

    It writes to the database, and leaves without a commit.
    """
    try:
        with Session(engines.writing(engine)) as session:
            return _problem(session, folder, now)
    except SQLAlchemyError as error:
        return type(error).__name__


def is_nearly_full(total: int, free: int) -> bool:
    """Tell whether a disk of so many bytes has too few left."""
    return free < LEAST_SHARE * total and free < LEAST_BYTES


@dataclass
class Readiness:
    """What was last found, and when."""

    found: str | None = None
    at: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def is_ready(self, engine: Engine, folder: Path, *, now: datetime) -> bool:
        """Tell whether the portal can work, as found at most a few seconds ago."""
        with self.lock:
            if self.at is None or not timedelta() <= now - self.at < KEPT:
                before, self.found = self.found, problem(engine, folder, now=now)
                self.at = now
                if self.found and self.found != before:
                    logger.error("not ready: %s", self.found)
            return self.found is None


def skew(session: Session) -> timedelta:
    """Return by how much the clock of the database's machine and our own differ.

    SQLite has no clock but ours.
    """
    if session.get_bind().dialect.name != "postgresql":
        return timedelta()
    theirs: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return abs(theirs - clock.unshifted())


def _problem(session: Session, folder: Path, now: datetime) -> str | None:
    if skew(session) > MOST_SKEW:
        return "clock"
    if migrate.current(session.connection()) != migrate.newest():
        return "migration"
    session.execute(text("UPDATE alembic_version SET version_num = version_num"))
    is_late = watch.is_late(watch.oldest_due_at(session, now=now), now)
    if is_late:
        return "outbox"
    usage = shutil.disk_usage(folder)
    return "disk" if is_nearly_full(usage.total, usage.free) else None
