"""An owner settles an action from the mail that reminds them, on a telephone."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect
from sqlmodel import Session

from mdt import clock
from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.models import ActionState, MessageKind, Person, Reminder, SafetyAction
from mdt.reminders import occasions
from tests.browser.conftest import Serve
from tests.databases import Database
from tests.factories import Make

PHONE: ViewportSize = {"width": 390, "height": 844}
Mailed = Callable[[], tuple[str, str, SafetyAction]]
IS_TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Return the settings of a demo, with a folder of its own for mail."""
    ours = Settings(database_url=database.url, secret_key="t" * 32)
    return replace(ours, demo=True, catcher_dir=tmp_path)


def catch(make: Make, settings: Settings, owner: Person, action: SafetyAction) -> str:
    """Put the mail that reminds the owner in their Postvak; return the path of the action."""
    message = make.message(owner, kind=MessageKind.REMINDER)
    key = occasions.key(action, "before-1")
    make.add(
        Reminder(
            key=key,
            person_id=owner.id,
            message_id=message.id,
            case_id=action.case_id,
            action_id=action.id,
            at=make.now,
        )
    )
    make.session.commit()
    mail = Letters(settings, lambda: make.now).compose(make.session, message)
    make.session.commit()
    name = f"{clock.now():%Y%m%dT%H%M%S%f}-0.eml"
    (settings.catcher_dir / name).write_bytes(mail.content)
    return f"/actions/{action.id}"


@pytest.fixture
def mailed(app: Flask, serve: Serve, make: Make, settings: Settings) -> Mailed:
    """Return a function that mails somebody an action of theirs, and where all that is."""

    def mail() -> tuple[str, str, SafetyAction]:
        owner = make.person(name="Dennis Kok")
        action = make.action(make.case(alias="Populier"), owner, title="Slot vervangen")
        base = serve(app)
        path = catch(make, replace(settings, base_url=base), owner, action)
        return f"{base}/postvak/{owner.id}", f"{base}{path}", action

    return mail


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_mail_it_is_two_taps_and_a_sign_in(
    chromium: Chromium, session: Session, mailed: Mailed, *, scripts: bool
) -> None:
    postvak, address, action = mailed()
    context = chromium.new_context(
        reduced_motion="reduce", viewport=PHONE, has_touch=True, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(postvak)

    page.locator(f"a[href='{address}/done']").tap()
    page.get_by_role("button", name="Dennis Kok").tap()
    expect(page.get_by_role("heading", name="Is dit gedaan?")).to_be_visible()
    expect(page.get_by_text("Slot vervangen")).to_be_visible()
    assert not page.evaluate(IS_TOO_WIDE)
    page.get_by_role("button", name="Ja, gedaan").tap()

    expect(page.get_by_text("Het plan is bijgewerkt.")).to_be_visible()
    context.close()
    session.refresh(action)
    assert action.state is ActionState.DONE


def test_who_cannot_says_why_and_may_take_it_back(chromium: Chromium, mailed: Mailed) -> None:
    postvak, address, _ = mailed()
    context = chromium.new_context(reduced_motion="reduce", viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(postvak)

    page.locator(f"a[href='{address}/not-done']").tap()
    page.get_by_role("button", name="Dennis Kok").tap()
    page.get_by_role("button", name="Meld dat het niet lukt").tap()
    expect(page.locator("#remark-problem")).to_be_visible()
    page.get_by_label("Wat houdt u tegen?").fill("De slotenmaker is ziek.")
    page.get_by_role("button", name="Meld dat het niet lukt").tap()

    expect(page.get_by_text("De slotenmaker is ziek.").first).to_be_visible()
    expect(page.get_by_role("button", name="ongedaan").first).to_be_visible()
    context.close()
