"""An invitee on a telephone: from the mail to answered, and inside with a code."""

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect
from sqlmodel import Session

from mdt.invitations import links
from mdt.models import ConferenceState, Invitation, Reply, Role, SeatDomain
from tests.browser import looks
from tests.browser.conftest import Serve
from tests.factories import Make
from tests.invitations.guests import SECRET, address, code_for

PHONE: ViewportSize = {"width": 390, "height": 844}
IS_TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return the invitation of a specialist with an action, to a table that sits now."""
    iris = make.person(Role.SPECIALIST, name="Iris Lam")
    case = make.case(alias="Populier")
    conference = make.convened(case, state=ConferenceState.IN_SESSION, starts_at=make.now)
    make.seat(conference, iris, domain=SeatDomain.FORENSIC)
    make.action(case, iris, title="Letsel beschrijven")
    return make.invitation(conference, iris)


def test_from_the_mail_to_answered_is_three_taps_and_four_digits(
    chromium: Chromium, app: Flask, serve: Serve, session: Session, asked: Invitation
) -> None:
    digits, link = links.code(asked, SECRET), f"/u/{links.locator(asked, SECRET)}"
    session.commit()
    context = chromium.new_context(
        reduced_motion="reduce", locale="nl-NL", viewport=PHONE, has_touch=True
    )
    page, base = context.new_page(), serve(app)
    page.set_content(f'<a href="{base}{link}">Open het portaal</a>')

    page.get_by_role("link", name="Open het portaal").tap()
    expect(page.get_by_role("heading", name="U bent uitgenodigd")).to_be_visible()
    assert not page.evaluate(IS_TOO_WIDE)
    page.get_by_text("Ja, ik kom").tap()
    page.get_by_label("De vier cijfers uit de mail").focus()
    page.keyboard.type(digits)
    page.get_by_role("button", name="Verstuur mijn antwoord").tap()

    expect(page.get_by_text("Uw antwoord is bewaard: ja.")).to_be_visible()
    context.close()
    session.refresh(asked)
    assert asked.reply is Reply.YES


@pytest.mark.parametrize("scripts", [True, False])
def test_with_a_code_one_is_in_present_and_gone_again(
    chromium: Chromium,
    app: Flask,
    serve: Serve,
    session: Session,
    asked: Invitation,
    *,
    scripts: bool,
) -> None:
    code = code_for(session, asked)
    context = chromium.new_context(
        reduced_motion="reduce",
        locale="nl-NL",
        viewport=PHONE,
        has_touch=True,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto(f"{serve(app)}{address(asked)}")

    page.get_by_label("De code van acht cijfers").fill(code)
    page.get_by_role("button", name="Ga naar binnen").tap()
    expect(page.get_by_role("heading", name="Zaak Populier")).to_be_visible()
    assert not page.evaluate(IS_TOO_WIDE)
    page.get_by_role("button", name="Ik ben er").tap()
    expect(page.get_by_role("button", name="Ik ben er")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Uw bevinding").fill("Geen letsel gezien.")
    page.get_by_role("button", name="Bewaar mijn bevinding").tap()
    expect(page.get_by_text("Geen letsel gezien.")).to_be_visible()
    page.get_by_role("button", name="Ik doe dit").tap()
    expect(page.get_by_text("Het plan is bijgewerkt.")).to_be_visible()
    page.get_by_role("button", name="Ik ben klaar").tap()
    expect(page.get_by_role("heading", name="U bent niet (meer) binnen")).to_be_visible()
    page.go_back()

    expect(page.get_by_role("heading", name="U bent niet (meer) binnen")).to_be_visible()
    context.close()


def test_the_pages_of_a_guest_fit_and_hide_from_nobody(
    chromium: Chromium, app: Flask, serve: Serve, session: Session, asked: Invitation
) -> None:
    code, base = code_for(session, asked), serve(app)
    context = chromium.new_context(reduced_motion="reduce", locale="nl-NL", viewport=PHONE)
    page = context.new_page()
    page.goto(f"{base}{address(asked)}")
    page.get_by_label("De code van acht cijfers").fill(code)
    page.get_by_role("button", name="Ga naar binnen").click()
    expect(page.get_by_role("heading", name="Zaak Populier")).to_be_visible()

    assert looks.problems(page) == []
    page.get_by_role("button", name="Bewaar mijn bevinding").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert looks.problems(page) == []
    context.close()
