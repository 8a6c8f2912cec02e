"""Pages of mdt.blueprints.joining: inside, for who came in with a code."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt import clock
from mdt.access.policy import POLICY
from mdt.models import (
    ActionState,
    AgendaItem,
    Attendance,
    AuditRecord,
    Case,
    ConferenceState,
    Invitation,
    Note,
    NoteKind,
    Person,
    Reply,
    Role,
    Seat,
    SeatDomain,
    Visit,
)
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
        is_stream = hasattr(app.view_functions[route.endpoint], "mdt_stream")
        out = (200, None) if is_stream else (303, ENDED)
        assert (response.status_code, response.location) == out, route
    assert inside


def test_a_finding_that_came_as_the_visit_ended_is_given_back_and_not_stored(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    come_in(visitor, session, asked)
    item = session.exec(select(Seat.item_id).where(Seat.holder_id == asked.person_id)).one()
    path, text = f"/joined/items/{item}/findings", "Littekens <ouder> dan een week."
    visit = session.exec(select(Visit)).one()
    visit.ended_at = NOON
    session.commit()

    late = pages.send(visitor, path, text=text)

    assert late.status_code == 403
    kept = pages.soup(late).select_one("textarea[readonly]")
    assert kept
    assert kept.text.strip() == text
    assert "nog niet bewaard" in pages.text_of(late)
    assert not session.exec(select(Note)).all()
    assert pages.send(visitor, path, text="").location == ENDED
    alien = visitor.post(path, data={"text": text})
    assert text not in alien.text
    assert "Littekens" not in alien.text
    assert "Littekens" not in visitor.get(ENDED).text


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


def test_who_says_no_is_out_at_once(visitor: Browser, session: Session, asked: Invitation) -> None:
    come_in(visitor, session, asked)
    yes = pages.send(visitor, "/joined/answer", reply="yes", sequence="0")
    assert (yes.location, asked.reply) == ("/joined/#answer", Reply.YES)

    no = pages.send(visitor, "/joined/answer", reply="no", sequence="0")

    assert (no.location, asked.reply) == (ENDED, Reply.NO)
    assert "Uw antwoord is bewaard." in visitor.get(ENDED).text
    assert visitor.get("/joined/").location == ENDED


def test_a_guest_says_when_they_come_and_go(visitor: Browser, session: Session, make: Make) -> None:
    asked = seated(make, make.person(None), state=ConferenceState.IN_SESSION)
    item = session.exec(select(AgendaItem).where(AgendaItem.question == "Wat ziet u?")).one()
    come_in(visitor, session, asked)

    pages.send(visitor, f"/joined/items/{item.id}/attendance", here="1")
    assert 'aria-pressed="true"' in visitor.get("/joined/").text
    pages.send(visitor, f"/joined/items/{item.id}/attendance", here="0")

    row = session.exec(select(Attendance)).one()
    assert (row.person_id, row.out_at is not None) == (asked.person_id, True)


def test_before_the_sitting_nobody_is_there_yet(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    item = session.exec(select(AgendaItem).where(AgendaItem.question == "Wat ziet u?")).one()
    come_in(visitor, session, asked)

    response = pages.send(visitor, f"/joined/items/{item.id}/attendance", here="1")

    assert response.status_code == 422
    assert "Ik ben er" not in response.text
    assert session.exec(select(Attendance)).all() == []


def test_a_finding_is_kept_once_and_a_short_one_comes_back_as_typed(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    item = session.exec(select(AgendaItem).where(AgendaItem.question == "Wat ziet u?")).one()
    path = f"/joined/items/{item.id}/findings"
    come_in(visitor, session, asked)

    short = pages.send(visitor, path, text="x")
    assert short.status_code == 422
    assert f'id="{item.id}-text-problem"' in short.text
    for _ in range(2):
        pages.send(visitor, path, text="Geen letsel <b>gezien</b>.", once=str(item.id))

    note = session.exec(select(Note)).one()
    assert (note.kind, note.author_id) == (NoteKind.FINDING, asked.person_id)
    assert "Geen letsel &lt;b&gt;gezien&lt;/b&gt;." in visitor.get("/joined/").text


@pytest.mark.parametrize("path", ["attendance", "findings"])
def test_an_item_of_others_or_of_another_sitting_is_not_here(
    visitor: Browser, session: Session, make: Make, asked: Invitation, path: str
) -> None:
    other = session.exec(select(AgendaItem).where(AgendaItem.question != "Wat ziet u?")).one()
    elsewhere = make.convened()
    make.seated(elsewhere, session.get_one(Person, asked.person_id))
    come_in(visitor, session, asked)

    for item in (other, elsewhere.items[0]):
        response = pages.send(visitor, f"/joined/items/{item.id}/{path}", here="1", text="xxxx")
        assert response.status_code == 404
    assert session.exec(select(Note)).all() == []


def test_a_judge_leaves_no_finding(visitor: Browser, session: Session, make: Make) -> None:
    asked = seated(make, make.person(Role.JUDGE))
    item = session.exec(select(AgendaItem).where(AgendaItem.question == "Wat ziet u?")).one()
    come_in(visitor, session, asked)

    response = pages.send(visitor, f"/joined/items/{item.id}/findings", text="Mijn oordeel")

    assert response.status_code == 404


def test_a_guest_takes_an_action_of_theirs_finishes_it_or_says_why_not(
    visitor: Browser, session: Session, make: Make
) -> None:
    person = make.person(Role.SPECIALIST)
    asked = seated(make, person)
    case_id = session.exec(
        select(AgendaItem.case_id).where(AgendaItem.question == "Wat ziet u?")
    ).one()
    action = make.action(session.get_one(Case, case_id), person, title="Letsel beschrijven")
    elsewhere = make.action(make.case(), person, title="Van een andere zaak")
    come_in(visitor, session, asked)
    path = f"/joined/actions/{action.id}/state"

    page = visitor.get("/joined/").text
    assert "Letsel beschrijven" in page
    assert "Van een andere zaak" not in page
    taken = pages.send(visitor, path, state="busy", version=str(action.version))
    assert (taken.location, action.state) == ("/joined/#actions", ActionState.BUSY)
    why = pages.send(visitor, path, state="not_done", version=str(action.version))
    assert why.status_code == 422
    assert f'id="{action.id}-remark-problem"' in why.text
    pages.send(visitor, path, state="done", version=str(action.version))
    assert action.state is ActionState.DONE
    other = pages.send(visitor, f"/joined/actions/{elsewhere.id}/state", state="done", version="1")
    assert other.status_code == 404
    assert elsewhere.state is ActionState.OPEN
