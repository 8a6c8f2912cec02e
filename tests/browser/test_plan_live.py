"""The plan in two real browsers: what one changes, the other sees without a reload."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session

from mdt import clock
from mdt.models import ActionState, Case, SafetyAction
from mdt.safety_plan import actions
from mdt.web import streams
from tests.browser import looks
from tests.browser.conftest import Visit
from tests.factories import Make

DONE = re.compile("done")

pytestmark = pytest.mark.each_database  # two browsers at once ask each database to wait its turn


def plan_of(case: Case) -> str:
    return f"/cases/{case.id}/plan"


def row(page: Page, action: SafetyAction) -> Locator:
    return page.locator(f"#action-{action.id}")


def state(page: Page, action: SafetyAction) -> Locator:
    return page.locator(f"#state-{action.id}")


def mark(page: Page) -> Page:
    """Leave something on the page that a reload would lose."""
    page.evaluate("document.documentElement.dataset.sameSince = 'start'")
    return page


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.dataset.sameSince === 'start'"))


def test_a_state_changed_in_one_browser_arrives_in_the_other(make: Make, visit: Visit) -> None:
    case, officer = make.case(), make.person(name="Dennis Kok")
    make.seated(make.convened(case), officer)
    action, other = make.action(case, officer, title="Slot vervangen"), make.action(case)
    coordinator = mark(visit(make.coordinator(), plan_of(case)))
    heard = looks.listen(coordinator)
    state(coordinator, action).focus()

    state(visit(officer, plan_of(case)), action).select_option("done")

    expect(state(coordinator, action)).to_have_value("done")
    expect(row(coordinator, action)).to_have_class(DONE)
    expect(coordinator.locator("#plan-standing")).to_contain_text("1 van 2 acties klaar")
    expect(coordinator.locator("#plan-standing")).to_contain_text(
        "Dennis Kok zette ‘Slot vervangen’ op klaar."
    )
    expect(coordinator.locator("#plan-said")).to_contain_text("Dennis Kok zette")
    expect(state(coordinator, action)).to_be_focused()
    expect(state(coordinator, other)).to_have_value("open")
    assert is_the_same(coordinator)
    assert not heard, "the content security policy and htmx have nothing to complain of"


def test_a_select_that_was_touched_here_still_follows_the_other(make: Make, visit: Visit) -> None:
    case, officer = make.case(), make.person()
    make.seated(make.convened(case), officer)
    action = make.action(case, officer)
    here, there = visit(make.coordinator(), plan_of(case)), visit(officer, plan_of(case))
    state(here, action).select_option("busy")
    expect(state(there, action)).to_have_value("busy")

    state(there, action).select_option("done")

    expect(state(here, action)).to_have_value("done")


def test_a_new_action_appears_under_its_heading(make: Make, visit: Visit) -> None:
    case, owner = make.case(), make.person(name="Femke de Wit")
    make.risk(case, name="kind")
    make.seated(make.convened(case), owner)
    reader = mark(visit(owner, plan_of(case)))
    expect(reader.get_by_text("Er zijn nog geen acties")).to_be_visible()

    page = visit(make.coordinator(), plan_of(case))
    page.get_by_role("link", name="Actie toevoegen").click()
    page.get_by_label("Wat gaat er gebeuren?").fill("Praten met school")
    page.get_by_label("Wie doet het?").select_option(str(owner.id))
    page.get_by_label("Dag").fill("2026-02-17")
    page.get_by_label("Welk risico wordt hierdoor kleiner?").select_option(label="kind")
    page.get_by_label("Onder welk kopje?").select_option("children")
    page.get_by_role("button", name="Zet in het plan").click()
    expect(page).to_have_url(re.compile("/plan#action-"))

    section = reader.get_by_role("region", name="De kinderen")
    expect(section).to_contain_text("Praten met school")
    expect(section.get_by_role("combobox")).to_have_value("open")
    assert is_the_same(reader)


def test_a_page_that_lost_its_stream_says_so_and_catches_up_when_it_is_back(
    session: Session, make: Make, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LIVES_FOR", 2)
    case, owner = make.case(), make.person()
    action = make.action(case, owner)
    page = mark(visit(make.coordinator(), plan_of(case)))
    expect(page.locator(".live")).to_have_text("Dit plan werkt zichzelf bij")
    page.route("**/plan/live*", lambda route: route.abort())
    expect(page.locator(".live.is-lost")).to_have_text(re.compile("De verbinding is weg"))

    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=clock.now())
    session.commit()
    page.unroute("**/plan/live*")

    expect(state(page, action)).to_have_value("done", timeout=20_000)
    expect(page.locator(".live:not(.is-lost)")).to_be_visible()
    assert is_the_same(page)


def test_signing_out_in_another_tab_takes_the_plan_off_the_screen(make: Make, visit: Visit) -> None:
    case = make.case()
    make.action(case, title="Geheim")
    page = visit(make.coordinator(), plan_of(case))
    other_tab = page.context.new_page()
    other_tab.goto(page.url)

    other_tab.get_by_role("button", name="Uitloggen").click()

    expect(page.get_by_text("U bent uitgelogd.")).to_be_visible()
    expect(page.get_by_text("Geheim")).to_have_count(0)


def test_undoing_is_a_button_in_the_row(make: Make, visit: Visit) -> None:
    case = make.case()
    action = make.action(case)
    page = visit(make.coordinator(), plan_of(case))
    state(page, action).select_option("done")

    row(page, action).get_by_role("button", name="Ongedaan maken").click()

    expect(state(page, action)).to_have_value("open")


def test_what_cannot_be_done_is_asked_why_and_comes_back_to_its_row(
    make: Make, visit: Visit
) -> None:
    case = make.case()
    action = make.action(case)
    page = visit(make.coordinator(), plan_of(case))
    state(page, action).select_option("not_done")

    page.get_by_label("Wat houdt u tegen?").fill("Er is een wachtlijst.")
    page.get_by_role("button", name="Meld dat het niet lukt").click()

    expect(row(page, action)).to_contain_text("‘Er is een wachtlijst.’")
    expect(state(page, action)).to_have_value("not_done")


def test_a_stale_choice_is_told_in_its_row(session: Session, make: Make, visit: Visit) -> None:
    case, owner = make.case(), make.person(name="Dennis Kok")
    action = make.action(case, owner)
    page = visit(make.coordinator(), "/account")
    page.route("**/plan/live*", lambda route: route.abort())
    page.goto(page.url.replace("/account", plan_of(case)))
    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=clock.now())
    session.commit()

    state(page, action).select_option("busy")

    expect(row(page, action).get_by_role("alert")).to_contain_text(
        "Dennis Kok koos intussen: Klaar"
    )
    expect(state(page, action)).to_have_value("done")


def test_without_javascript_everything_works_by_its_buttons(make: Make, visit: Visit) -> None:
    case = make.case()
    action = make.action(case)
    page = visit(make.coordinator(), plan_of(case), scripts=False)

    state(page, action).select_option("done")
    row(page, action).get_by_role("button", name="Opslaan").click()

    expect(page).to_have_url(re.compile(f"#action-{action.id}$"))
    expect(state(page, action)).to_have_value("done")
    row(page, action).get_by_role("button", name="Ongedaan maken").click()
    expect(state(page, action)).to_have_value("open")


def test_a_state_is_chosen_with_the_keyboard_alone(make: Make, visit: Visit) -> None:
    case = make.case()
    action = make.action(case)
    page = visit(make.coordinator(), plan_of(case))
    state(page, action).focus()

    page.keyboard.press("ArrowDown")

    expect(page.locator("#plan-standing")).to_contain_text("1 bezig")
    expect(state(page, action)).to_be_focused()
