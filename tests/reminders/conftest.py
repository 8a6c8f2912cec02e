"""What tests of reminders can ask for."""

from datetime import datetime
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.reminders import due
from tests.reminders.cast import USUAL, At, desk


@pytest.fixture
def at(engine: Engine, session: Session) -> At:
    """Return a function that lets a worker look at an instant."""

    def handle(now: datetime) -> int:
        session.commit()
        done = due.handle_due(desk(engine, now), USUAL, Event())
        session.expire_all()
        return done

    return handle
