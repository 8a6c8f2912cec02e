"""A session that runs out under somebody's hands, in a real browser: nothing is lost."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from mdt import clock
from mdt.models import ActionState, Organisation, Person, Role, WebSession
from tests.browser.conftest import Visit
from tests.factories import Make
from tests.identity.people import PASSWORD, App, enrol

pytestmark = pytest.mark.each_database  # a session's row, and what is kept beside it

NAME = "Opvang de Oude Toren"


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR, mail="anna@partner.example")


def run_out(session: Session) -> None:
    """Let every session of the test be idle for too long."""
    session.expire_all()
    for row in session.exec(select(WebSession)):
        row.seen_at = clock.now() - timedelta(minutes=16)
        session.add(row)
    session.commit()


def sign_in(page: Page, mail: str, phone: App) -> None:
    page.fill("#mail", mail)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.fill("#code", phone.code())
    page.get_by_role("button", name="Log in", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_typed_form_comes_back_after_signing_in(
    session: Session, make: Make, anna: Person, visit: Visit, *, scripts: bool
) -> None:
    phone = enrol(session, anna)
    path = f"/setup/regions/{make.region.id}/organisations/new"
    page = visit(anna, path, scripts=scripts)
    page.fill("#name", NAME)
    page.select_option("#domain", "shelter")
    run_out(session)

    page.locator("main form button[type=submit]").first.click()
    expect(page.locator(".notice")).to_contain_text("Uw tekst is bewaard")
    sign_in(page, "anna@partner.example", phone)
    expect(page.locator("main")).to_contain_text(NAME)
    page.get_by_role("button", name="Verstuur nu").click()

    expect(page.locator("main")).to_contain_text(NAME)
    session.expire_all()
    assert session.exec(select(Organisation.name)).all().count(NAME) == 1


def test_a_change_sent_by_htmx_comes_back_too(session: Session, make: Make, visit: Visit) -> None:
    coordinator = make.person(Role.COORDINATOR, mail="anna@partner.example")
    phone = enrol(session, coordinator)
    case = make.case()
    action = make.action(case, coordinator)
    state = f"#state-{action.id}"
    page = visit(coordinator, "/actions")  # no live stream here, which would clear the page first
    run_out(session)  # the test's own session asks nothing from here on: it would hold the lock

    page.select_option(state, "done")
    expect(page.locator("#mail")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("U was te lang weg")
    sign_in(page, "anna@partner.example", phone)
    page.get_by_role("button", name="Verstuur nu").click()

    expect(page.locator(state)).to_have_value("done")
    session.refresh(action)
    assert action.state is ActionState.DONE
