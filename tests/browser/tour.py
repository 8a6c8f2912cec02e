"""A walk through the pages of one region: every person has a browser of their own."""

from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, Response
from werkzeug.routing import Rule

from tests.browser import every_page
from tests.browser.every_page import Look
from tests.browser.full_region import Region
from tests.conftest import AsPerson


class Tour:
    """Opens what is in the table of every_page, as the person who is named there."""

    def __init__(
        self, chromium: Chromium, app: Flask, address: str, region: Region, as_person: AsPerson
    ) -> None:
        """Walk through region, which app serves at address."""
        self.app, self.address = app, address
        self._chromium, self._region, self._as_person = chromium, region, as_person
        self._contexts: dict[tuple[str, bool], BrowserContext] = {}
        self._clients: dict[str, FlaskClient] = {}
        self._pages: dict[tuple[str, bool], Page] = {}

    def open(self, look: Look, *, scripts: bool = True) -> tuple[Page, int]:
        """Return the page of a line of the table, and the status it came with."""
        page = self.page_of(look.who, scripts=scripts)
        answer = page.goto(self.address + self.path(look))
        assert isinstance(answer, Response)
        return page, answer.status

    def read(self, look: Look) -> str:
        """Return the page as it comes over the wire, without a real browser."""
        if look.who not in self._clients:
            is_public = look.who == every_page.PUBLIC
            person = None if is_public else self._region.people[look.who]
            client = self._as_person(person) if person else self.app.test_client()
            self._clients[look.who] = client
        return self._clients[look.who].get(self.path(look)).text

    def takes(self, action: str) -> str:
        """Return the endpoint that takes the form with this action."""
        path = urlsplit(action).path
        endpoint: str = self.app.url_map.bind("localhost").match(path, method="POST")[0]
        return endpoint

    def path(self, look: Look) -> str:
        """Return the address of a line of the table, its parameters filled in."""
        [rule] = [one for one in self.app.url_map.iter_rules(look.endpoint) if gives_page(one)]
        rows = {**self._region.keys, **self._region.texts}
        values = {name: rows[look.key_of(name)] for name in rule.arguments}
        built: str = self.app.url_map.bind("localhost").build(look.endpoint, values, method="GET")
        return built + look.query

    def page_of(self, who: str, *, scripts: bool = True) -> Page:
        """Return the open page of somebody's browser."""
        if (who, scripts) not in self._pages:
            context = self._chromium.new_context(
                reduced_motion="reduce", locale="nl-NL", java_script_enabled=scripts
            )
            self._contexts[who, scripts] = context
            if who != every_page.PUBLIC:
                cookie = self._as_person(self._region.people[who]).get_cookie("s")
                assert cookie is not None
                context.add_cookies([{"name": "s", "value": cookie.value, "url": self.address}])
            self._pages[who, scripts] = context.new_page()
        return self._pages[who, scripts]

    def close(self) -> None:
        """Close every browser."""
        for context in self._contexts.values():
            context.close()


def gives_page(rule: Rule) -> bool:
    """Tell whether an address can be opened."""
    return "GET" in (rule.methods or set())


Start = Callable[[Region], Tour]
