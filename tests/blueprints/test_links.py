"""Pages of mdt.blueprints.links."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.identity import links, passwords, throttle
from mdt.models import (
    AuditRecord,
    Credential,
    EventRecord,
    LinkPurpose,
    OneTimeLink,
    Person,
)
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import PASSWORD, SECRET, App, enrol
from tests.pages import send, soup, text_of

APP = "/account/links/app"
NEW = "drie oude klokken aan zee"


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(name="Anna de Graaf", mail="anna@partner.example")


def address(session: Session, person: Person, purpose: LinkPurpose) -> str:
    """Return the path of a live link, as the worker would write it."""
    link = links.issue(session, person, purpose, secret=SECRET, by=None, now=clock.now())
    link.approved_at = clock.now()
    session.commit()
    return f"/account/links/{links.token(SECRET, link.id)}"


@pytest.fixture
def first(at_noon: None, session: Session, anna: Person) -> str:  # noqa: ARG001 - it is noon
    return address(session, anna, LinkPurpose.FIRST_SIGN_IN)


def choose(client: FlaskClient, path: str, password: str = NEW, again: str = NEW) -> TestResponse:
    return send(client, path, password=password, again=again)


def app_on(page: TestResponse) -> App:
    """Return the app of somebody who types the key that the page shows."""
    seed = soup(page).select_one(".seed")
    assert seed is not None
    return App(re.sub(r"\s", "", seed.text))


def test_three_steps_lead_in(session: Session, client: FlaskClient, first: str) -> None:
    assert "Kies een wachtwoord" in text_of(client.get(first))
    assert choose(client, first).location == APP
    page = client.get(APP)
    assert soup(page).select_one("svg.qr path[d]")

    answer = send(client, APP, code=app_on(page).code())

    assert answer.location == "/account/links/ready"
    assert "Alles staat klaar" in text_of(client.get(answer.location))
    assert client.get("/").status_code == 200
    session.expire_all()
    assert [row.name for row in session.exec(select(EventRecord))] == ["SignInChanged"]
    signed_in = select(AuditRecord.ground).where(AuditRecord.action == "account:sign_in")
    assert session.exec(signed_in).all() == ["eenmalige link en code"]


def test_looking_spends_nothing_and_says_no_name(
    session: Session, client: FlaskClient, first: str, anna: Person
) -> None:
    for method in ("get", "head", "get", "options"):
        answer = getattr(client, method)(first)
        assert answer.status_code == 200
        assert anna.name not in answer.text
        assert anna.mail not in answer.text

    session.expire_all()
    link = session.exec(select(OneTimeLink)).one()
    assert link.used_at is None
    assert not session.exec(select(Credential)).all()


def test_a_scanner_that_sends_the_form_gets_nowhere(
    app: Flask, client: FlaskClient, first: str
) -> None:
    scanner = app.test_client()
    scanner.get(first)
    assert scanner.post(first, data={}).status_code == 400, "no token of ours"
    assert send(scanner, first).status_code == 422, "nothing typed"
    assert choose(scanner, first, "x" * 12, "x" * 12).status_code == 422, "too easy"
    assert choose(scanner, first).status_code == 303
    wrong = app_on(scanner.get(APP)).wrong_code()
    assert send(scanner, APP, code=wrong).status_code == 422, "no app"

    choose(client, first)
    answer = send(client, APP, code=app_on(client.get(APP)).code())
    assert answer.location == "/account/links/ready"
    assert send(scanner, APP, code="000000").status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        ("elf tekens!", "elf tekens!", "password"),
        ("Anna-de-Graaf-26", "Anna-de-Graaf-26", "password"),
        (NEW, "iets heel anders", "again"),
        (NEW, "", "again"),
        ("", "", "password"),
        ("x" * 200, "x" * 200, "password"),
    ],
)
def test_what_is_wrong_with_a_password_is_told_at_the_field(
    client: FlaskClient, first: str, password: str, again: str, field: str
) -> None:
    answer = choose(client, first, password, again)

    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-problem")
    assert soup(answer).select_one(f".error-summary a[href='#{field}']")
    assert not password or password not in answer.text


def test_a_wrong_first_code_shows_the_same_app_again(client: FlaskClient, first: str) -> None:
    choose(client, first)
    app = app_on(client.get(APP))
    answer = send(client, APP, code=app.wrong_code())

    assert answer.status_code == 422
    assert app_on(answer) == app
    assert send(client, APP, code=app.code()).status_code == 303


@pytest.mark.parametrize("state", ["unknown", "used", "old", "withdrawn", "kept out"])
def test_a_link_that_does_not_work_says_so_in_one_way(
    session: Session, client: FlaskClient, first: str, anna: Person, state: str
) -> None:
    link = session.exec(select(OneTimeLink)).one()
    match state:
        case "unknown":
            first = "/account/links/" + "A" * 22
        case "used":
            link.used_at = clock.now()
        case "old":
            link.expires_at = clock.now() - timedelta(seconds=1)
        case "withdrawn":
            link.revoked_at = clock.now()
        case "kept out":
            anna.is_active = False
    session.add_all([link, anna])
    session.commit()

    answers = [client.get(first), choose(client, first)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert "Deze link werkt niet meer" in text_of(answers[0])
    assert not session.exec(select(Credential)).all()


def test_the_middle_step_is_nobodys_without_the_first(client: FlaskClient) -> None:
    assert client.get(APP).status_code == 410
    assert send(client, APP, code="123456").status_code == 410


def test_a_lost_app_is_replaced_after_the_password_and_sessions_end(
    session: Session, client: FlaskClient, anna: Person, as_person: AsPerson
) -> None:
    enrol(session, anna)
    elsewhere = as_person(anna)
    path = address(session, anna, LinkPurpose.RECOVERY)

    assert send(client, path, password="iets heel anders").status_code == 422
    assert send(client, path, password=PASSWORD).location == APP
    assert elsewhere.get("/").status_code == 200, "nothing has changed yet"
    answer = send(client, APP, code=app_on(client.get(APP)).code())

    assert answer.location == "/account/links/ready"
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 303


def test_the_password_of_a_recovery_cannot_be_guessed(
    session: Session, client: FlaskClient, anna: Person
) -> None:
    enrol(session, anna)
    path = address(session, anna, LinkPurpose.RECOVERY)
    for _ in range(throttle.LIMIT):
        assert send(client, path, password="iets heel anders").status_code == 422

    assert send(client, path, password=PASSWORD).status_code == 429


def test_a_new_password_needs_the_code_and_ends_the_old_one(
    session: Session, client: FlaskClient, anna: Person, as_person: AsPerson
) -> None:
    app = enrol(session, anna)
    elsewhere = as_person(anna)
    path = address(session, anna, LinkPurpose.NEW_PASSWORD)

    answer = send(client, path, password=NEW, again=NEW, code=app.wrong_code())
    assert answer.status_code == 422
    assert soup(answer).select_one("#code-problem")
    answer = send(client, path, password=NEW, again=NEW, code=app.code())

    assert answer.location == "/account/links/ready"
    assert "Naar inloggen" in text_of(client.get(answer.location))
    assert elsewhere.get("/").status_code == 303
    session.expire_all()
    kept = passwords.kept(session, anna)
    assert passwords.matches(kept, NEW)
    assert client.get(path).status_code == 410


def test_the_code_of_a_new_password_cannot_be_guessed(
    session: Session, client: FlaskClient, anna: Person
) -> None:
    app = enrol(session, anna)
    path = address(session, anna, LinkPurpose.NEW_PASSWORD)
    for _ in range(throttle.LIMIT):
        assert send(client, path, password=NEW, again=NEW, code=app.wrong_code()).status_code == 422

    answer = send(client, path, password=NEW, again=NEW, code=app.code())
    assert answer.status_code == 429
    assert "over 15 minuten" in text_of(answer)
