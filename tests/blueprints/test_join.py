"""Pages of mdt.blueprints.join: coming in by a link and a code."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt.invitations import links
from mdt.models import AuditRecord, EventRecord, Invitation, Reply, Visit
from tests.blueprints.test_answers import fingerprint
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.invitations.guests import SECRET, address, another, code_for, come_in, enter
from tests.pages import Browser, text_of


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    return a_browser(app, session)


def a_browser(app: Flask, session: Session) -> Browser:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return somebody's invitation for tomorrow."""
    conference = make.convened(make.case(alias="Kanarieboom"))
    conference.items[0].question = "Kanarievraag"
    return make.invitation(conference, make.person(name="Kanarie Kok"))


def test_the_link_shows_the_moment_and_no_more_than_that(
    visitor: Browser, asked: Invitation
) -> None:
    page = visitor.get(address(asked)).text

    assert "woensdag 11 februari" in page
    assert "anarie" not in page


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_changes_nothing(
    visitor: Browser, session: Session, engine: Engine, asked: Invitation, method: str
) -> None:
    code_for(session, asked)
    before = fingerprint(engine)

    for path in (address(asked), address(asked).removesuffix("/entry")):
        assert visitor.open(path, method=method).status_code == 200

    assert fingerprint(engine) == before


def test_the_link_stands_on_the_page_that_the_mail_leads_to(
    visitor: Browser, asked: Invitation
) -> None:
    page = visitor.get(f"/u/{links.locator(asked, SECRET)}").text

    assert f'href="{address(asked)}"' in page


def test_the_right_code_leads_in(visitor: Browser, session: Session, asked: Invitation) -> None:
    come_in(visitor, session, asked)

    assert visitor.get("/joined/").status_code == 200
    assert visitor.get(address(asked)).location == "/joined/"
    [row] = session.exec(
        select(AuditRecord).where(AuditRecord.subject_id == asked.id).order_by(AuditRecord.at)  # type: ignore[arg-type]
    ).all()[:1]
    assert (row.action, row.actor_id, row.allowed) == ("join:enter", asked.person_id, True)


