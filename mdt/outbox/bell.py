"""Wake a worker as soon as something is due at once: PostgreSQL's LISTEN and NOTIFY.

A hint and no more. Whoever hears nothing looks every second, which is all there is on SQLite.

Source: security.md 5 (wake-up).
"""

import logging
from typing import Any, Protocol

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

logger = logging.getLogger(__name__)

CHANNEL = "mdt_outbox"
RINGS = "postgresql"
"""The database that can wake others."""


class Waits(Protocol):
    """Something that can be waited for; threading.Event can."""

    def wait(self, timeout: float) -> bool:
        """Wait at most timeout seconds, less when told to stop."""


def ring(session: Session) -> None:
    """Wake the workers when the session commits."""
    if session.get_bind().dialect.name == RINGS:
        session.execute(text(f"NOTIFY {CHANNEL}"))


class Bell:
    """What one worker listens to. It holds a connection of its own on PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        """Listen to the database of the engine, from the first wait on."""
        self._engine = engine
        self._line: Connection | None = None

    def wait(self, stop: Waits, seconds: float) -> None:
        """Return when it rings, or after so many seconds, or where it cannot ring when stopped."""
        if self._engine.dialect.name != RINGS:
            stop.wait(seconds)
            return
        try:
            for _ in self._driver().notifies(timeout=seconds, stop_after=1):
                break
        except (psycopg.Error, SQLAlchemyError) as error:
            logger.warning("not listening: %s", type(error).__name__)
            self.close()
            stop.wait(seconds)

    def close(self) -> None:
        """Listen no more."""
        if self._line is not None:
            self._line.invalidate()
            self._line.close()
            self._line = None

    def _driver(self) -> Any:
        if self._line is None:
            line = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            line.exec_driver_sql(f"LISTEN {CHANNEL}")
            self._line = line
        return self._line.connection.driver_connection
