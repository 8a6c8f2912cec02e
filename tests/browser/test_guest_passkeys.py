"""A guest's passkey in a real browser, with Chromium's own virtual authenticator."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlmodel import Session

from mdt.identity import passkeys
from mdt.models import Invitation, Person, Role, SeatDomain
from tests.browser import keyboard, looks
from tests.browser.conftest import Serve
from tests.browser.test_passkeys import REFUSED, Device
from tests.factories import Make
from tests.invitations.guests import address as entry
from tests.invitations.guests import code_for

OFFER = "Volgende keer zonder code: maak een passkey"
COME_IN = "Gebruik uw passkey"


def asked(make: Make, person: Person) -> Invitation:
    conference = make.convened(make.case(alias="Populier"))
    make.seat(conference, person, domain=SeatDomain.FORENSIC)
    return make.invitation(conference, person)


@pytest.fixture
def iris(make: Make) -> Person:
    """Return a specialist who came in with a code before."""
    person = make.person(Role.SPECIALIST, name="Iris Lam")
    make.visit(make.invitation(make.convened(), person))
    return person


@pytest.fixture
def portal(app: Flask, serve: Serve) -> Iterator[str]:
    """Serve the portal under a name: a bare number has no passkeys."""
    kept = app.extensions["mdt.settings"]
    found = serve(app).replace("127.0.0.1", "localhost")
    app.extensions["mdt.settings"] = replace(kept, base_url=found)
    yield found
    app.extensions["mdt.settings"] = kept


@pytest.fixture
def device(page: Page, portal: str, session: Session, make: Make, iris: Person) -> Device:
    """Return the device on which she made a passkey at her second visit."""
    found, now = Device.of(page), asked(make, iris)
    code = code_for(session, now)
    page.goto(f"{portal}{entry(now)}")
    page.get_by_label("De code van acht cijfers").fill(code)
    page.get_by_role("button", name="Ga naar binnen", exact=True).click()
    page.get_by_role("link", name=OFFER).click()
    assert keyboard.trouble(page) + looks.glance(page) == []
    page.get_by_role("button", name="Maak een passkey").click()
    expect(page.get_by_text("Uw passkey is bewaard.")).to_be_visible()
    return found


@pytest.fixture
def later(session: Session, make: Make, iris: Person) -> Invitation:
    """Return her next invitation."""
    invitation = asked(make, iris)
    session.commit()
    return invitation


def come_in(page: Page, portal: str, invitation: Invitation) -> None:
    page.context.clear_cookies()
    page.goto(f"{portal}{entry(invitation)}")
    page.get_by_role("button", name=COME_IN).click()


def test_made_at_the_second_visit_it_opens_the_next_invitation_and_is_ended_there(
    page: Page, portal: str, device: Device, later: Invitation
) -> None:
    come_in(page, portal, later)
    expect(page.get_by_role("heading", name="Zaak Populier")).to_be_visible()
    assert device.key()["signCount"] > 1

    page.get_by_role("link", name="Uw passkey").click()
    assert looks.glance(page) == []
    page.get_by_role("button", name="Verwijder uw passkeys").click()
    expect(page.get_by_role("heading", name="Zaak Populier")).not_to_be_visible()
    come_in(page, portal, later)
    expect(page.get_by_text(REFUSED)).to_be_visible()


def test_it_opens_no_invitation_of_somebody_else(
    page: Page, portal: str, device: Device, session: Session, make: Make
) -> None:
    other = asked(make, make.person(Role.SPECIALIST))
    session.commit()

    come_in(page, portal, other)

    expect(page.get_by_text(REFUSED)).to_be_visible()
    assert device.key()


def test_it_signs_nobody_in(page: Page, portal: str, device: Device) -> None:
    page.context.clear_cookies()
    page.goto(f"{portal}/account/sign-in")
    page.get_by_role("button", name="Log in met een passkey").click()

    expect(page.locator(".error-summary")).to_contain_text(REFUSED)
    assert device.key()


def test_without_its_owner_it_opens_nothing(
    page: Page,
    portal: str,
    device: Device,
    later: Invitation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    required = passkeys.asked_to_sign
    device.ask("setUserVerified", isUserVerified=False)
    come_in(page, portal, later)
    expect(page.locator("[data-passkey-said]")).to_contain_text("Dat is niet gelukt")

    def not_required(*arguments: Any) -> str:
        return required(*arguments).replace('"required"', '"discouraged"')

    monkeypatch.setattr(passkeys, "asked_to_sign", not_required)  # a page that was tampered with
    page.get_by_role("button", name=COME_IN).click()
    expect(page.get_by_text(REFUSED)).to_be_visible()
