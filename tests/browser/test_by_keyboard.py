"""The heart of the main job with the keyboard alone: Tab leads to everything that is used."""

from datetime import datetime

from flask import Flask
from playwright.sync_api import Page, expect
from sqlmodel import Session

from mdt.invitations import links
from mdt.models import ActionState, ConferenceState, Reply
from tests.browser.conftest import Serve, Visit
from tests.browser.keyboard import tab_to
from tests.conferences import cast
from tests.factories import Make
from tests.identity.people import SECRET


def test_a_moment_is_picked(session: Session, make: Make, visit: Visit) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    page = visit(at.coordinator, f"/conferences/{conference.id}/moment")
    chosen = page.locator(".slot input:checked")
    tab_to(page, chosen)
    first = chosen.get_attribute("value")

    page.keyboard.press("ArrowDown")
    wanted = chosen.get_attribute("value")
    assert wanted
    assert wanted != first
    tab_to(page, page.get_by_role("button", name="Plan het overleg"))
    page.keyboard.press("Enter")

    expect(page.get_by_text("Het moment staat vast.")).to_be_visible()
    session.refresh(conference)
    assert conference.state is ConferenceState.CONVENED
    assert conference.starts_at == datetime.fromisoformat(wanted)


def test_an_invitation_is_answered(
    session: Session, make: Make, app: Flask, serve: Serve, page: Page
) -> None:
    invitation = make.invitation(make.convened(), make.person())
    session.commit()
    page.goto(f"{serve(app)}/u/{links.locator(invitation, SECRET)}")

    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("De vier cijfers uit de mail"))
    page.keyboard.type(links.code(invitation, SECRET))
    tab_to(page, page.get_by_role("button", name="Verstuur mijn antwoord"))
    page.keyboard.press("Space")

    expect(page.get_by_text("Uw antwoord is bewaard: misschien.")).to_be_visible()
    session.refresh(invitation)
    assert invitation.reply is Reply.MAYBE


def test_an_action_gets_another_state_and_keeps_focus(
    session: Session, make: Make, visit: Visit
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)
    page = visit(owner, "/actions")
    state = page.locator(f"#state-{action.id}")
    tab_to(page, state)

    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("button", name="Ongedaan maken")).to_be_visible()
    expect(state).to_be_focused()
    session.refresh(action)
    assert action.state is ActionState.BUSY
