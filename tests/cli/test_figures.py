"""The round of the worker that publishes figures."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.cli import figures
from mdt.conferences.cascade_turns import Desk
from mdt.models import PublicFigure
from mdt.web import database
from tests.conftest import KEYS
from tests.factories import Make

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)


def test_four_quarters_are_published_once(engine: Engine, session: Session, make: Make) -> None:
    make.person()
    session.commit()
    desk = Desk(
        engine=engine,
        open_session=lambda: database.open_session(engines.writing(engine), KEYS),
        clock=lambda: NOW,
    )

    assert figures.publish_due(desk) == 4
    assert figures.publish_due(desk) == 0
    session.expire_all()
    assert len(session.exec(select(PublicFigure)).all()) == 16
