"""A portal on a database, and people who ask it for pages as a browser and its server do.

A page is asked for through WSGI, from the environment that a server makes to the bytes that leave;
what a server and a network add is not in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, event
from sqlmodel import Session
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from mdt import clock
from mdt import engine as engines
from mdt.app import create_app
from mdt.config import Settings
from mdt.identity import sessions
from mdt.models import Person, SessionLevel

LOCAL = "http://localhost:5000"
ACCEPTED = "gzip, deflate, br"


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the headers and the body as it goes over the wire."""

    status: str
    headers: Headers
    body: bytes


Visit = Callable[[], Answer]


def portal(url: str, engine: Engine) -> Flask:
    """Return the portal on this database, as it is served."""
    return create_app(Settings(database_url=url, secret_key="b" * 32, base_url=LOCAL), engine)


def as_person(app: Flask, engine: Engine, person_id: UUID) -> str:
    """Sign somebody in with both factors and return the cookie of their browser."""
    browser = app.test_client()
    with Session(engines.writing(engine)) as session:
        person = session.get_one(Person, person_id)
        key = sessions.start(session, person, level=SessionLevel.FULL, device="", now=clock.now())
        session.commit()
    with browser.session_transaction() as kept:
        kept["_user_id"] = key
        kept["_fresh"] = True
    browser.get("/", base_url=LOCAL)
    cookie = browser.get_cookie("s")
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def visit(app: Flask, path: str, cookie: str = "", accepted: str = ACCEPTED) -> Visit:
    """Return what asks for a page, each time anew."""
    return partial(_ask, app, environ(path, **{"Accept-Encoding": accepted, "Cookie": cookie}))


def environ(path: str, **headers: str) -> dict[str, Any]:
    """Return what a server makes of a request for the page by a Dutch browser."""
    return EnvironBuilder(
        path, LOCAL, headers=list({"Accept-Language": "nl", **headers}.items())
    ).get_environ()


def _ask(app: Flask, asked: dict[str, Any]) -> Answer:
    body, status, headers = run_wsgi_app(app.wsgi_app, asked, buffered=True)
    return Answer(status, headers, b"".join(body))


def statements(engine: Engine, work: Callable[[], object]) -> list[str]:
    """Return every statement that the database got while the work was done."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen
