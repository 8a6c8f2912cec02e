"""Rules of mdt.scheduling.usual."""

from datetime import time

from sqlalchemy import create_engine
from sqlmodel import Session

from mdt.config import Settings
from mdt.scheduling import usual
from mdt.scheduling.usual import Usual
from mdt.web import database


def test_a_session_knows_the_office_hours_and_the_patience_of_its_installation() -> None:
    settings = Settings(office_hours="09.00-18.00", patience_minutes=30, span_margin_minutes=5)

    with database.open_session(create_engine("sqlite://"), settings) as session:
        assert usual.of(session) == Usual((time(9), time(18)), 30, 5)


def test_a_session_that_was_told_nothing_takes_what_is_usual_anywhere() -> None:
    assert usual.of(Session()) == Usual()
