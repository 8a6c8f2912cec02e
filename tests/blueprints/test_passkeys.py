"""Pages of mdt.blueprints.passkeys, passkey_entry and fresh_proof."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.identity import passkeys, sessions
from mdt.models import AuditRecord, Passkey, Person, WebSession
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.authenticator import Authenticator
from tests.identity.people import App, enrol
from tests.pages import send, soup, text_of

NEW, OPTIONS, FRESH = "/profile/passkeys/new", "/profile/passkeys/options", "/profile/fresh/"
ENTRY = "/account/passkey/"


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(name="Anna", mail="anna@partner.example")


@pytest.fixture
def phone(session: Session, anna: Person) -> App:
    return enrol(session, anna)


@pytest.fixture
def browser(as_person: AsPerson, anna: Person) -> FlaskClient:
    return as_person(anna)


def asked(browser: FlaskClient, path: str) -> str:
    """Return what the page's script is told that a passkey must sign."""
    found: str = json.loads(browser.get(path).text)["challenge"]
    return found


def make_one(browser: FlaskClient, name: str = "Telefoon") -> Authenticator:
    device = Authenticator()
    answer = send(browser, NEW, name=name, credential=device.make(asked(browser, OPTIONS)))
    assert answer.location == "/profile/", text_of(answer)
    return device


def enter(client: FlaskClient, device: Authenticator, **fields: Any) -> TestResponse:
    return send(client, ENTRY, credential=device.sign(asked(client, ENTRY)), **fields)


def let_proof_age(session: Session, anna: Person) -> None:
    for row in session.exec(select(WebSession).where(WebSession.person_id == anna.id)):
        row.proven_at = clock.now() - sessions.PROOF_LASTS
    session.commit()


def test_one_makes_a_passkey_and_signs_in_with_it_alone(
    browser: FlaskClient, client: FlaskClient
) -> None:
    device = make_one(browser)
    assert "Telefoon nog niet gebruikt" in text_of(browser.get("/profile/"), "#passkeys")

    answer = enter(client, device, next="/people/")

    assert (answer.status_code, answer.location) == (303, "/people/")
    assert client.get("/profile/").status_code == 200
    assert "laatst gebruikt" in text_of(client.get("/profile/"), "#passkeys")


def test_signing_in_so_leaves_an_audit_row_that_says_so_and_a_refusal_another(
    session: Session, browser: FlaskClient, client: FlaskClient, anna: Person
) -> None:
    device = make_one(browser)
    enter(client, device)
    device.asks_its_owner = False
    answer = enter(client, device)

    assert answer.status_code == 422
    assert "wij herkennen deze passkey niet" in text_of(answer, ".error-summary")
    rows = session.exec(
        select(
            AuditRecord.actor_id, AuditRecord.subject_id, AuditRecord.ground, AuditRecord.allowed
        )
        .where(AuditRecord.action == "account:sign_in")
        .order_by(col(AuditRecord.id))
    ).all()
    assert sorted(rows, key=lambda row: not row[3]) == [
        (anna.id, anna.id, "passkey", True),
        (None, anna.id, "passkey", False),
    ]


@pytest.mark.parametrize("credential", ["", "geen", "[]", '{"id": "YQ"}', "x" * 50_000])
def test_what_is_no_answer_gets_the_page_again_and_leaves_nothing(
    session: Session, client: FlaskClient, credential: str
) -> None:
    client.get(ENTRY)
    answer = send(client, ENTRY, credential=credential, next="/people/")

    assert answer.status_code == 422
    assert soup(answer).select_one("input[name=next][value='/people/']")
    assert session.exec(select(AuditRecord)).all() == []


def test_an_answer_counts_once_in_the_browser_that_asked(
    app: Flask, browser: FlaskClient, client: FlaskClient
) -> None:
    device = make_one(browser)
    device.counts = False
    answer = device.sign(asked(client, ENTRY))

    assert send(app.test_client(), ENTRY, credential=answer).status_code == 422, "another browser"
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    assert send(client, ENTRY, credential=answer).status_code == 303
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    assert send(client, ENTRY, credential=answer).status_code == 422, "an old cookie"


