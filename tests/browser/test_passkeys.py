"""A passkey in a real browser, with Chromium's own virtual authenticator."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import CDPSession, Page, expect
from sqlmodel import Session

from mdt.identity import passkeys
from mdt.models import Person
from tests.browser import keyboard, looks
from tests.browser.conftest import Serve
from tests.factories import Make
from tests.identity.people import PASSWORD, App, enrol

MAIL = "anna@partner.example"
REFUSED = "Dat is niet gelukt: wij herkennen deze passkey niet."


@dataclass
class Device:
    """What Chromium pretends is in the machine: it asks its owner, who always agrees."""

    cdp: CDPSession
    id: str

    @classmethod
    def of(cls, page: Page) -> "Device":
        cdp = page.context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return cls(cdp, added["authenticatorId"])

    def ask(self, method: str, **values: Any) -> Any:
        return self.cdp.send(f"WebAuthn.{method}", {"authenticatorId": self.id, **values})

    def key(self) -> dict[str, Any]:
        [found] = self.ask("getCredentials")["credentials"]
        return dict(found)


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(mail=MAIL)


@pytest.fixture
def phone(session: Session, anna: Person) -> App:
    app = enrol(session, anna)
    session.commit()
    return app


@pytest.fixture
def address(app: Flask, serve: Serve) -> Iterator[str]:
    """Serve the portal under a name: a bare number has no passkeys."""
    kept = app.extensions["mdt.settings"]
    found = serve(app).replace("127.0.0.1", "localhost")
    app.extensions["mdt.settings"] = replace(kept, base_url=found)
    yield found
    app.extensions["mdt.settings"] = kept


def sign_in_with_password(page: Page, address: str, phone: App) -> None:
    page.goto(f"{address}/account/sign-in")
    page.fill("#mail", MAIL)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.fill("#code", phone.code())
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Typ de code uit uw app")


def enter(page: Page, address: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/account/sign-in?next=/profile/")
    page.get_by_role("button", name="Log in met een passkey").click()


def make_one(page: Page, address: str, phone: App) -> None:
    sign_in_with_password(page, address, phone)
    page.goto(f"{address}/profile/")
    page.get_by_role("link", name="Maak een passkey").click()
    assert keyboard.trouble(page) + looks.glance(page) == []
    page.get_by_label("Naam van dit apparaat").fill("Laptop")
    page.get_by_role("button", name="Maak de passkey").click()
    expect(page.get_by_text("Uw passkey is bewaard.")).to_be_visible()


def test_one_makes_a_passkey_and_a_bent_one_is_refused(
    page: Page, address: str, app: Flask, serve: Serve, phone: App
) -> None:
    device = Device.of(page)
    make_one(page, address, phone)
    enter(page, address)
    expect(page.locator("#passkeys")).to_contain_text("laatst gebruikt")
    key = device.key()

    other = serve(app).replace("127.0.0.1", "localhost")
    enter(page, other)  # the same host at another address: the browser signs, we do not accept
    expect(page.locator(".error-summary")).to_contain_text(REFUSED)

    device.ask("removeCredential", credentialId=key["credentialId"])
    device.ask("addCredential", credential=key | {"signCount": 0})
    enter(page, address)  # a copy whose counter is behind
    expect(page.locator(".error-summary")).to_contain_text(REFUSED)


def test_without_its_owner_a_passkey_opens_nothing(
    page: Page, address: str, phone: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Device.of(page)
    make_one(page, address, phone)
    device.ask("setUserVerified", isUserVerified=False)

    enter(page, address)
    said = page.locator("[data-passkey-said]")
    expect(said).to_have_text(
        "Dat is niet gelukt, of u bent gestopt. U kunt het nog een keer proberen."
    )

    required = passkeys.asked_to_sign

    def not_required(*arguments: Any) -> str:
        return required(*arguments).replace('"required"', '"discouraged"')

    monkeypatch.setattr(passkeys, "asked_to_sign", not_required)  # a page that was tampered with
    page.get_by_role("button", name="Log in met een passkey").click()
    expect(page.locator(".error-summary")).to_contain_text(REFUSED)
