"""Every page of the portal in a real browser: empty and full, at every width."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlmodel import Session

from mdt.config import Settings
from tests.browser import every_page, full_region, looks
from tests.browser.conftest import Serve
from tests.browser.every_page import Look
from tests.browser.full_region import Region
from tests.browser.tour import Start, Tour, gives_page
from tests.conftest import AsPerson
from tests.databases import Database
from tests.factories import Make

LOOKS = list(every_page.looks())
PARTS = 3
"""In how many tests a tour is cut, so that they can run side by side."""


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Return the settings of a demo, with a folder of its own for mail."""
    ours = Settings(database_url=database.url, secret_key="t" * 32)
    return replace(ours, demo=True, catcher_dir=tmp_path / "postvak")


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


def test_every_page_is_in_the_table_or_has_a_reason_not_to_be(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if gives_page(rule)}
    visited = {look.endpoint for look in LOOKS}

    assert visited | set(every_page.ELSEWHERE) == pages
    assert not visited & set(every_page.ELSEWHERE)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_full_page_is_accessible_and_never_too_wide(
    session: Session, make: Make, settings: Settings, start: Start, part: int
) -> None:
    tour = start(full_region.build(session, make, settings))

    assert trouble(tour, LOOKS[part::PARTS]) == {}


def test_every_empty_page_is_too(session: Session, make: Make, start: Start) -> None:
    tour = start(full_region.build_empty(session, make))

    assert trouble(tour, [look for look in LOOKS if look.is_empty_too]) == {}


def trouble(tour: Tour, chosen: Sequence[Look]) -> dict[str, list[str]]:
    """Return what is wrong on the way, by page."""
    found: dict[str, list[str]] = {}
    for look in chosen:
        page, status = tour.open(look)
        assert status == 200, f"{look} answered {status}"
        if problems := looks.glance(page):
            found[f"{look.endpoint} as {look.who} {' '.join(look.rows)}"] = problems
    return found
