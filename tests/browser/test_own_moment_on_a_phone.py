"""«Mijn moment» on a telephone: the clock runs, the chair goes on, and the screen follows."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, expect
from sqlmodel import Session, select

from mdt import clock
from mdt.conferences import meeting
from mdt.models import Attendance, ConferenceState, Role, SeatDomain
from tests.browser import looks
from tests.browser.conftest import Serve
from tests.factories import Make
from tests.invitations.guests import address, code_for

PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE = 20_000


@pytest.fixture
def phone(chromium: Chromium) -> Iterator[Page]:
    context = chromium.new_context(
        reduced_motion="reduce", locale="nl-NL", viewport=PHONE, has_touch=True
    )
    yield context.new_page()
    context.close()


def test_the_screen_of_a_judge_who_waits_follows_the_chair_by_itself(
    phone: Page, app: Flask, serve: Serve, session: Session, make: Make
) -> None:
    sitting = make.convened(
        make.case(alias="Goudiep"), state=ConferenceState.IN_SESSION, starts_at=make.now, minutes=20
    )
    first, second = sitting.items[0], make.item(sitting, make.case(alias="Zilverberk"))
    judge, chair = make.person(Role.JUDGE), make.person(Role.CHAIR)
    asked = make.invitation(sitting, judge)
    make.seat(sitting, judge, second, domain=SeatDomain.JUDICIARY)
    meeting.take_up(session, first, by=chair, now=make.now)
    code, base = code_for(session, asked, now=make.now), serve(app)

    phone.goto(f"{base}{address(asked)}")
    phone.get_by_label("De code van acht cijfers").fill(code)
    phone.get_by_role("button", name="Ga naar binnen").tap()
    phone.get_by_role("link", name="Mijn moment").tap()
    running = phone.locator("[data-seconds-to]")
    expect(running).to_contain_text(".", timeout=PATIENCE)
    shown = running.inner_text()
    expect(running).not_to_have_text(shown, timeout=PATIENCE)
    assert looks.problems(phone) == []
    phone.set_viewport_size(PHONE)

    meeting.take_up(session, second, by=chair, now=clock.now())
    session.commit()
    expect(phone.get_by_text("U bent nu aan de beurt.")).to_be_visible(timeout=PATIENCE)
    phone.get_by_role("button", name="Ik ben er").tap()
    expect(phone.get_by_text("U bent er.")).to_be_visible(timeout=PATIENCE)
    meeting.take_up(session, first, by=chair, now=clock.now())
    session.commit()
    expect(phone.get_by_text("Uw deel is voorbij.")).to_be_visible(timeout=PATIENCE)
    phone.get_by_role("button", name="Ik ga").tap()
    expect(phone.get_by_role("button", name="Ik ga")).to_have_count(0, timeout=PATIENCE)

    session.expire_all()
    [row] = session.exec(select(Attendance)).all()
    assert (row.item_id, row.out_at is not None) == (second.id, True)
