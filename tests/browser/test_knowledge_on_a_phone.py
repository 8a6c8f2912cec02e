"""A judge who is invited to a knowledge session, on a telephone and without an account."""

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import ViewportSize, expect
from sqlmodel import Session, select

from mdt.models import Invitation, Reply
from tests.browser import looks
from tests.browser.conftest import Serve
from tests.conferences.test_knowledge import TOPIC, judge, planned
from tests.factories import Make
from tests.invitations.guests import address, code_for

PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def asked(session: Session, make: Make) -> Invitation:
    """Return the judge's invitation."""
    planned(make, judge(make))
    return session.exec(select(Invitation)).one()


def test_a_judge_sees_topic_moment_and_link_after_her_code_and_answers(
    chromium: Chromium, app: Flask, serve: Serve, session: Session, asked: Invitation
) -> None:
    code = code_for(session, asked)
    context = chromium.new_context(
        reduced_motion="reduce", locale="nl-NL", viewport=PHONE, has_touch=True
    )
    page = context.new_page()
    page.goto(f"{serve(app)}{address(asked)}")
    assert TOPIC not in page.content()

    page.get_by_label("De code van acht cijfers").fill(code)
    page.get_by_role("button", name="Ga naar binnen").tap()
    expect(page.get_by_text(TOPIC)).to_be_visible()
    expect(page.get_by_role("link", name="Naar het videogesprek")).to_be_visible()
    assert TOPIC not in page.title()
    expect(page.get_by_role("button", name="Er is geen belemmering: open")).to_have_count(0)
    assert looks.problems(page) == []
    page.set_viewport_size(PHONE)
    page.get_by_text("Ja, ik kom", exact=True).tap()
    page.get_by_role("button", name="Verstuur mijn antwoord").tap()
    expect(page.get_by_text("Uw antwoord is bewaard.")).to_be_visible()
    context.close()

    session.expire_all()
    assert session.exec(select(Invitation)).one().reply is Reply.YES
