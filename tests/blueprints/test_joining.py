"""Pages of mdt.blueprints.joining: inside, for who came in with a code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt import clock
from mdt.access.policy import POLICY
from mdt.models import AuditRecord, Invitation, Person, Reply, Role, SeatDomain, Visit
from tests import pages
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.invitations.guests import come_in
from tests.pages import Browser
from tests.routes import routes

ENDED = "/joined/end"


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


def seated(make: Make, person: Person, **columns: object) -> Invitation:
    """Return the invitation of person, for the second of two items of a sitting."""
    conference = make.convened(make.case(alias="Beuk"), **columns)
    item = make.item(conference, make.case(alias="Linde"), question="Wat ziet u?")
    make.seat(conference, person, item, domain=SeatDomain.FORENSIC)
    return make.invitation(conference, person)


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return the invitation of somebody without an account."""
    return seated(make, make.person(None), video_url="https://video.example/kamer")


def test_a_guest_sees_when_and_where_and_own_items_only(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    page = come_in(visitor, session, asked).get("/joined/").text

    assert "woensdag 11 februari" in page
    assert "https://video.example/kamer" in page
    assert "Zaak Linde" in page
    assert "Wat ziet u?" in page
    assert "Beuk" not in page
    assert "Verlaat deze pagina snel" in page


def test_every_item_that_was_seen_leaves_its_audit_row(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    come_in(visitor, session, asked).get("/joined/")

    rows = session.exec(select(AuditRecord).where(AuditRecord.action == "item:view")).all()
    assert [row.actor_id for row in rows] == [asked.person_id]


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.COORDINATOR, Role.CHAIR, Role.SPECIALIST])
def test_coming_in_this_way_gives_what_a_guests_seat_gives_whoever_one_is(
    visitor: Browser, session: Session, make: Make, role: Role
) -> None:
    asked = seated(make, make.person(role))

    page = come_in(visitor, session, asked).get("/joined/").text

    assert "Zaak Linde" in page
    assert "Beuk" not in page


@pytest.mark.parametrize("role", [Role.JUDGE, Role.ADMINISTRATOR, Role.DPO, Role.AUDITOR])
def test_a_seat_that_gives_no_content_gives_none_this_way(
    visitor: Browser, session: Session, make: Make, role: Role
) -> None:
    asked = seated(make, make.person(role))

    page = come_in(visitor, session, asked).get("/joined/").text

    assert "Linde" not in page
    assert "Wat ziet u?" not in page


def test_a_judge_who_also_leads_a_table_comes_in_as_a_judge(
    visitor: Browser, session: Session, make: Make
) -> None:
    judge = make.person(Role.JUDGE)
    asked = seated(make, judge)
    post = make.person(Role.COORDINATOR)
    for row in make._memberships(post):  # noqa: SLF001 - the same post, held by another
        row.person_id = judge.id
    session.flush()

    assert "Linde" not in come_in(visitor, session, asked).get("/joined/").text


def test_items_of_another_sitting_are_not_here(
    visitor: Browser, session: Session, make: Make, asked: Invitation
) -> None:
    person = session.get_one(Person, asked.person_id)
    elsewhere = make.convened(make.case(alias="Esdoorn"))
    make.seated(elsewhere, person)

    page = come_in(visitor, session, asked).get("/joined/").text

    assert "Esdoorn" not in page


def test_a_visit_opens_nothing_that_asks_to_sign_in(
    app: Flask, visitor: Browser, session: Session, asked: Invitation
) -> None:
    come_in(visitor, session, asked)
    good = pages.token(visitor)

    opened = []
    for route in routes(app):
        view = app.view_functions[route.endpoint]
        if route.is_public or hasattr(view, "mdt_joins") or hasattr(view, "mdt_stream"):
            continue
        data = {"csrf_token": good} if route.method != "GET" else None
        response = visitor.open(route.path, method=route.method, data=data)
        if response.status_code != 303 or "/account/sign-in" not in (response.location or ""):
            opened.append(route)

    assert opened == []


def test_who_is_not_in_is_shown_out(app: Flask, visitor: Browser) -> None:
    good = pages.token(visitor)
    inside = [
        route for route in routes(app) if hasattr(app.view_functions[route.endpoint], "mdt_joins")
    ]

    for route in inside:
        data = {"csrf_token": good} if route.method != "GET" else None
        response = visitor.open(route.path, method=route.method, data=data)
        assert (response.status_code, response.location) == (303, ENDED), route
    assert inside


def test_who_signed_in_and_never_came_in_finds_nothing_here(
    as_person: AsPerson, session: Session, make: Make
) -> None:
    response = as_person(make.coordinator()).get("/joined/")

    assert response.status_code == 404
    row = session.exec(select(AuditRecord)).one()
    assert (row.action, row.allowed) == ("join:enter", False)


def test_leaving_ends_the_visit_and_its_cookie_is_worth_nothing_any_more(
    app: Flask, visitor: Browser, session: Session, asked: Invitation
) -> None:
    come_in(visitor, session, asked)
    cookie = visitor.get_cookie("visit")
    assert cookie is not None

    response = pages.send(visitor, "/joined/closure")

    assert response.location == ENDED
    assert visitor.get_cookie("visit") is None
    assert session.exec(select(Visit)).one().ended_at is not None
    replaying = app.test_client()
    replaying.set_cookie("visit", cookie.value)
    assert replaying.get("/joined/").location == ENDED


def _decline(asked: Invitation) -> None:
    asked.reply = Reply.NO


def _withdraw(asked: Invitation) -> None:
    asked.withdrawn_at = NOON


def _move(asked: Invitation) -> None:
    asked.asked_sequence += 1


def _replace_link(asked: Invitation) -> None:
    asked.public_key = "another"


@pytest.mark.parametrize("change", [_decline, _withdraw, _move, _replace_link])
def test_what_ends_a_visit_shows_out_on_the_next_request(
    visitor: Browser, session: Session, asked: Invitation, change: Callable[[Invitation], None]
) -> None:
    come_in(visitor, session, asked)

    change(asked)
    session.commit()

    assert visitor.get("/joined/").location == ENDED


def test_using_the_pages_keeps_a_visit_alive(
    visitor: Browser, session: Session, asked: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_in(visitor, session, asked)
    for minutes in (50, 100, 150):
        at = NOON + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        assert visitor.get("/joined/").status_code == 200

    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=211))
    assert visitor.get("/joined/").location == ENDED


def test_every_view_inside_declares_an_action(app: Flask) -> None:
    inside = [view for view in app.view_functions.values() if hasattr(view, "mdt_joins")]

    assert {getattr(view, "mdt_action") for view in inside} <= set(POLICY)  # noqa: B009