def test_the_cookie_is_the_browsers_own_and_not_in_the_database(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    response = enter(visitor, asked, code_for(session, asked))
    [cookie] = [one for one in response.headers.getlist("Set-Cookie") if one.startswith("visit=")]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie
    key = cookie.split(";")[0].removeprefix("visit=")
    assert key not in repr(session.exec(select(Visit)).one())


def test_a_wrong_code_says_how_many_tries_are_left(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    code = code_for(session, asked)

    response = enter(visitor, asked, another(code))

    assert response.status_code == 422
    assert "U kunt het nog 4 keer proberen." in response.text
    assert asked.wrong_join_codes == 1
    assert another(code) not in response.text
    row = session.exec(select(AuditRecord)).one()
    assert (row.action, row.actor_id, row.allowed) == ("join:enter", None, False)


def test_five_wrong_codes_shut_the_link_for_everything(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    code = code_for(session, asked)

    statuses = [enter(visitor, asked, another(code)).status_code for _ in range(5)]

    assert statuses == [422, 422, 422, 422, 423]
    assert asked.locked_at is not None
    assert enter(visitor, asked, code).status_code == 423
    assert visitor.get(address(asked)).status_code == 423
    assert visitor.get(address(asked).removesuffix("/entry")).status_code == 423
    assert "LinkLocked" in session.exec(select(EventRecord.name)).all()


def test_a_code_that_was_used_or_is_old_says_so(
    app: Flask,
    visitor: Browser,
    session: Session,
    asked: Invitation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    used = code_for(session, asked)
    enter(visitor, asked, used)
    again = enter(a_browser(app, session), asked, used)
    late = code_for(session, asked)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=11))

    for response in (again, enter(a_browser(app, session), asked, late)):
        assert response.status_code == 422
        assert "Deze code is gebruikt of te oud." in response.text
    assert asked.wrong_join_codes == 0


def test_nobody_is_told_that_somebody_said_no_but_who_has_the_code(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    code = code_for(session, asked)
    asked.reply = Reply.NO
    session.commit()

    assert "U heeft gezegd" not in visitor.get(address(asked)).text
    assert "U heeft gezegd" not in enter(visitor, asked, another(code)).text
    assert "U heeft gezegd dat u niet komt." in enter(visitor, asked, code).text
    assert session.exec(select(Visit)).all() == []


@pytest.mark.parametrize(
    ("columns", "status", "message"),
    [
        ({"withdrawn_at": NOON}, 410, "Deze uitnodiging is vervallen."),
        ({"withdrawn_at": NOON, "seat_filled": True}, 410, "De stoel is al gevuld."),
        ({"ends_at": NOON - timedelta(hours=1)}, 410, "Dit overleg is voorbij."),
        ({"locked_at": NOON}, 423, "Deze link is op slot."),
    ],
)
def test_what_is_over_says_so_and_shows_no_moment(
    visitor: Browser, asked: Invitation, columns: dict[str, object], status: int, message: str
) -> None:
    session = visitor.session
    assert session is not None
    code = code_for(session, asked)
    for name, value in columns.items():
        setattr(asked, name, value)
    session.commit()

    for response in (visitor.get(address(asked)), enter(visitor, asked, code)):
        assert response.status_code == status
        assert message in response.text
        assert "februari" not in response.text
    assert session.exec(select(Visit)).all() == []


def test_an_unknown_link_is_the_page_of_everything_unknown(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    code, old = code_for(session, asked), address(asked)
    asked.public_key = "another"
    session.commit()

    unknown = visitor.get("/no-such-page").data
    for path in (old, "/u/x/entry"):
        assert visitor.get(path).status_code == 404
        assert visitor.get(path).data == unknown
    assert enter(visitor, asked, code).status_code == 303, "the code is of the invitation"


def test_two_invitations_of_one_person_open_each_with_their_own(
    visitor: Browser, session: Session, make: Make, asked: Invitation
) -> None:
    person_id = asked.person_id
    other = make.invitation(make.convened(), make.person(), person_id=person_id)
    code = code_for(session, asked)

    assert enter(visitor, other, code).status_code == 422
    come_in(visitor, session, other)

    assert visitor.get(address(asked)).status_code == 200, "in by the other one only"


def test_a_telephone_that_changes_network_stays_in(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    browser = come_in(visitor, session, asked)
    at_home = browser.get("/joined/", environ_base={"REMOTE_ADDR": "192.0.2.10"})

    on_the_train = browser.get("/joined/", environ_base={"REMOTE_ADDR": "2001:db8::7"})

    assert (at_home.status_code, on_the_train.status_code) == (200, 200)
    assert text_of(at_home) == text_of(on_the_train)
    [visit] = session.exec(select(Visit)).all()
    assert (visit.invitation_id, visit.ended_at) == (asked.id, None)


def test_nobody_who_prepared_this_browser_comes_along(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    with visitor.session_transaction() as cookie:
        cookie["prepared"] = "x"

    come_in(visitor, session, asked)

    with visitor.session_transaction() as cookie:
        assert "prepared" not in cookie


def test_who_is_signed_in_stays_signed_in(
    as_person: AsPerson, session: Session, make: Make, asked: Invitation
) -> None:
    browser = as_person(make.coordinator())

    come_in(browser, session, asked)

    assert browser.get("/").status_code == 200


def test_the_end_says_the_same_to_everybody(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    before = visitor.get("/joined/end").data
    come_in(visitor, session, asked)

    assert visitor.get("/joined/end").data == before
    assert "februari" not in before.decode()


def test_without_a_code_nothing_is_looked_at(visitor: Browser, asked: Invitation) -> None:
    response = enter(visitor, asked, "1" * 30)

    assert response.status_code == 422
    assert 'id="code-problem"' in response.text
    assert asked.wrong_join_codes == 0
    assert "acht cijfers" in text_of(visitor.get(address(asked)))
