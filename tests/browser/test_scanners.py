"""Real browsers in the hands of programs: three that run scripts, and one that clicks."""

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import Engine
from sqlmodel import Session

from faults import joining as trial
from mdt.invitations import links
from tests.browser.conftest import Serve
from tests.conftest import NOON
from tests.invitations.guests import SECRET

VISITS = 3


@pytest.mark.each_database
def test_browsers_that_follow_links_and_click_use_nothing_and_change_nothing(
    chromium: Chromium, app: Flask, serve: Serve, session: Session, engine: Engine
) -> None:
    addresses = [
        f"{serve(app)}/u/{links.locator(asked, SECRET)}"
        for asked, _ in trial.invite(engine, 3, now=NOON)
    ]
    before = trial.contents(engine)
    assert session.is_active

    pressed = 0
    for address in addresses:
        for _ in range(VISITS):
            _look(chromium.new_context(), address)
        pressed += _click_everything(chromium.new_context(), address)
        pressed += _click_everything(chromium.new_context(), f"{address}/entry")

    assert pressed >= 2 * len(addresses)
    assert trial.contents(engine) == before


def _look(context: BrowserContext, address: str) -> None:
    """Open the link and the page behind it, and let their scripts run."""
    page = context.new_page()
    for path in (address, f"{address}/entry"):
        page.goto(path, wait_until="networkidle")
    context.close()


def _click_everything(context: BrowserContext, address: str) -> int:
    """Click every choice and every button of the page, each on a page that was opened anew."""
    page = context.new_page()
    page.goto(address)
    number = page.locator("main button").count()
    for place in range(number):
        page.goto(address)
        _choose(page)
        page.locator("main button").nth(place).click()
        page.wait_for_load_state()
    context.close()
    return number


def _choose(page: Page) -> None:
    for choice in page.locator("main input[type=radio]").all():
        choice.check()
