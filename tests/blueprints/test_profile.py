"""Pages of mdt.blueprints.profile."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt import clock
from mdt.identity import credentials, enrolment, passwords, sessions, throttle
from mdt.models import CredentialKind, EventRecord, Person, SessionLevel, WebSession
from tests.blueprints.test_links import NEW, app_on
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import PASSWORD, App, enrol
from tests.pages import send, soup, text_of

PROFILE = "/profile/"
Fields = dict[str, Any]
FIELDS: Fields = {"name": "Anna de Graaf", "phone": "06 12345678", "language": "nl", "version": "1"}


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(name="Anna", mail="anna@partner.example")


@pytest.fixture
def phone(session: Session, anna: Person) -> App:
    return enrol(session, anna)


@pytest.fixture
def browser(as_person: AsPerson, anna: Person) -> FlaskClient:
    return as_person(anna)


def test_one_changes_how_one_is_called_and_the_language(
    session: Session, browser: FlaskClient, anna: Person
) -> None:
    answer = send(browser, PROFILE, **FIELDS | {"language": "en"})

    assert answer.location == PROFILE
    assert (anna.name, anna.phone, anna.language.value) == ("Anna de Graaf", "+31612345678", "en")
    assert soup(browser.get(PROFILE)).select_one("html[lang=en]")
    assert [row.name for row in session.exec(select(EventRecord))] == ["PersonChanged"]


def test_the_mail_address_is_not_ones_own_to_change(browser: FlaskClient, anna: Person) -> None:
    send(browser, PROFILE, **FIELDS | {"mail": "mij@elders.example", "is_active": "0"})

    assert anna.mail == "anna@partner.example"
    assert anna.is_active


def test_a_form_with_problems_keeps_what_was_typed(browser: FlaskClient, anna: Person) -> None:
    answer = send(browser, PROFILE, **FIELDS | {"name": "", "phone": "06 9876"})

    assert answer.status_code == 422
    assert soup(answer).select_one("#name-problem")
    assert soup(answer).select_one("#phone[value='06 9876']")
    assert "Dit is geen telefoonnummer" in text_of(answer, "#phone-problem")
    assert anna.name == "Anna"


def test_another_number_to_which_codes_go_asks_for_fresh_proof_and_what_was_typed_stays(
    session: Session, browser: FlaskClient, anna: Person
) -> None:
    assert "/profile/fresh/" not in browser.get(PROFILE).text
    for row in session.exec(select(WebSession)):
        row.proven_at = clock.now() - sessions.PROOF_LASTS
    session.commit()

    answer = send(browser, PROFILE, **FIELDS)

    assert answer.status_code == 422
    assert "Bewijs eerst wie u bent" in text_of(answer, "#phone-problem")
    assert soup(answer).select_one("#phone[value='06 12345678']")
    assert soup(answer).select_one("a[href='/profile/fresh/?next=/profile/'][target=_blank]")
    assert anna.phone == ""

    assert send(browser, PROFILE, **FIELDS | {"phone": ""}).location == PROFILE
    assert (anna.name, anna.phone) == ("Anna de Graaf", "")


def test_a_stale_form_changes_nothing(browser: FlaskClient, anna: Person) -> None:
    send(browser, PROFILE, **FIELDS)
    answer = send(browser, PROFILE, **FIELDS | {"name": "Van de andere tab"})

    assert answer.status_code == 409
    assert soup(answer).select_one("#name[value='Van de andere tab']")
    assert anna.name == "Anna de Graaf"


def test_another_password_ends_the_other_sessions(
    session: Session, browser: FlaskClient, as_person: AsPerson, anna: Person, phone: App
) -> None:
    elsewhere = as_person(anna)
    fields: Fields = {"current": PASSWORD, "password": NEW, "again": NEW}

    answer = send(browser, "/profile/password", **fields)

    assert answer.location == PROFILE
    assert "Op andere apparaten bent u uitgelogd" in text_of(browser.get(PROFILE))
    assert elsewhere.get("/").status_code == 303
    assert passwords.matches(passwords.kept(session, anna), NEW)
    assert phone.seed


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"current": "iets heel anders", "password": NEW, "again": NEW}, "current"),
        ({"current": PASSWORD, "password": "kort", "again": "kort"}, "password"),
        ({"current": PASSWORD, "password": NEW, "again": "anders"}, "again"),
        ({"current": "", "password": "", "again": ""}, "current"),
    ],
)
def test_a_password_is_not_changed_by_a_form_with_problems(
    session: Session, browser: FlaskClient, anna: Person, fields: Fields, problem: str
) -> None:
    answer = send(browser, "/profile/password", **fields)

    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{problem}-problem")
    assert passwords.matches(passwords.kept(session, anna), PASSWORD)


@pytest.mark.usefixtures("phone")
def test_who_sits_at_an_open_screen_cannot_guess_the_password(browser: FlaskClient) -> None:
    wrong: Fields = {"current": "iets heel anders", "password": NEW, "again": NEW}
    for _ in range(throttle.LIMIT):
        send(browser, "/profile/password", **wrong)

    assert send(browser, "/profile/password", **wrong | {"current": PASSWORD}).status_code == 429


def test_a_new_app_takes_the_place_of_the_old_one_after_a_code_of_each(
    session: Session, browser: FlaskClient, as_person: AsPerson, anna: Person, phone: App
) -> None:
    elsewhere = as_person(anna)
    assert not soup(browser.get("/profile/app")).select(".seed"), "not before the proof"
    assert send(browser, "/profile/proof", code=phone.wrong_code()).status_code == 422
    assert send(browser, "/profile/proof", code=phone.code()).location == "/profile/app"
    new = app_on(browser.get("/profile/app"))
    assert send(browser, "/profile/app", code=new.wrong_code()).status_code == 422

    assert send(browser, "/profile/app", code=new.code()).location == PROFILE

    assert new.seed != phone.seed
    assert elsewhere.get("/").status_code == 303
    assert browser.get("/").status_code == 200
    session.expire_all()
    events = session.exec(select(EventRecord.name)).all()
    assert events == ["SignInChanged"]
    assert send(browser, "/profile/proof", code=phone.code(steps=1)).status_code == 422


def test_proof_gives_the_session_another_key_and_the_one_before_it_opens_nothing(
    app: Flask, browser: FlaskClient, phone: App
) -> None:
    with browser.session_transaction() as cookie:
        before = dict(cookie)
    thief = app.test_client()
    with thief.session_transaction() as stolen:
        stolen.update(before)
    assert thief.get(PROFILE).status_code == 200

    assert send(browser, "/profile/fresh/", code=phone.code()).status_code == 303

    assert thief.get(PROFILE).status_code == 303
    assert browser.get(PROFILE).status_code == 200


def test_the_proof_lasts_five_minutes(
    session: Session, browser: FlaskClient, anna: Person, phone: App
) -> None:
    send(browser, "/profile/proof", code=phone.code())
    new = app_on(browser.get("/profile/app"))
    row = session.exec(select(WebSession)).one()
    row.proven_at = clock.now() - timedelta(minutes=5)
    old = credentials.current(session, anna, CredentialKind.TOTP)

    assert send(browser, "/profile/app", code=new.code()).status_code == 422
    assert not soup(browser.get("/profile/app")).select(".seed")
    assert credentials.current(session, anna, CredentialKind.TOTP) == old


def test_the_code_of_the_old_app_cannot_be_guessed(browser: FlaskClient, phone: App) -> None:
    for _ in range(throttle.LIMIT):
        send(browser, "/profile/proof", code=phone.wrong_code())

    assert send(browser, "/profile/proof", code=phone.code()).status_code == 429


def test_one_sees_where_one_is_signed_in_and_ends_it(
    session: Session, app: Flask, browser: FlaskClient, anna: Person
) -> None:
    key = sessions.start(
        session, anna, level=SessionLevel.FULL, device="Firefox, Linux", now=clock.now()
    )
    other = sessions.find(session, key, now=clock.now())
    assert other is not None
    page = browser.get(PROFILE)
    assert "Firefox, Linux" in text_of(page, "#sessions")
    assert "dit apparaat" in text_of(page, "#sessions")

    answer = send(browser, f"/profile/sessions/{other[0].id}/end")

    assert answer.location == PROFILE
    assert "Firefox" not in text_of(browser.get(PROFILE), "#sessions")
    assert session.exec(select(EventRecord.name)).all() == ["SessionsEnded"]
    elsewhere = app.test_client()
    with elsewhere.session_transaction() as cookie:
        cookie["_user_id"] = key
    assert elsewhere.get("/").status_code == 303


def test_one_ends_every_other_session_at_once(
    browser: FlaskClient, as_person: AsPerson, anna: Person
) -> None:
    others = [as_person(anna), as_person(anna)]

    send(browser, "/profile/sessions/end")

    assert [other.get("/").status_code for other in others] == [303, 303]
    assert browser.get("/").status_code == 200


def test_a_new_device_and_a_change_are_named_on_the_page_also_when_that_session_ended(
    session: Session, browser: FlaskClient, as_person: AsPerson, anna: Person, make: Make
) -> None:
    assert "Niets bijzonders" in text_of(browser.get(PROFILE), "#news")
    now = clock.now()
    for mark, device in (("own", "Edge, Windows"), ("strange", "Safari, iPhone")):
        sessions.start(session, anna, level=SessionLevel.FULL, device=device, mark=mark, now=now)
    live = text_of(browser.get(PROFILE), "#sessions")
    assert live.count("nieuw apparaat") == 1
    sessions.revoke_all(session, anna, but=None, now=now)
    enrolment.noted(session, anna, by=make.person(name="Bea Beheer"), now=now)

    news = text_of(as_person(anna).get(PROFILE), "#news")

    assert "Safari, iPhone" in news
    assert "Edge" not in news
    assert "door Bea Beheer" in news


def test_nobody_ends_somebody_elses_session(
    session: Session, browser: FlaskClient, as_person: AsPerson, make: Make
) -> None:
    stranger = make.person()
    other = as_person(stranger)
    row = session.exec(select(WebSession).where(WebSession.person_id == stranger.id)).one()

    assert send(browser, f"/profile/sessions/{row.id}/end").status_code == 404
    assert other.get("/").status_code == 200


def test_somebody_without_a_password_is_told_what_to_do(browser: FlaskClient) -> None:
    assert "nog geen wachtwoord" in text_of(browser.get(PROFILE))
    assert "nog geen app" in text_of(browser.get("/profile/app"))
    assert browser.get("/profile/password").status_code == 200
