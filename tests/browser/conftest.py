"""A real browser: Debian's Chromium through Playwright, one for all tests of a process."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from mdt.models import Person
from mdt.web import streams
from tests.conftest import AsPerson
from tools.setup import find_browser

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
)

Serve = Callable[[Flask], str]
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one that needs a browser."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser; a machine without one fails these tests, it does not skip them."""
    program = find_browser()
    if program is None:
        pytest.fail("there is no browser here; as root: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Return a function that serves an application on a free port and gives its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with ExitStack() as stop:

        def start(app: Flask) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stop.callback(server.shutdown)
            return f"http://127.0.0.1:{server.port}"

        yield start


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """Return a browser profile of a Dutch reader, with nothing in it.

    Of one who asked for less motion: nothing is looked at that is still on its way.
    """
    context = chromium.new_context(
        reduced_motion="reduce", locale="nl-NL", viewport={"width": 1280, "height": 800}
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return an empty page."""
    return context.new_page()


@pytest.fixture
def visit(chromium: Browser, app: Flask, serve: Serve, as_person: AsPerson) -> Iterator[Visit]:
    """Return a function that opens a path in a browser of its own, signed in as a person."""
    address, contexts = serve(app), []

    def open_as(person: Person, path: str, *, scripts: bool = True) -> Page:
        cookie = as_person(person).get_cookie("s")
        assert cookie is not None
        context = chromium.new_context(
            reduced_motion="reduce", locale="nl-NL", java_script_enabled=scripts
        )
        contexts.append(context)
        context.add_cookies([{"name": "s", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}{path}")
        return page

    yield open_as
    for context in contexts:
        context.close()
    app.extensions[streams.STREAMS].close()
