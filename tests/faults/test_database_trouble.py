"""A SQLite file that is really locked, or really full: a clear page, and nothing half written."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt import engine as engines
from mdt.app import create_app
from mdt.config import Settings
from mdt.models import AuditRecord, EventRecord, Organisation, Role
from tests.conftest import NOON
from tests.databases import SQLite
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

SORRY = "Het portaal is even niet bereikbaar"
NAME = "Opvang de Oude Toren"


@dataclass(frozen=True)
class Scene:
    """A portal on a file of its own, an administrator's browser, and a form to fill in."""

    file: SQLite
    browser: FlaskClient
    path: str

    def rows(self, table: type[Organisation | AuditRecord | EventRecord]) -> int:
        """Return how many rows the table has, as another process sees it."""
        with Session(self.file.engine) as session:
            return len(session.exec(select(table)).all())

    def save(self) -> TestResponse:
        return send(self.browser, self.path, name=NAME, domain="shelter")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the write lock, as another process would."""
        with closing(sqlite3.connect(self.file.engine.url.database or "")) as other:
            other.isolation_level = None
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch, at_noon: None) -> Iterator[Scene]:  # noqa: ARG001 - it is noon
    """Return a portal whose processes wait only a moment for the lock."""
    monkeypatch.setattr(engines, "BUSY_MILLISECONDS", 50)
    file = SQLite()
    app = create_app(Settings(database_url=file.url, secret_key="t" * 32), file.engine)
    app.test_client_class = Browser
    with Session(engines.writing(file.engine)) as session:
        yield _set(app, session, file)
    file.close()


def _set(app: Flask, session: Session, file: SQLite) -> Scene:
    make, browser = Make(session, NOON), app.test_client()
    path = f"/setup/regions/{make.region.id}/organisations"
    assert isinstance(browser, Browser)
    browser.sign_in(session, make.person(Role.ADMINISTRATOR), now=clock.now())
    browser.session = None  # the test itself reads by other sessions
    return Scene(file, browser, path)


def assert_sorry(response: TestResponse) -> None:
    assert response.status_code == 503
    assert SORRY in text_of(response)
    assert response.headers["Retry-After"] == "10"
    assert "Content-Security-Policy" in response.headers


def test_a_form_waits_for_another_day_and_nothing_is_half_written(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    before = [scene.rows(table) for table in (Organisation, EventRecord)]
    with caplog.at_level(logging.ERROR), scene.locked():
        assert_sorry(scene.save())

    assert "trouble: OperationalError" in caplog.text
    assert "Toren" not in caplog.text
    assert [scene.rows(table) for table in (Organisation, EventRecord)] == before
    assert scene.save().status_code == 303


def test_no_page_leaves_without_its_audit_row(scene: Scene) -> None:
    unknown = "/setup/organisations/00000000-0000-4000-8000-000000000000"
    with scene.locked():
        assert_sorry(scene.browser.get(unknown))
    assert scene.rows(AuditRecord) == 0

    assert scene.browser.get(unknown).status_code == 404
    assert scene.rows(AuditRecord) == 1


def test_what_shows_no_content_is_still_read_while_another_writes(scene: Scene) -> None:
    with scene.locked():
        assert scene.browser.get("/account/sign-in").status_code == 200


def test_a_full_disk_is_told_and_nothing_is_half_written(scene: Scene) -> None:
    with scene.file.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    scene.file.engine.dispose()

    def fill(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    sa.event.listen(scene.file.engine, "connect", fill)
    before = scene.rows(Organisation)
    answers = [
        send(scene.browser, scene.path, name=f"{NAME} {number} {'x' * 100}", domain="shelter")
        for number in range(200)
    ]
    sa.event.remove(scene.file.engine, "connect", fill)

    failed = [answer for answer in answers if answer.status_code != 303]
    assert failed
    for answer in failed:
        assert_sorry(answer)
    saved = len(answers) - len(failed)
    assert scene.rows(Organisation) == before + saved
    assert not soup(failed[0]).select("form")
