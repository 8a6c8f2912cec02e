"""A professional answers a poll of five moments on a telephone, with scripts and without."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect
from sqlmodel import Session, select

from mdt import clock
from mdt.models import PollAnswer, Reply
from mdt.polls.links import PURPOSE
from tests.browser.conftest import Serve
from tests.factories import Make
from tests.polls.cast import FIRST, MAYBE, NO, YES, Asking, asking_of

PHONE: ViewportSize = {"width": 390, "height": 844}
MOMENTS = tuple(FIRST + timedelta(hours=hours) for hours in range(5))
SAID = (YES, MAYBE, NO, YES, YES)
WORDS = {YES: "Ja", MAYBE: "Als het moet", NO: "Nee"}
THUMB = 44
"""How many pixels a thumb needs, each way (WCAG 2.5.5)."""


@pytest.fixture
def found(make: Make) -> Asking:
    return asking_of(make, MOMENTS)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_poll_of_five_moments_takes_seven_taps(
    chromium: Chromium, app: Flask, serve: Serve, session: Session, found: Asking, *, scripts: bool
) -> None:
    row = found.row(found.officer)
    digits = PURPOSE.digits(row, "t" * 32)
    path = f"/p/{PURPOSE.locator(row, 't' * 32)}"
    session.commit()
    base = serve(app)
    context = chromium.new_context(
        reduced_motion="reduce", viewport=PHONE, has_touch=True, java_script_enabled=scripts
    )
    page, taps = context.new_page(), 0
    page.goto(f"{base}{path}")

    cards = page.locator(".thumbs .pick-card")
    boxes = [cards.nth(number).bounding_box() for number in range(cards.count())]
    assert len(boxes) == 15
    assert all(box and box["height"] >= THUMB and box["width"] >= THUMB for box in boxes)
    for number, reply in enumerate(SAID):
        page.locator("fieldset.asked-moment").nth(number).get_by_text(
            WORDS[reply], exact=True
        ).tap()
        taps += 1
    page.get_by_label("De vier cijfers uit de mail").tap()
    page.keyboard.type(digits)
    page.get_by_role("button", name="Verstuur mijn antwoord").tap()
    taps += 2

    expect(page.get_by_role("heading", name="Dank u")).to_be_visible()
    expect(page.get_by_text("3 keer ja, 1 keer als het moet, 1 keer nee")).to_be_visible()
    assert taps == 7
    context.close()
    session.expire_all()
    kept = session.exec(select(PollAnswer.reply)).all()
    assert sorted(kept) == sorted(SAID)
    assert {Reply(one) for one in kept} == set(Reply)
    assert found.row(found.officer).answered_at is not None
    assert clock.now() < found.poll.closes_at
