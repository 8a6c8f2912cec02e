"""What a browser leaves on the disk of a device that others use too.

Every file of its profile is read as it is. The portal packs nothing here, so that a page that were
kept would be found; what the browser packs by itself (snappy, in its own databases) is not opened.
Source: security.md 2, row 9.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import FLAGS, Serve
from tests.conftest import AsPerson
from tests.factories import Make
from tools.setup import find_browser

WORDS = ("Kanariegeel", "Zebravink", "Papegaaiduiker")
"""The alias of a case, an action and its owner."""

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.mark.parametrize("signs_out", [True, False])
def test_no_word_of_a_case_is_left_in_a_file_of_the_browser(  # noqa: PLR0917 - fixtures
    app: Flask,
    make: Make,
    as_person: AsPerson,
    serve: Serve,
    chromium: Browser,
    tmp_path: Path,
    *,
    signs_out: bool,
) -> None:
    alias, title, name = WORDS
    lead, owner = make.coordinator(), make.person(name=name)
    case = make.case(alias=alias, lead_id=lead.id)
    make.action(case, owner, title=title)
    sitting = make.convened(case, coordinator_id=lead.id)
    cookie = as_person(lead).get_cookie("s")
    assert cookie is not None
    app.wsgi_app = _unpacked(app.wsgi_app)  # type: ignore[method-assign]
    address = serve(app)
    context = chromium.browser_type.launch_persistent_context(
        tmp_path, executable_path=find_browser(), args=list(FLAGS), locale="nl-NL"
    )
    context.add_cookies([{"name": "s", "value": cookie.value, "url": address}])

    paths = ("/", f"/cases/{case.id}", f"/cases/{case.id}/plan", f"/conferences/{sitting.id}")
    seen = _visit(context, [f"{address}{path}" for path in paths], signs_out=signs_out)

    assert [word for word in WORDS if word not in seen] == []
    files = [one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()]
    assert any(str(case.id).encode() in one for one in files), "its history knows the address"
    assert [word for word in WORDS if any(form in one for one in files for form in _as(word))] == []


def _visit(context: BrowserContext, addresses: Iterable[str], *, signs_out: bool) -> str:
    """Return all that was on the screen, once the browser is closed."""
    page, seen = context.pages[0], ""
    for address in addresses:
        page.goto(address)
        seen += page.content()
    page.go_back()
    if signs_out:
        page.locator("form[action$='/sign-out'] button").first.evaluate("one => one.click()")
        page.wait_for_url("**/sign-in*")
    context.close()
    return seen


def _as(word: str) -> tuple[bytes, bytes]:
    return word.encode(), word.encode("utf-16-le")


def _unpacked(served: Callable[..., Any]) -> Callable[..., Any]:
    """Let no answer be packed, whatever the browser accepts."""

    def serve_plain(environ: dict[str, Any], start: Any) -> Any:
        return served({**environ, "HTTP_ACCEPT_ENCODING": "identity"}, start)

    return serve_plain
