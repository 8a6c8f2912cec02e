"""A browser for tests: every page it gets goes through the checks of the house.

`send` posts a form with the token that a page of the same browser would carry.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from sqlmodel import Session
from werkzeug.test import TestResponse

from mdt.identity import sessions
from mdt.models import Person, SessionLevel
from mdt.web import csrf

CONTROLS = frozenset({"input", "select", "textarea"})
_parsed: WeakKeyDictionary[TestResponse, BeautifulSoup] = WeakKeyDictionary()


class Browser(FlaskClient):
    """A test client that refuses a page which breaks a rule of the house.

    A request commits what the test made so far (the test's own session holds SQLite's
    write lock until then), and afterwards the test reads its rows anew.
    """

    session: Session | None = None

    def sign_in(self, session: Session, person: Person, *, now: datetime) -> None:
        """Let this be person's browser from now on; both factors were given."""
        self.session = session
        key = sessions.start(session, person, level=SessionLevel.FULL, device="test", now=now)
        session.commit()
        with self.session_transaction() as cookie:
            cookie["_user_id"] = key
            cookie["_fresh"] = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if self.session is not None:
            self.session.commit()
            self.session.expire_all()
        response = super().open(*args, **kwargs)
        is_page = response.mimetype == "text/html" and response.location is None
        if is_page and response.data:
            check(response)
        return response


def send(browser: FlaskClient, path: str, *, htmx: bool = False, **fields: Any) -> TestResponse:
    """Post fields to path as a form of this browser would; htmx asks for the region only."""
    headers = {"HX-Request": "true"} if htmx else {}
    return browser.post(path, data={csrf.FIELD: token(browser), **fields}, headers=headers)


def token(browser: FlaskClient) -> str:
    """Return a masked CSRF token that is good in this browser."""
    with browser.session_transaction() as cookie:
        kept = dict(cookie)
        with browser.application.test_request_context() as context:
            context.session.update(kept)
            plain = generate_csrf()
            cookie["csrf_token"] = context.session["csrf_token"]
    return csrf.mask(plain)


def soup(response: TestResponse) -> BeautifulSoup:
    """Return the page, parsed once for its checks and its test together; read it only."""
    if response not in _parsed:
        _parsed[response] = BeautifulSoup(response.text, "html.parser")
    return _parsed[response]


def text_of(response: TestResponse, selector: str = "") -> str:
    """Return the words of the page or region, or of its first part that matches selector.

    Raises AssertionError when nothing does: words elsewhere on the page would pass for it.
    """
    whole = soup(response)
    part = whole.select_one(selector) if selector else whole.body or whole
    assert part is not None, f"there is no {selector}"
    return " ".join(part.get_text(" ").split())


def check(response: TestResponse) -> None:
    """Raise AssertionError for a page or region that breaks a rule of the house."""
    parsed = soup(response)
    tags = [part for part in parsed.descendants if isinstance(part, Tag)]
    _check_ids(tags)
    _check_forms(tags)
    _check_labels(tags)
    _check_csp(tags)
    if parsed.select_one("html"):
        _check_document(parsed)


def _check_document(page: BeautifulSoup) -> None:
    assert page.select_one("html[lang]"), "the page says no language"
    assert len(page.select("h1")) == 1, "a page has one h1"
    assert len(page.select("main")) == 1, "a page has one main"
    title = page.select_one("title")
    assert title, "a page has a title"
    assert title.text.strip().endswith("· Portaal Veiligheidsoverleg") or page.select_one(
        "html[lang=en]"
    ), f"the title ends otherwise: {title.text}"


def _check_ids(tags: Sequence[Tag]) -> None:
    ids = [tag["id"] for tag in tags if "id" in tag.attrs]
    assert len(ids) == len(set(ids)), f"ids stand twice: {sorted(ids)}"


def _check_forms(tags: Sequence[Tag]) -> None:
    for form in (tag for tag in tags if tag.name == "form"):
        assert form.get("action"), f"a form goes nowhere: {form}"
        if str(form.get("method", "get")).lower() == "post":
            has_token = form.find("input", attrs={"name": csrf.FIELD})
            assert has_token, f"a form has no token: {form}"


def _check_labels(tags: Sequence[Tag]) -> None:
    labelled = {tag.get("for") for tag in tags if tag.name == "label"} - {None, ""}
    for control in filter(_is_control, tags):
        has_own = control.get("aria-label") or control.get("aria-labelledby")
        is_named = has_own or control.get("id") in labelled or control.find_parent("label")
        assert is_named, f"a field has no label: {control}"


def _is_control(tag: Tag) -> bool:
    return tag.name in CONTROLS and str(tag.get("type", "")).lower() != "hidden"


def _check_csp(tags: Sequence[Tag]) -> None:
    styled = [tag for tag in tags if tag.name == "style" or "style" in tag.attrs]
    assert not styled, "inline style is refused by the CSP"
    scripts = [tag for tag in tags if tag.name == "script" and "src" not in tag.attrs]
    assert not scripts, "inline script is refused by the CSP"
    events = [name for tag in tags for name in tag.attrs if name.startswith("on")]
    assert not events, f"inline handlers are refused by the CSP: {events}"
