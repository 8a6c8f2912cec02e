"""A judge on a telephone, without an account, in the night of 25 October: blind, in two steps.

Source: scenarios.md, scenario 2 (18.20, 09.42, 09.44, 09.54 and 10.12) and check 2.5.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, ViewportSize, expect
from sqlmodel import Session, select

from mdt import clock
from mdt.invitations import links
from mdt.models import (
    DeclineReason,
    Invitation,
    JudgeMode,
    JudgeOpening,
    Procedure,
    ProcedureKind,
    SeatDomain,
)
from tests.browser import looks
from tests.browser.conftest import Serve
from tests.conferences import zilverberk
from tests.conferences.zilverberk import SATURDAY, Night, at
from tests.factories import Make
from tests.invitations.guests import SECRET, address, code_for

PHONE: ViewportSize = {"width": 390, "height": 844}
ZIJLSTRA, TWEE, BAKELAAR = "mr. Hester Zijlstra", "mr. Twee", "mr. Tom Bakelaar"
PATIENCE = 20_000
"""Milliseconds: two databases and a busy machine."""

OUT = "U bent niet (meer) binnen"


@pytest.fixture
def make(session: Session) -> Make:
    """Return the maker of rows, on the Saturday."""
    return Make(session, at("16.55", SATURDAY))


@pytest.fixture
def night(session: Session, make: Make) -> Iterator[Night]:
    """Return the emergency as it was convened, with what runs at the court."""
    night = zilverberk.convene(make)
    night.seat(SeatDomain.JUDICIARY).mode = JudgeMode.RC
    [item] = night.conference.items
    make.add(Procedure(case_id=item.case_id, kind=ProcedureKind.CRIMINAL, number="10/7"))
    session.commit()
    yield night
    clock.shift(at("9.42") - at("9.42"))


def stand(now: datetime) -> None:
    """Let the portal's clock say so, and go on from there."""
    clock.shift(now - clock.unshifted())


class Phone:
    """One telephone, at the portal's address."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base

    def tap(self, role: Any, name: str) -> None:
        self.page.get_by_role(role, name=name).tap()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text)).to_be_visible(timeout=PATIENCE)

    def looks_well(self) -> None:
        assert looks.problems(self.page) == []
        self.page.set_viewport_size(PHONE)

    def answer(self, session: Session, asked: Invitation) -> None:
        """Say in step A, by the link in the mail, that nothing stands in the way."""
        link = f"{self.base}/u/{links.locator(asked, SECRET)}"
        digits = links.code(asked, SECRET)
        session.commit()
        self.page.set_content(f'<a href="{link}">Open het portaal</a>')
        self.tap("link", "Open het portaal")
        self.page.get_by_text("Geen belemmering", exact=True).tap()
        self.page.get_by_label("De vier cijfers uit de mail").focus()
        self.page.keyboard.type(digits)
        self.tap("button", "Verstuur mijn antwoord")
        self.sees("Uw antwoord is bewaard: geen belemmering.")

    def open(self, session: Session, asked: Invitation) -> None:
        """Come in with the code that the coordinator read out, and take step B."""
        code, link = code_for(session, asked, now=clock.now()), f"{self.base}{address(asked)}"
        session.commit()
        self.page.goto(link)
        self.page.get_by_label("De code van acht cijfers").fill(code)
        self.tap("button", "Ga naar binnen")
        self.sees("U ziet nog niets van de zaak.")
        self.looks_well()
        self.tap("button", "Er is geen belemmering: open")
        self.tap("link", "Bekijk")
        self.sees("Strafzaak (10/7)")
        self.looks_well()


@pytest.fixture
def phone(chromium: Chromium, app: Flask, serve: Serve) -> Iterator[Phone]:
    """Return a telephone on which nobody signed in."""
    context = chromium.new_context(
        reduced_motion="reduce", locale="nl-NL", viewport=PHONE, has_touch=True
    )
    yield Phone(context.new_page(), serve(app))
    context.close()


def test_an_impediment_at_step_b_48_minutes_before_closes_at_once_and_another_judge_comes(
    phone: Phone, session: Session, night: Night
) -> None:
    zijlstra, alias = night.invitation(ZIJLSTRA), night.conference.items[0].case.alias
    stand(at("18.20", SATURDAY))
    phone.answer(session, zijlstra)
    assert alias not in phone.page.content()

    stand(at("9.41"))
    phone.open(session, zijlstra)
    content = phone.page.url
    stand(at("9.42"))
    phone.page.get_by_text("eerdere betrokkenheid").tap()
    phone.tap("button", "Ik kan niet: sluit de zaak")
    expect(phone.page.get_by_role("heading", name=OUT)).to_be_visible()
    phone.page.goto(content)
    expect(phone.page.get_by_role("heading", name=OUT)).to_be_visible()
    assert alias not in phone.page.content()
    session.expire_all()
    assert session.exec(select(JudgeOpening)).one().reason is DeclineReason.EARLIER_INVOLVEMENT
    assert night.seat(SeatDomain.JUDICIARY).holder_id is None

    for clock_shows in ("9.44", "9.54"):
        night.work(at(clock_shows))
    session.commit()
    stand(at("10.12"))
    bakelaar = night.invitation(BAKELAAR)
    phone.answer(session, bakelaar)
    phone.open(session, bakelaar)
    session.expire_all()
    night.work(at("10.13"))
    assert night.seat(SeatDomain.JUDICIARY).holder_id == night.people[BAKELAAR].id
    assert night.mail(ZIJLSTRA) == night.mail(TWEE) == [("REQUEST", 0), ("CANCEL", 1)]
    assert night.mail(BAKELAAR) == [("REQUEST", 0)]
