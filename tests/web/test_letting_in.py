"""Whoever comes in hears of the tries that failed; nobody else does. Source: ASVS 6.3.5."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.identity import sign_in_news, throttle
from mdt.models import MessageKind, OutboxMessage, Person
from tests.conftest import NOON
from tests.factories import Make
from tests.identity.people import PASSWORD, App, enrol
from tests.pages import send, text_of

MAIL = "anna@partner.example"
TOLD = "Sinds uw vorige keer"


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(mail=MAIL)


@pytest.fixture
def phone(session: Session, anna: Person) -> App:
    app = enrol(session, anna)
    session.commit()
    return app


def try_it(client: FlaskClient, typed: str = "iets anders", mail: str = MAIL) -> TestResponse:
    return send(client, "/account/sign-in", mail=mail, password=typed)


def come_in(client: FlaskClient, phone: App) -> str:
    """Sign in, and return what the first page says."""
    assert try_it(client, PASSWORD).status_code == 303
    answer = send(client, "/account/code", code=phone.code())
    assert answer.status_code == 303, text_of(answer)
    return text_of(client.get("/"))


def owed(session: Session) -> list[tuple[UUID, str]]:
    """Return to whom a mail about their account is owed, and what of; keeps no transaction."""
    kind = OutboxMessage.kind == MessageKind.SIGN_IN
    rows = session.exec(select(OutboxMessage.person_id, OutboxMessage.details).where(kind)).all()
    session.rollback()
    return [(person_id, details["what"]) for person_id, details in rows]


def test_who_mistyped_nothing_hears_nothing(client: FlaskClient, phone: App) -> None:
    assert TOLD not in come_in(client, phone)


def test_failures_since_the_last_time_are_told_once_with_how_many_and_when(
    client: FlaskClient,
    phone: App,
    session: Session,
    anna: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    try_it(client)
    try_it(client, mail="ben@partner.example")
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(minutes=2))
    try_it(client)
    assert TOLD not in text_of(client.get("/account/sign-in")), "whoever tries is told nothing"

    said = come_in(client, phone)

    assert "mislukte 2 keer inloggen, het laatst di 10 feb, 13.02 uur" in said
    assert TOLD not in text_of(client.get("/")), "once"
    later = NOON + timedelta(minutes=3)
    assert not sign_in_news.failed_since_last_time(session, anna, now=later)
    session.rollback()
    assert "2 keer inloggen mislukt" in text_of(client.get("/profile/"), "#news")


def test_a_wrong_code_is_a_failure_too(client: FlaskClient, phone: App) -> None:
    try_it(client, PASSWORD)
    send(client, "/account/code", code="000000")

    assert "mislukte 1 keer inloggen" in come_in(client, phone)


@pytest.mark.usefixtures("phone")
def test_at_the_limit_the_owner_gets_one_mail_without_content_that_day(
    client: FlaskClient, session: Session, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = anna.id
    monkeypatch.setattr(clock, "now", lambda: NOON)
    for _ in range(throttle.LIMIT - 1):
        try_it(client)
    assert not owed(session)

    assert try_it(client).status_code == 422
    assert try_it(client).status_code == 429

    assert owed(session) == [(owner, "tries")]


def test_another_stop_on_the_same_day_is_not_mailed_again(session: Session, make: Make) -> None:
    person = make.person()
    for later, mails in ((timedelta(0), 1), (throttle.WINDOW, 1), (timedelta(days=1), 2)):
        sign_in_news.tell_of_tries(session, person, now=NOON + later)
        assert len(session.exec(select(OutboxMessage.id)).all()) == mails


def test_tries_of_nobodys_address_owe_nothing(client: FlaskClient, session: Session) -> None:
    for _ in range(throttle.LIMIT + 1):
        try_it(client, mail="niemand@partner.example")

    assert not owed(session)


def test_who_is_kept_out_gets_no_mail(client: FlaskClient, session: Session, make: Make) -> None:
    make.person(mail="weg@partner.example", is_active=False)
    for _ in range(throttle.LIMIT + 1):
        try_it(client, mail="weg@partner.example")

    assert not owed(session)
