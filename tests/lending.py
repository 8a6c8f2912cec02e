"""One wired portal for many tests: wiring costs more than a request."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine

from mdt.app import create_app
from mdt.config import Settings
from mdt.web import streams
from tests.pages import Browser


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Keep compiled templates from one test's app to the next."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def apps() -> dict[Settings, Flask]:
    """Return the portals that this process has wired so far; wiring costs more than a request."""
    return {}


@pytest.fixture
def app(
    apps: dict[Settings, Flask],
    settings: Settings,
    engine: Engine,
    compiled: FileSystemBytecodeCache,
    at_noon: None,  # noqa: ARG001 - it is noon
) -> Iterator[Flask]:
    """Return the portal at NOON on the test's database; a test may change it for itself."""
    if settings not in apps:
        app = apps[settings] = create_app(settings, engine)
        app.jinja_env.bytecode_cache = compiled
        app.testing = True
        app.test_client_class = Browser
    with _lent(apps[settings]) as app:
        yield app


@contextmanager
def _lent(app: Flask) -> Iterator[Flask]:
    """Lend the application to one test, with streams of its own, and undo what the test changes.

    Its settings, extensions and views are put back; a test that wires more makes its own.
    """
    streams.init_app(app)
    kept = [(mine, mine.copy()) for mine in (app.config, app.extensions, app.view_functions)]
    yield app
    for mine, before in kept:
        mine.clear()
        mine.update(before)
