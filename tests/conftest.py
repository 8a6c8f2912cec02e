"""What every test can ask for. A test that asks for a database runs on each of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import clock
from mdt import engine as engines
from mdt.config import Settings
from mdt.models import Person
from mdt.web import database as web_database
from tests import databases
from tests.databases import Database
from tests.factories import Make
from tests.pages import Browser

pytest_plugins = ("tests.lending", "tests.quick", "tests.second_looks")

NOON = datetime(2026, 2, 10, 12, tzinfo=UTC)
"""The instant at which tests happen, unless they say otherwise."""

VAULT_KEY = "test:" + "A" * 43 + "="
KEYS = Settings(vault_key=VAULT_KEY, span_margin_minutes=0)
"""What a session of a test is opened with: the usual, and a key of the vault."""

DATABASES = ("sqlite", "postgresql")
KINDS = tuple(pytest.param(kind, marks=getattr(pytest.mark, kind)) for kind in DATABASES)

AsPerson = Callable[[Person], Browser]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one run choose the databases, and how closely pages are looked at."""
    parser.addoption("--database", choices=(*DATABASES, "both"), default="both")
    words = "try every rule of axe on every page at every width in both colour schemes: slow"
    parser.addoption("--every-look", action="store_true", help=words)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches the database on each database.

    What a page looks like in a browser is the same on each, and runs on one, unless the test
    is marked each_database. What only one database has is marked with its name.
    """
    if "database" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--database")
    only = {kind for kind in DATABASES if metafunc.definition.get_closest_marker(kind)}
    kinds = [
        kind
        for kind in KINDS
        if chosen in {"both", *kind.values} and (not only or only & {*kind.values})
    ]
    if "chromium" in metafunc.fixturenames and not _is_of_each(metafunc):
        kinds = kinds[:1]
    metafunc.parametrize("database", kinds, indirect=True)


def _is_of_each(metafunc: pytest.Metafunc) -> bool:
    return metafunc.definition.get_closest_marker("each_database") is not None


@pytest.fixture(scope="session")
def opened() -> Iterator[dict[str, Database]]:
    """Return the databases that this process has opened so far; close them at its end."""
    found: dict[str, Database] = {}
    yield found
    for one in found.values():
        one.close()


@pytest.fixture
def database(request: pytest.FixtureRequest, opened: dict[str, Database]) -> Iterator[Database]:
    """Return a migrated database without rows."""
    kind: str = request.param
    if kind not in opened:
        opened[kind] = databases.open_database(kind)
    yield opened[kind]
    opened[kind].empty()


@pytest.fixture
def engine(database: Database) -> Engine:
    """Return the engine of the test's database; its transactions read, see engines.writing."""
    return database.engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Return a session as a request has it: it may write, and events cause their reactions."""
    with web_database.open_session(engines.writing(engine), KEYS) as session:
        yield session


@pytest.fixture
def make(session: Session) -> Make:
    """Return the maker of rows in the test's session, dated NOON."""
    return Make(session, NOON)


@pytest.fixture
def at_noon() -> Iterator[None]:
    """Let the portal's own clock say NOON and go on from there."""
    clock.shift(NOON - clock.now())
    yield
    clock.shift(NOON - NOON)


@pytest.fixture
def settings(database: Database) -> Settings:
    """Return the settings of an installation in development."""
    # Who tries the margin around somebody's own cases says so.
    return replace(KEYS, database_url=database.url, secret_key="t" * 32)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    return app.test_client()


@pytest.fixture
def as_person(app: Flask, session: Session) -> AsPerson:
    """Return a function that gives a person's own browser; both factors were given."""

    def sign_in(person: Person) -> Browser:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.sign_in(session, person, now=clock.now())
        return browser

    return sign_in
