"""Pages of mdt.blueprints.account."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.app import create_app
from mdt.config import Settings
from mdt.identity import throttle
from mdt.models import (
    Attempt,
    AuditRecord,
    OneTimeLink,
    OutboxMessage,
    Person,
    Role,
    WebSession,
)
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import PASSWORD, App, enrol
from tests.pages import send, soup, text_of

SIGN_IN, CODE, OUT = "/account/sign-in", "/account/code", "/account/sign-out"
WRONG = "Het mailadres of het wachtwoord klopt niet."


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(mail="anna@partner.example")


@pytest.fixture
def phone(session: Session, anna: Person) -> App:
    app = enrol(session, anna)
    session.commit()
    return app


def enter(
    client: FlaskClient,
    password: str = PASSWORD,
    mail: str = "anna@partner.example",
    next_page: str = "",
) -> TestResponse:
    return send(client, SIGN_IN, mail=mail, password=password, next=next_page)


def key_of(client: FlaskClient) -> str | None:
    with client.session_transaction() as cookie:
        found: str | None = cookie.get("_user_id")
        return found


def test_password_and_code_together_let_somebody_in(client: FlaskClient, phone: App) -> None:
    answer = enter(client)
    assert (answer.status_code, answer.location) == (303, CODE)
    assert client.get("/").status_code == 303, "a password alone opens nothing"

    answer = send(client, CODE, code=phone.code())
    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("phone")
def test_an_address_is_known_in_any_spelling(client: FlaskClient) -> None:
    assert enter(client, mail=" Anna@Partner.Example ").status_code == 303


def test_one_goes_on_to_the_page_one_asked_for(client: FlaskClient, phone: App) -> None:
    asked = client.get("/people/")
    assert asked.location == f"{SIGN_IN}?next=/people/"

    answer = enter(client, next_page="/people/")
    assert answer.location == f"{CODE}?next=/people/"
    page = client.get(answer.location)
    field = soup(page).select_one("input[name=next]")
    assert field is not None
    answer = send(client, CODE, code=phone.code(), next=str(field["value"]))
    assert answer.location == "/people/"


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_elsewhere(client: FlaskClient, phone: App, elsewhere: str) -> None:
    enter(client, next_page=elsewhere)
    answer = send(client, CODE, code=phone.code(), next=elsewhere)

    assert answer.location == "/"


def test_the_session_is_a_new_one_at_every_step(client: FlaskClient, phone: App) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    enter(client)
    half = key_of(client)
    send(client, CODE, code=phone.code())
    full = key_of(client)

    assert half
    assert full
    assert half != full
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        cookie["_user_id"] = half
    assert client.get("/").status_code == 303, "the half-way session has ended"


def test_a_browser_is_known_again_by_a_mark_that_opens_nothing(
    app: Flask, session: Session, client: FlaskClient, phone: App
) -> None:
    def come_in(browser: FlaskClient, steps: int) -> TestResponse:
        enter(browser)
        return send(browser, CODE, code=phone.code(steps=steps))

    def is_new() -> list[bool]:
        session.expire_all()
        query = select(WebSession).where(WebSession.mark_hash != "")
        rows = session.exec(query.order_by(col(WebSession.created_at)))
        return [row.is_new_device for row in rows]

    answer = come_in(client, steps=-1)
    [mark] = [kept for kept in answer.headers.getlist("Set-Cookie") if kept.startswith("b=")]
    assert "HttpOnly" in mark
    assert "SameSite=Lax" in mark
    assert "Max-Age=15552000" in mark
    send(client, OUT)
    come_in(client, steps=0)
    come_in(app.test_client(), steps=1)

    assert is_new() == [False, False, True]
    copied = app.test_client()
    copied.set_cookie("b", mark.partition(";")[0].partition("=")[2])
    assert copied.get("/").status_code == 303


@pytest.mark.parametrize("brought", ["", "kort", "x" * 23, "x" * 500])
def test_a_mark_that_is_none_of_ours_is_replaced(
    client: FlaskClient, phone: App, brought: str
) -> None:
    client.set_cookie("b", brought)
    enter(client)

    answer = send(client, CODE, code=phone.code())

    [mark] = [kept for kept in answer.headers.getlist("Set-Cookie") if kept.startswith("b=")]
    assert f"b={brought};" not in mark


@pytest.mark.usefixtures("phone")
def test_wrong_is_one_answer_for_known_and_unknown(
    session: Session, client: FlaskClient, anna: Person
) -> None:
    answers = [enter(client, "iets heel anders"), enter(client, mail="niemand@partner.example")]
    anna.is_active = False
    session.add(anna)
    session.commit()
    answers.append(enter(client))

    pages = [text_of(answer) for answer in answers]
    assert [answer.status_code for answer in answers] == [422] * 3
    assert WRONG in pages[0]
    assert len(set(pages)) == 1


@pytest.mark.usefixtures("phone")
@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize("typed", [f"{PASSWORD} ", f" {PASSWORD}", PASSWORD.upper()])
def test_every_character_of_a_password_counts(client: FlaskClient, typed: str) -> None:
    assert enter(client, typed).status_code == 422
    assert enter(client).location == CODE


def test_what_was_typed_comes_back_but_the_password_does_not(client: FlaskClient) -> None:
    answer = enter(client, "iets heel anders")

    page = soup(answer)
    assert page.select_one("#mail[value='anna@partner.example']")
    assert page.select_one("#password[value='']")
    assert page.select_one(".error-summary")


def test_the_field_of_a_password_hides_it_and_lets_a_password_manager_in(
    client: FlaskClient,
) -> None:
    field = soup(client.get(SIGN_IN)).select_one("input[name=password]")

    assert field
    assert (field["type"], field["autocomplete"]) == ("password", "current-password")
    assert not {"maxlength", "readonly", "disabled"} & set(field.attrs)


def test_empty_fields_are_told_at_the_field(client: FlaskClient) -> None:
    answer = send(client, SIGN_IN, mail="", password="")

    assert answer.status_code == 422
    assert soup(answer).select_one("#mail-problem")
    assert soup(answer).select_one("#password-problem")


@pytest.mark.usefixtures("phone")
def test_a_try_beyond_the_limit_leaves_a_line_without_a_name(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(throttle.LIMIT + 1):
        enter(client, "iets heel anders")

    assert "refused: too many tries of a password" in caplog.messages
    assert "anna" not in caplog.text


def test_the_sixth_wrong_password_is_not_looked_at(client: FlaskClient) -> None:
    for _ in range(throttle.LIMIT):
        assert enter(client, "iets heel anders").status_code == 422

    answer = enter(client)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == pytest.approx(900, abs=5)
    assert "over 15 minuten" in text_of(answer)


def test_an_unknown_account_waits_as_long(client: FlaskClient) -> None:
    for _ in range(throttle.LIMIT):
        enter(client, mail="niemand@partner.example")

    answer = enter(client, mail="niemand@partner.example")

    assert answer.status_code == 429
    assert "over 15 minuten" in text_of(answer)


def test_the_sixth_wrong_code_is_not_looked_at(client: FlaskClient, phone: App) -> None:
    enter(client)
    for _ in range(throttle.LIMIT):
        answer = send(client, CODE, code=phone.wrong_code())
        assert answer.status_code == 422
        assert "Deze code klopt niet" in text_of(answer)

    assert send(client, CODE, code=phone.code()).status_code == 429
    assert client.get("/").status_code == 303


def test_a_code_signs_in_once(client: FlaskClient, app: Flask, phone: App) -> None:
    code = phone.code()
    enter(client)
    assert send(client, CODE, code=code).status_code == 303

    other = app.test_client()
    enter(other)
    assert send(other, CODE, code=code).status_code == 422
    assert send(other, CODE, code=phone.code(steps=1)).status_code == 303


def test_the_code_page_wants_the_password_first(client: FlaskClient) -> None:
    assert client.get(CODE).location == SIGN_IN
    answer = send(client, CODE, code="123456")
    assert answer.status_code == 403
    assert soup(answer).select_one("#password")


def test_the_half_way_is_not_kept_for_long(
    session: Session, client: FlaskClient, phone: App
) -> None:
    enter(client)
    row = session.exec(select(WebSession)).one()
    row.created_at = clock.now() - timedelta(minutes=10)
    session.commit()

    assert send(client, CODE, code=phone.code()).status_code == 403


def test_a_right_password_forgives_the_wrong_ones(
    session: Session, client: FlaskClient, phone: App
) -> None:
    for _ in range(throttle.LIMIT - 1):
        enter(client, "iets heel anders")
    enter(client)
    send(client, CODE, code=phone.code())

    session.expire_all()
    assert len(session.exec(select(Attempt)).all()) == 1, "the address keeps its one failure"


def test_signing_in_and_failing_leave_their_audit_rows_with_the_factor(
    session: Session, client: FlaskClient, phone: App, anna: Person
) -> None:
    enter(client, "iets heel anders")
    enter(client)
    send(client, CODE, code=phone.wrong_code())
    send(client, CODE, code=phone.code())

    session.expire_all()
    rows = session.exec(
        select(AuditRecord)
        .where(AuditRecord.subject_id == anna.id)
        .order_by(col(AuditRecord.number))
    ).all()
    assert {row.action for row in rows} == {"account:sign_in"}
    assert [(row.ground, row.allowed, row.actor_id) for row in rows] == [
        ("wachtwoord", False, None),
        ("code", False, None),
        ("wachtwoord en code", True, anna.id),
    ]


def test_a_cookie_from_before_signing_out_opens_nothing(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person())
    key = key_of(browser)
    answer = send(browser, OUT)

    assert answer.location == SIGN_IN
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert key_of(browser) is None
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = key
    assert browser.get("/").status_code == 303


@pytest.mark.usefixtures("phone")
def test_the_forgotten_page_answers_alike_and_mails_only_who_is_known(
    session: Session, client: FlaskClient, anna: Person, make: Make
) -> None:
    never_in = make.person(mail="nieuw@partner.example")
    session.commit()
    answers = [
        send(client, "/account/forgotten", mail=mail)
        for mail in ("Anna@partner.example", "niemand@partner.example", never_in.mail)
    ]

    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/account/sent")}
    assert "Is het adres bij ons bekend?" in text_of(client.get("/account/sent"))
    session.expire_all()
    assert session.exec(select(OutboxMessage.person_id)).all() == [anna.id]
    assert session.exec(select(OneTimeLink.purpose)).one() == "new_password"


@pytest.mark.usefixtures("phone")
def test_nobodys_mailbox_is_filled(session: Session, client: FlaskClient) -> None:
    for _ in range(throttle.LIMIT):
        send(client, "/account/forgotten", mail="anna@partner.example")

    answer = send(client, "/account/forgotten", mail="anna@partner.example")

    assert answer.status_code == 429
    session.expire_all()
    assert len(session.exec(select(OutboxMessage)).all()) == throttle.LIMIT


def test_outside_the_demo_nobody_is_let_in_by_a_click(
    session: Session, client: FlaskClient, anna: Person
) -> None:
    session.commit()

    assert send(client, "/account/demo-sign-in", mail=anna.mail).status_code == 404
    assert anna.name not in client.get(SIGN_IN).text
    assert not soup(client.get(SIGN_IN)).select("form[action*=demo]")


@pytest.fixture
def demo(settings: Settings, engine: Engine, app: Flask) -> FlaskClient:
    """Return a browser on the same portal in demo mode."""
    demo = create_app(replace(settings, demo=True), engine)
    demo.testing, demo.test_client_class = True, app.test_client_class
    return demo.test_client()


def test_in_the_demo_one_click_makes_one_somebody(
    session: Session, demo: FlaskClient, make: Make
) -> None:
    samira = make.person(Role.COORDINATOR, name="Samira")
    gone = make.person(Role.JUDGE, name="Weg", is_active=False)
    make.person(Role.PROFESSIONAL, name="Dennis")
    session.commit()

    page = demo.get(SIGN_IN)
    buttons = [name.text for name in soup(page).select(".one-click b")]
    assert buttons == ["Samira", "Dennis"]

    assert send(demo, "/account/demo-sign-in", mail=gone.mail).status_code == 404
    assert send(demo, "/account/demo-sign-in", mail=samira.mail).location == "/"
    assert "Samira" in demo.get("/").text
