"""Every page of the portal in a real browser: empty, full and with errors, at every width.

And by keyboard alone, and without scripts.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from sqlmodel import Session

from mdt.config import Settings
from tests.browser import empty_region, every_page, full_region, keyboard, looks, scriptless
from tests.browser.conftest import Serve
from tests.browser.every_page import Look
from tests.browser.full_region import Region
from tests.browser.tour import Start, Tour, gives_page
from tests.conftest import KEYS, AsPerson
from tests.databases import Database
from tests.factories import Make

Glance = Callable[..., list[str]]
LOOKS = list(every_page.looks())
PARTS = 3
"""In how many tests a tour is cut, so that they can run side by side."""

MENU_AT_HOME = ".nav a[href='/'][aria-current]"
"""What only the first page of a person has: there the menu is walked through as well."""

FIELDS = "input:not([type=hidden]), select, textarea"
LENIENT = {"search.find": "finds nothing, and says so"}
"""What takes every text, each with the reason."""

SPOIL = """([action, fields]) => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.find((one) =>
    one.getAttribute("action") === action && one.querySelector(fields));
  for (const one of form.querySelectorAll(fields)) {
    if (one.tagName === "SELECT") one.append(new Option("?", "nonsense", true, true));
    else if (one.type === "radio" || one.type === "checkbox")
      Object.assign(one, {value: "?", checked: true});
    else {
      if (one.tagName === "INPUT") one.type = "text";
      one.value = "x".repeat(5000);
    }
  }
  HTMLFormElement.prototype.submit.call(form);
}"""
"""Fill every field with what cannot be, and send the form as it goes without JavaScript."""


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Return the settings of a demo, with a folder of its own for mail."""
    ours = replace(KEYS, database_url=database.url, secret_key="t" * 32)
    return replace(ours, demo=True, catcher_dir=tmp_path / "postvak")


@pytest.fixture
def glance(pytestconfig: pytest.Config) -> Glance:
    """Return how to look at a page: as usual, or with --every-look at all there is to see."""
    is_thorough = pytestconfig.getoption("every_look")

    def look(page: Page, usual: looks.Glances = looks.FIRST) -> list[str]:
        return looks.glance(page, looks.EVERY if is_thorough else usual)

    return look


@pytest.fixture
def start(chromium: Chromium, app: Flask, serve: Serve, as_person: AsPerson) -> Iterator[Start]:
    """Return a function that begins a tour of a region."""
    tours: list[Tour] = []

    def begin(region: Region) -> Tour:
        tours.append(Tour(chromium, app, serve(app), region, as_person))
        return tours[-1]

    yield begin
    for tour in tours:
        tour.close()


@pytest.fixture
def tour(session: Session, make: Make, settings: Settings, start: Start) -> Tour:
    """Return a tour of a region with everything in it."""
    return start(full_region.build(session, make, settings))


def test_every_page_is_in_the_table_or_has_a_reason_not_to_be(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if gives_page(rule)}
    visited = {look.endpoint for look in LOOKS}

    assert visited | set(every_page.ELSEWHERE) == pages
    assert not visited & set(every_page.ELSEWHERE)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_full_page_is_accessible_never_too_wide_and_needs_no_mouse(
    tour: Tour, glance: Glance, part: int
) -> None:
    def by_keyboard_and_at_a_glance(page: Page) -> list[str]:
        """Return what is wrong with a page, everything that is folded on it opened first."""
        is_home = page.locator(MENU_AT_HOME).count() > 0
        return keyboard.trouble(page, whole=is_home) + glance(page)

    assert trouble(tour, LOOKS[part::PARTS], by_keyboard_and_at_a_glance) == {}


def test_every_empty_page_is_too(
    session: Session, make: Make, start: Start, glance: Glance
) -> None:
    tour = start(empty_region.build(session, make))

    assert trouble(tour, [look for look in LOOKS if look.is_empty_too], glance) == {}


def test_every_full_page_needs_no_scripts(
    tour: Tour,
) -> None:
    found: dict[str, list[str]] = {}
    for look in LOOKS:
        page, status = tour.open(look, scripts=False)
        assert status == 200, f"{look} answered {status}"
        if problems := scriptless.trouble(page):
            found[str(look)] = problems

    assert found == {}


def test_a_case_is_found_without_scripts_by_enter_in_the_field(
    tour: Tour,
) -> None:
    page, _ = tour.open(Look("home.today", "samira", (), is_empty_too=False), scripts=False)

    page.locator("#zoek").fill("Populierenlaan")
    page.locator("#zoek").press("Enter")

    expect(page.locator("main")).to_contain_text("Populierenlaanhoekhuis")


def test_every_form_with_problems_says_so_and_is_too(tour: Tour, glance: Glance) -> None:
    wrong = [where for name, where in forms_of(tour).items() if name not in LENIENT]
    found: dict[str, list[str]] = {}
    for look, action in wrong:
        page, _ = tour.open(look)
        with page.expect_navigation() as answered:
            page.evaluate(SPOIL, [action, FIELDS])
        problems = glance(page, looks.AGAIN)
        if answered.value.status != 422 or not page.locator(".error-summary").count():
            problems.append(f"answered {answered.value.status} without a summary of problems")
        if problems:
            found[tour.takes(action)] = problems

    assert found == {}


def trouble(
    tour: Tour, chosen: Sequence[Look], look_at: Callable[[Page], list[str]]
) -> dict[str, list[str]]:
    """Return what is wrong on the way, by page."""
    found: dict[str, list[str]] = {}
    for look in chosen:
        page, status = tour.open(look)
        assert status == 200, f"{look} answered {status}"
        if problems := look_at(page):
            found[str(look)] = problems
    return found


def forms_of(tour: Tour) -> dict[str, tuple[Look, str]]:
    """Return for each endpoint that takes a form with fields its first page and its action."""
    found: dict[str, tuple[Look, str]] = {}
    for look, form in forms(tour):
        assert form.select_one("button:not([type=button])"), f"only a script sends {form}"
        if form.select_one(FIELDS):
            action = str(form["action"])
            found.setdefault(tour.takes(action), (look, action))
    return found


def forms(tour: Tour) -> Iterator[tuple[Look, Tag]]:
    """Yield every form on every page, as it comes over the wire."""
    for look in LOOKS:
        page = BeautifulSoup(tour.read(look), "html.parser")
        for form in page.select("main form[method=post]"):
            yield look, form
