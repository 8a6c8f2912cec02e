"""What every command that works on the database begins with."""

import os
import signal
from threading import Event
from types import FrameType

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from mdt import acting, config, migrate
from mdt import engine as engines
from mdt.cli.problem import Problem
from mdt.config import Settings
from mdt.demo import offset
from mdt.web import logs


def settings() -> Settings:
    """Return the settings of this process. Raises ConfigError."""
    return config.load(os.environ)


def engine(chosen: Settings) -> Engine:
    """Return the database, known to have the shape that this program needs.

    In demo mode this process then lives at the demo's clock. Raises Problem.
    """
    found = acting.portal(engines.connect(chosen.database_url))
    try:
        _require_newest(found)
    except Problem:
        found.dispose()
        raise
    if chosen.demo:
        offset.restore(found)
    return found


def _require_newest(found: Engine) -> None:
    try:
        with found.connect() as connection:
            revision = migrate.current(connection)
    except DBAPIError as error:
        raise Problem(
            f"the database does not answer ({type(error).__name__}): look at MDT_DATABASE_URL."
        ) from None
    if revision != migrate.newest():
        raise Problem(
            f"the database is at revision {revision}, this program needs {migrate.newest()}: "
            "run `mdt db upgrade`."
        )


def log() -> None:
    """Log to stderr, for operators: what happened to which row, and never content."""
    logs.configure()


def told_to_stop() -> Event:
    """Return what is set when this process is asked to end."""
    stop = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop
