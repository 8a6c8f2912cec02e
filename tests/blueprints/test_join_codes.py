"""Pages of mdt.blueprints.join_codes: what a coordinator does for who comes in."""

import re

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt.models import AuditRecord, EventRecord, Invitation, JoinCode
from tests import pages
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.invitations.guests import come_in, enter
from tests.pages import Browser, text_of


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return somebody's invitation for tomorrow."""
    return make.invitation(make.convened(), make.person(name="Iris Lam"))


@pytest.fixture
def coordinator(make: Make, as_person: AsPerson) -> Browser:
    """Return a coordinator's browser."""
    return as_person(make.coordinator())


def page(asked: Invitation) -> str:
    return f"/conferences/{asked.conference_id}/invitations/{asked.id}"


def visitor(app: Flask, session: Session) -> Browser:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


def test_a_code_is_shown_this_once_and_opens_the_invitation(
    app: Flask, session: Session, coordinator: Browser, asked: Invitation
) -> None:
    response = pages.send(coordinator, f"{page(asked)}/code")

    shown = re.search(r"\b(\d{4}) (\d{4})\b", text_of(response, ".code-out"))
    assert shown
    code = "".join(shown.groups())
    assert response.headers["Cache-Control"] == "no-store"
    assert code not in coordinator.get(page(asked)).text
    assert enter(visitor(app, session), asked, code).status_code == 303


def test_making_a_code_is_audited_with_who_made_it(
    session: Session, make: Make, as_person: AsPerson, asked: Invitation
) -> None:
    who = make.coordinator()

    pages.send(as_person(who), f"{page(asked)}/code")

    row = session.exec(select(AuditRecord)).one()
    assert (row.action, row.actor_id, row.allowed) == ("join:admit", who.id, True)
    assert session.exec(select(JoinCode)).one().made_by_id == who.id
    assert session.exec(select(EventRecord.name)).all() == ["JoinCodeMade"]


def test_no_code_is_made_for_what_is_over(
    session: Session, coordinator: Browser, asked: Invitation
) -> None:
    asked.withdrawn_at = NOON

    response = pages.send(coordinator, f"{page(asked)}/code")

    assert response.location == page(asked)
    assert session.exec(select(JoinCode)).all() == []
    assert "Deze uitnodiging is vervallen." in coordinator.get(page(asked)).text


def test_who_is_in_is_listed_and_can_be_sent_away(
    app: Flask, session: Session, coordinator: Browser, asked: Invitation
) -> None:
    assert "Nu binnen" not in coordinator.get(page(asked)).text
    guest = come_in(visitor(app, session), session, asked)
    assert "Nu binnen" in coordinator.get(page(asked)).text

    response = pages.send(coordinator, f"{page(asked)}/visit/closure")

    assert response.location == page(asked)
    assert "Nu binnen" not in coordinator.get(page(asked)).text
    assert guest.get("/joined/").location == "/joined/end"


def test_a_link_that_five_wrong_codes_shut_is_marked_for_the_coordinator(
    session: Session, coordinator: Browser, asked: Invitation
) -> None:
    asked.wrong_join_codes, asked.locked_at = 5, NOON
    session.flush()

    text = coordinator.get(page(asked)).text

    assert "Er zijn vijf keer verkeerde cijfers getypt." in text


def test_an_invitation_of_another_conference_is_not_there(
    make: Make, coordinator: Browser, asked: Invitation
) -> None:
    other = make.convened()

    response = pages.send(coordinator, f"/conferences/{other.id}/invitations/{asked.id}/code")

    assert response.status_code == 404


def test_nobody_but_the_coordinator_makes_a_code(
    make: Make, as_person: AsPerson, asked: Invitation
) -> None:
    for person in (make.person(), make.stranger()):
        assert pages.send(as_person(person), f"{page(asked)}/code").status_code == 404
