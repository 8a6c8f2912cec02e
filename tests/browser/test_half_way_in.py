"""Pages that come only between two steps of signing in: like every other page."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlmodel import Session

from mdt.models import LinkPurpose, Person
from tests.blueprints.test_links import NEW, address
from tests.browser import keyboard, looks
from tests.browser.conftest import Serve
from tests.factories import Make
from tests.identity.people import PASSWORD, enrol

MAIL = "anna@partner.example"


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(mail=MAIL)


def trouble(page: Page) -> list[str]:
    return keyboard.trouble(page) + looks.glance(page)


def test_the_page_that_asks_for_a_code_is_accessible_with_and_without_a_problem(
    session: Session, app: Flask, anna: Person, serve: Serve, page: Page
) -> None:
    enrol(session, anna)
    session.commit()
    page.goto(f"{serve(app)}/account/sign-in")
    page.fill("#mail", MAIL)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.locator("#code")).to_be_visible()
    assert trouble(page) == []

    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert trouble(page) == []


def test_the_page_that_couples_an_app_is_accessible_with_and_without_a_problem(
    session: Session, app: Flask, anna: Person, serve: Serve, page: Page
) -> None:
    page.goto(serve(app) + address(session, anna, LinkPurpose.FIRST_SIGN_IN))
    page.fill("#password", NEW)
    page.fill("#again", NEW)
    page.locator("main form button").click()
    expect(page.locator("#code")).to_be_visible()
    assert trouble(page) == []

    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert trouble(page) == []
