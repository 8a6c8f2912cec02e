"""Rules of mdt.web.actor."""

from datetime import timedelta
from functools import wraps

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlmodel import Session, select

from mdt import clock
from mdt.identity import sessions
from mdt.models import Membership, Role, SessionLevel, WebSession
from mdt.web.actor import passive
from tests.conftest import AsPerson
from tests.factories import Make

MINUTE = timedelta(minutes=1)


def row_of(session: Session) -> WebSession:
    session.expire_all()
    return session.exec(select(WebSession)).one()


def seen(session: Session, minutes: int) -> None:
    """Let the one session have been used so many minutes ago."""
    row = row_of(session)
    row.seen_at = clock.now() - minutes * MINUTE
    session.commit()


def test_somebody_who_is_kept_out_is_out_at_the_next_request(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    browser = as_person(person)
    assert browser.get("/").status_code == 200

    person.is_active = False
    session.add(person)
    session.commit()

    assert browser.get("/").status_code == 303


def test_a_role_that_ends_gives_nothing_at_the_next_request(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))
    assert browser.get("/people/").status_code == 200

    membership = session.exec(select(Membership)).one()
    membership.until_at = clock.now()
    session.commit()

    assert browser.get("/people/").status_code == 404


def test_work_keeps_a_session_alive(session: Session, make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person())
    seen(session, 14)
    assert browser.get("/").status_code == 200

    assert clock.now() - row_of(session).seen_at < MINUTE


def test_a_page_that_looks_by_itself_keeps_nothing_alive(
    app: Flask,
    session: Session,
    make: Make,
    as_person: AsPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    today = app.view_functions["home.today"]

    @wraps(today)
    def looks_by_itself() -> ResponseReturnValue:
        answer: ResponseReturnValue = app.ensure_sync(today)()
        return answer

    monkeypatch.setitem(app.view_functions, "home.today", passive(looks_by_itself))
    browser = as_person(make.person())
    seen(session, 14)
    assert browser.get("/").status_code == 200

    assert clock.now() - row_of(session).seen_at > 13 * MINUTE
    seen(session, 15)
    assert browser.get("/").status_code == 303


def test_an_idle_session_asks_to_sign_in_again(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person())
    seen(session, 15)

    assert browser.get("/people/").location == "/account/sign-in?next=/people/"


def test_htmx_is_led_to_sign_in_and_back_to_the_page_it_was_on(client: FlaskClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/people/new?x=1"}
    answer = client.get("/people/", headers=headers)

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/account/sign-in?next=/people/new"


@pytest.mark.parametrize("key", ["", "unknown", "\u00e9"])
def test_a_cookie_with_no_key_of_ours_is_nobody(
    make: Make, as_person: AsPerson, client: FlaskClient, key: str
) -> None:
    """Also while somebody else is signed in."""
    assert as_person(make.person()).get("/").status_code == 200
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key

    assert client.get("/").status_code == 303


def test_a_cookie_that_somebody_changed_is_nobody(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person())
    cookie = browser.get_cookie("s")
    assert cookie is not None
    browser.set_cookie("s", cookie.value[:-2] + "AA")

    assert browser.get("/").status_code == 303


def test_a_half_way_session_opens_no_page(
    session: Session, make: Make, client: FlaskClient
) -> None:
    key = sessions.start(
        session, make.person(), level=SessionLevel.PASSWORD_ONLY, device="", now=clock.now()
    )
    session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = key

    assert client.get("/").status_code == 303
