"""Rules of mdt.web.drafts, and the way of a kept text through mdt.web.signing_in."""

import html
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.models import Organisation, Person, Role, WebSession
from mdt.web import drafts
from mdt.web.drafts import Draft
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import PASSWORD, App, enrol
from tests.pages import send, soup, text_of
from tests.routes import routes

TEXT = "Slot vervangen,\nen de buren 'weten' <niets> & \u00e9\u00e9n sleutel"
MAIL = "anna@partner.example"
DRAFT = Draft("/people/", (("name", TEXT), ("tag", "a"), ("tag", "b")))


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR, mail=MAIL)


@pytest.fixture
def phone(session: Session, anna: Person) -> App:
    return enrol(session, anna)


@pytest.fixture
def path(make: Make) -> str:
    """Return where a form for a new organisation goes."""
    return f"/setup/regions/{make.region.id}/organisations"


@pytest.fixture
def browser(as_person: AsPerson, anna: Person) -> FlaskClient:
    """Return Anna's own browser."""
    return as_person(anna)


def form_of(page: TestResponse, action: str) -> dict[str, str]:
    """Return the fields of the form that goes to action, as a browser would send them."""
    form = soup(page).select_one(f"form[action='{action}']")
    assert form is not None
    return {str(field["name"]): str(field.get("value", "")) for field in form.select("input[name]")}


def idle(session: Session) -> None:
    """Let every session of the test run out."""
    for row in session.exec(select(WebSession)):
        row.seen_at = clock.now() - timedelta(minutes=16)
        session.add(row)
    session.commit()


def typed(browser: FlaskClient, path: str) -> dict[str, str]:
    """Return a form for a new organisation, filled in on a page of the signed-in browser."""
    fields = form_of(browser.get(f"{path}/new"), path)
    return fields | {"name": "Opvang de Oude Toren", "domain": "shelter"}


def sign_in(client: FlaskClient, page: TestResponse, phone: App, mail: str = MAIL) -> TestResponse:
    """Sign in by the forms on page; return the answer to the code."""
    enter = form_of(page, "/account/sign-in") | {"mail": mail, "password": PASSWORD}
    code_page = client.post("/account/sign-in", data=enter)
    assert code_page.status_code == 200
    code = form_of(code_page, "/account/code") | {"code": phone.code()}
    return client.post("/account/code", data=code)


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_a_text_whose_writers_session_ran_out_comes_back_and_is_sent_once(
    session: Session, browser: FlaskClient, phone: App, path: str, htmx: dict[str, str]
) -> None:
    fields = typed(browser, path)
    idle(session)

    page = browser.post(path, data=fields, headers=htmx)
    assert page.status_code == 403
    assert "Uw tekst is bewaard" in text_of(page)
    assert page.headers.get("HX-Retarget") == ("body" if htmx else None)
    assert "Oude Toren" not in page.text, "sealed"

    kept = sign_in(browser, page, phone)
    assert kept.status_code == 200
    assert "Opvang de Oude Toren" in text_of(kept)
    again = form_of(kept, path)
    assert again["once"] == fields["once"]
    assert again["csrf_token"] != fields["csrf_token"]

    assert browser.post(path, data=again).status_code == 303
    assert browser.post(path, data=again).status_code == 303, "the second click"
    names = session.exec(select(Organisation.name)).all()
    assert names.count("Opvang de Oude Toren") == 1


def test_a_wrong_password_and_code_on_the_way_lose_nothing(
    session: Session, browser: FlaskClient, phone: App, path: str
) -> None:
    fields = typed(browser, path)
    idle(session)
    page = browser.post(path, data=fields)

    wrong = form_of(page, "/account/sign-in") | {"mail": MAIL, "password": "heel anders"}
    page = browser.post("/account/sign-in", data=wrong)
    assert page.status_code == 422
    right = form_of(page, "/account/sign-in") | {"mail": MAIL, "password": PASSWORD}
    page = browser.post("/account/sign-in", data=right)
    code = form_of(page, "/account/code") | {"code": phone.wrong_code()}
    page = browser.post("/account/code", data=code)
    assert page.status_code == 422
    code = form_of(page, "/account/code") | {"code": phone.code()}

    assert "Opvang de Oude Toren" in text_of(browser.post("/account/code", data=code))


def test_somebody_else_never_gets_the_text(
    session: Session, make: Make, browser: FlaskClient, path: str
) -> None:
    other = make.person(Role.ADMINISTRATOR, mail="bert@partner.example")
    phone = enrol(session, other)
    fields = typed(browser, path)
    idle(session)
    page = browser.post(path, data=fields)

    answer = sign_in(browser, page, phone, other.mail)

    assert answer.status_code == 303
    assert "Oude Toren" not in browser.get(answer.location).text


