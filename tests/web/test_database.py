"""Rules of mdt.web.database: one request, one transaction."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.config import Settings
from mdt.models import Installation
from mdt.web import database


@pytest.fixture
def portal(settings: Settings, engine: Engine) -> Flask:
    """Return an application whose one form writes a row, and then answers as it is told to."""
    app = Flask(__name__)
    app.extensions["mdt.settings"] = settings
    database.init_app(app, engine)

    def write(status: int) -> tuple[str, int]:
        session = database.get_session()
        session.add(Installation(name="written by the form", value="half of it"))
        session.flush()
        return "", status

    app.add_url_rule("/<int:status>", view_func=write, methods=["POST"])
    return app


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500, 503])
def test_a_form_that_is_refused_after_it_began_to_write_leaves_nothing(
    portal: Flask, session: Session, status: int
) -> None:
    assert portal.test_client().post(f"/{status}").status_code == status

    assert not session.exec(select(Installation)).all()


def test_a_form_that_is_taken_is_kept(portal: Flask, session: Session) -> None:
    assert portal.test_client().post("/303").status_code == 303

    assert [one.value for one in session.exec(select(Installation))] == ["half of it"]