def test_an_earlier_proof_is_asked_for_again_before_anything_changes(
    session: Session, browser: FlaskClient, anna: Person, phone: App
) -> None:
    device = make_one(browser)
    kept = session.exec(select(Passkey)).one()
    let_proof_age(session, anna)
    gone = f"/profile/passkeys/{kept.id}/removal"

    assert browser.get(NEW).location == f"{FRESH}?next={NEW}"
    assert browser.get(OPTIONS).status_code == 404
    assert send(browser, NEW, name="Mijn", credential="{}").location == f"{FRESH}?next={NEW}"
    assert browser.get(gone).location == send(browser, gone).location == f"{FRESH}?next={gone}"
    assert len(passkeys.of(session, anna)) == 1

    page = browser.get(f"{FRESH}?next={gone}")
    assert soup(page).select_one("form[data-passkey=sign]")
    answer = send(browser, FRESH, code=phone.wrong_code(), next=gone)
    assert answer.status_code == 422
    assert soup(answer).select_one(f"input[name=next][value='{gone}']")
    assert send(browser, FRESH, code=phone.code(), next=gone).location == gone
    assert "Telefoon" in text_of(browser.get(gone))
    send(browser, gone)
    assert browser.get(gone).status_code == 404, "it is gone"
    assert enter(browser, device).status_code == 422


def test_a_passkey_proves_it_once_more_and_only_ones_own(
    session: Session, browser: FlaskClient, as_person: AsPerson, make: Make, anna: Person
) -> None:
    other = make_one(as_person(make.person()))
    device = make_one(browser)
    let_proof_age(session, anna)

    credential = other.sign(asked(browser, ENTRY))
    assert send(browser, f"{FRESH}passkey", credential=credential).status_code == 422
    assert browser.get(NEW).status_code == 303

    credential = device.sign(asked(browser, ENTRY))
    assert send(browser, f"{FRESH}passkey", credential=credential, next=NEW).location == NEW
    assert browser.get(NEW).status_code == 200


def test_whoever_has_neither_is_told_to_sign_in_anew(browser: FlaskClient) -> None:
    page = browser.get(FRESH)

    assert "Log uit en weer in" in text_of(page)
    assert not soup(page).select("main form")


def test_a_name_is_needed_and_is_kept(session: Session, browser: FlaskClient) -> None:
    answer = send(browser, NEW, name=" ", credential="{}")
    assert (answer.status_code, bool(soup(answer).select_one("#name-problem"))) == (422, True)

    answer = send(browser, NEW, name="Laptop thuis", credential="{}")
    assert answer.status_code == 422
    assert soup(answer).select_one("input[value='Laptop thuis']")
    assert session.exec(select(Passkey)).all() == []


def test_a_stranger_finds_no_passkey_and_nobody_signed_out_finds_a_page(
    session: Session, browser: FlaskClient, client: FlaskClient, as_person: AsPerson, make: Make
) -> None:
    make_one(browser)
    gone = f"/profile/passkeys/{session.exec(select(Passkey)).one().id}/removal"
    stranger = as_person(make.person())

    assert stranger.get(gone).status_code == send(stranger, gone).status_code == 404
    for path in (NEW, OPTIONS, FRESH, gone):
        assert client.get(path).status_code == 303
    assert session.exec(select(Passkey)).one().revoked_at is None


def test_at_a_bare_number_nobody_is_offered_one(
    app: Flask, client: FlaskClient, browser: FlaskClient
) -> None:
    offered = soup(client.get("/account/sign-in")).select_one("form[data-passkey]")
    assert offered
    assert "hidden" in offered.attrs, "without scripts it stays away"

    kept = app.extensions["mdt.settings"]
    app.extensions["mdt.settings"] = type(kept)(base_url="http://127.0.0.1:5000")
    assert not soup(client.get("/account/sign-in")).select_one("form[data-passkey]")
    assert client.get(ENTRY).status_code == browser.get(OPTIONS).status_code == 404
    assert not soup(browser.get(NEW)).select_one("form[data-passkey]")
    app.extensions["mdt.settings"] = kept


def test_the_offer_to_sign_in_is_young(client: FlaskClient, browser: FlaskClient) -> None:
    device = make_one(browser)
    answer = device.sign(asked(client, ENTRY))
    clock.shift(timedelta(minutes=5))
    try:
        late = send(client, ENTRY, credential=answer)
    finally:
        clock.shift(timedelta(0))

    assert "Dat duurde te lang" in text_of(late, ".error-summary")