def test_signing_in_again_in_another_tab_gives_the_text_back_at_once(
    session: Session, browser: FlaskClient, path: str
) -> None:
    fields = typed(browser, path)
    with browser.session_transaction() as cookie:
        cookie["csrf_token"] = "of the session in the other tab"

    kept = browser.post(path, data=fields)

    assert kept.status_code == 200
    assert "Opvang de Oude Toren" in text_of(kept)
    assert browser.post(path, data=form_of(kept, path)).status_code == 303
    names = session.exec(select(Organisation.name)).all()
    assert names.count("Opvang de Oude Toren") == 1


def test_another_tab_of_somebody_else_gets_nothing(
    make: Make, as_person: AsPerson, browser: FlaskClient, path: str
) -> None:
    fields = typed(browser, path)
    other = as_person(make.person(Role.ADMINISTRATOR))

    answer = other.post(path, data=fields)

    assert answer.status_code == 400
    assert "Oude Toren" not in answer.text


def test_a_browser_that_lost_its_cookie_still_keeps_the_text(
    app: Flask, browser: FlaskClient, phone: App, path: str
) -> None:
    fields = typed(browser, path)
    fresh = app.test_client()

    page = fresh.post(path, data=fields)
    assert page.status_code == 403

    assert "Oude Toren" in text_of(sign_in(fresh, page, phone))


def test_a_form_of_another_site_is_never_offered(browser: FlaskClient, path: str) -> None:
    answer = browser.post(path, data={"name": "Van een ander", "domain": "shelter"})

    assert answer.status_code == 400
    assert "Van een ander" not in answer.text


def test_a_kept_text_shows_as_it_was_typed(app: Flask, anna: Person) -> None:
    with app.test_request_context(method="POST"):
        sealed = drafts.seal(DRAFT, anna.id)
        assert drafts.opened(sealed, anna.id) == DRAFT
        assert drafts.opened(sealed, uuid4()) is None
        assert drafts.opened(sealed[:-4] + "AAA=", anna.id) is None
        assert drafts.opened("", anna.id) is None
        assert DRAFT.texts == [TEXT]
        assert sealed in html.unescape(str(drafts.field(sealed)))
        assert drafts.field("") == ""


def test_a_text_is_kept_for_an_hour(app: Flask, anna: Person) -> None:
    with app.test_request_context(method="POST"):
        sealed = drafts.seal(DRAFT, anna.id)
        offset = clock.now() - clock.unshifted()

        clock.shift(offset + timedelta(minutes=59))
        assert drafts.opened(sealed, anna.id) == DRAFT
        clock.shift(offset + timedelta(minutes=61))
        assert drafts.opened(sealed, anna.id) is None


def test_what_is_too_long_is_not_kept_half(app: Flask, anna: Person) -> None:
    noise = "".join(str(uuid4()) for _ in range(20_000))
    with app.test_request_context(method="POST"):
        assert drafts.seal(Draft("/people/", (("name", noise),)), anna.id) == ""


def test_a_password_is_never_kept(app: Flask) -> None:
    for secret in sorted(drafts.SECRETS):
        with app.test_request_context("/people/", method="POST", data={"name": "x", secret: "y"}):
            assert drafts.of_request() is None


def test_only_what_a_form_can_send_again_is_kept(app: Flask) -> None:
    for path, expected in (("/people/", True), ("/people/new", False), ("/nergens", False)):
        with app.test_request_context(path, method="POST", data={"name": "x"}):
            assert (drafts.of_request() is not None) is expected


def test_a_sign_in_without_a_text_goes_on_as_always(
    session: Session, client: FlaskClient, anna: Person, phone: App
) -> None:
    session.commit()
    answer = send(client, "/account/sign-in", mail=anna.mail, password=PASSWORD, draft="onzin")
    assert answer.status_code == 200

    answer = send(client, "/account/code", code=phone.code(), draft="onzin")
    assert (answer.status_code, answer.location) == (303, "/")


def every_form(app: Flask) -> list[str]:
    """Return an address of every form that only who is signed in can send."""
    return [
        route.path
        for route in routes(app)
        if route.method == "POST"
        and not route.is_public
        and not hasattr(app.view_functions[route.endpoint], "mdt_joins")
    ]


def test_no_form_loses_what_was_typed_when_the_session_ran_out(
    app: Flask, session: Session, browser: FlaskClient, path: str
) -> None:
    token = typed(browser, path)["csrf_token"]
    idle(session)

    lost = [
        form
        for form in every_form(app)
        if not form_of(
            browser.post(form, data={"csrf_token": token, "text": TEXT}), "/account/sign-in"
        ).get("draft")
    ]

    assert len(every_form(app)) > 50
    assert lost == []
