"""Addresses of mdt.blueprints.health, as a stranger finds them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from tests.conftest import NOON
from tests.factories import Make
from tests.pages import Browser

LIVE, READY = "/health/live", "/health/ready"
pytestmark = pytest.mark.usefixtures("at_noon")


def asked(engine: Engine, client: FlaskClient, path: str) -> Sequence[str]:
    """Return what the database is asked for one answer."""
    found: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    client.get(path)
    sa.event.remove(engine, "before_cursor_execute", note)
    return found


@pytest.mark.parametrize("path", [LIVE, READY])
def test_a_stranger_gets_a_status_and_nothing_else(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    assert answer.data == b""
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_when_mail_stays_the_portal_lives_but_is_not_ready(
    session: Session, make: Make, client: FlaskClient
) -> None:
    make.message(due_at=NOON - timedelta(minutes=6))
    session.commit()

    answer = client.get(READY)

    assert (answer.status_code, answer.data) == (503, b"")
    assert client.get(LIVE).status_code == 200


def test_asking_whether_it_lives_costs_the_database_nothing(
    engine: Engine, client: FlaskClient
) -> None:
    assert asked(engine, client, LIVE) == []


def test_who_is_signed_in_is_not_looked_up(
    session: Session, engine: Engine, make: Make, client: FlaskClient
) -> None:
    assert isinstance(client, Browser)
    client.sign_in(session, make.person(), now=NOON)
    client.session = None

    assert not [one for one in asked(engine, client, READY) if "web_session" in one]
