"""Pages of mdt.blueprints.identity_providers."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.identity import sessions, single_sign_on
from mdt.models import (
    IdentityProvider,
    Organisation,
    Person,
    ProviderAccount,
    Role,
    SessionLevel,
    WebSession,
)
from tests.blueprints import providing
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.identity.people import SECRET, enrol
from tests.pages import send, soup, text_of

ISSUER = "https://login.partner.example"
Fields = dict[str, Any]
FIELDS: Fields = {
    "label": "Gemeente",
    "issuer": ISSUER,
    "client_id": "portaal",
    "client_secret": "zeer geheim",
    "is_active": "1",
    "version": "0",
}


@pytest.fixture
def wout(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def organisation(session: Session, make: Make, wout: Person) -> Organisation:
    return session.get_one(Organisation, make.organisation_of(wout))


@pytest.fixture
def browser(as_person: AsPerson, wout: Person) -> FlaskClient:
    return as_person(wout)


@pytest.fixture
def page(organisation: Organisation) -> str:
    return f"/setup/organisations/{organisation.id}/sign-in/"


@pytest.fixture
def waiting(session: Session, organisation: Organisation, wout: Person) -> ProviderAccount:
    row = providing.set_up(session, organisation, ISSUER, by=wout)
    account = ProviderAccount(
        provider_id=row.id, issuer=ISSUER, subject="x", told_name="A. de Graaf", seen_at=NOON
    )
    session.add(account)
    session.commit()
    return account


def actor_of(session: Session) -> UUID:
    """Return the administrator who is signed in."""
    return session.exec(select(WebSession.person_id)).one()


def test_an_administrator_says_where_people_sign_in_and_the_secret_is_sealed(
    session: Session, browser: FlaskClient, page: str
) -> None:
    assert send(browser, page, **FIELDS).location == page

    row = session.exec(select(IdentityProvider)).one()
    assert (row.issuer, row.client_id, row.asks_twice, row.version) == (ISSUER, "portaal", False, 1)
    assert "geheim" not in row.secret
    assert single_sign_on.client_secret(row, secret=SECRET) == "zeer geheim"
    assert "zeer geheim" not in browser.get(page).text

    send(browser, page, **FIELDS | {"client_secret": "", "asks_twice": "1", "version": "1"})
    session.refresh(row)
    assert row.asks_twice
    assert single_sign_on.client_secret(row, secret=SECRET) == "zeer geheim"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("issuer", "login.partner.example"),
        ("issuer", "https://a:b@login.partner.example"),
        ("issuer", "https://login.partner.example?x=1"),
        ("label", ""),
        ("client_id", ""),
        ("client_secret", ""),
    ],
)
def test_bad_input_keeps_what_was_typed(
    session: Session, browser: FlaskClient, page: str, field: str, typed: str
) -> None:
    answer = send(browser, page, **FIELDS | {"label": "Gemeente Merwestad", field: typed})

    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-problem")
    kept = "client_id" if field == "label" else "label"
    shown = soup(answer).select_one(f"#{kept}")
    assert shown
    assert shown["value"] == {"label": "Gemeente Merwestad", "client_id": "portaal"}[kept]
    assert session.exec(select(IdentityProvider)).all() == []


def test_whoever_is_second_hears_so(browser: FlaskClient, page: str) -> None:
    send(browser, page, **FIELDS)

    assert send(browser, page, **FIELDS).status_code == 409


def test_an_account_that_waits_is_linked_to_somebody_of_the_organisation(
    session: Session,
    browser: FlaskClient,
    make: Make,
    page: str,
    waiting: ProviderAccount,
) -> None:
    anna = make.colleague(session.get_one(Person, actor_of(session)))
    assert "A. de Graaf" in text_of(browser.get(page), "#waiting")
    there = f"{page}accounts/{waiting.id}/person"

    answer = send(browser, there, person_id=str(make.person().id))
    assert answer.status_code == 422, "of another organisation"
    assert send(browser, there, person_id=str(anna.id)).location == page
    session.refresh(waiting)
    assert waiting.person_id == anna.id
    assert anna.name in text_of(browser.get(page), "#linked")

    sessions.start(session, anna, level=SessionLevel.FULL, device="", now=NOON)
    send(browser, f"{page}accounts/{waiting.id}/end")
    assert session.exec(select(ProviderAccount.person_id)).all() == [None]
    rows = session.exec(select(WebSession).where(WebSession.person_id == anna.id)).all()
    assert all(row.revoked_at for row in rows)


def test_nobody_becomes_somebody_who_signs_in_already(
    session: Session,
    browser: FlaskClient,
    make: Make,
    page: str,
    waiting: ProviderAccount,
) -> None:
    anna = make.colleague(session.get_one(Person, actor_of(session)))
    enrol(session, anna)

    answer = send(browser, f"{page}accounts/{waiting.id}/person", person_id=str(anna.id))

    assert answer.status_code == 422
    assert "koppelt het account zelf" in text_of(answer)
    session.refresh(waiting)
    assert waiting.person_id is None


def test_fresh_proof_comes_first(
    session: Session, browser: FlaskClient, wout: Person, page: str, waiting: ProviderAccount
) -> None:
    for row in session.exec(select(WebSession).where(WebSession.person_id == wout.id)):
        row.proven_at = None
    session.commit()

    for answer in (
        browser.get(page),
        send(browser, page, **FIELDS | {"issuer": "https://evil.example", "version": "1"}),
        send(browser, f"{page}accounts/{waiting.id}/person", person_id=str(wout.id)),
        send(browser, f"{page}accounts/{waiting.id}/end"),
    ):
        assert answer.location == f"/profile/fresh/?next={page}"
    assert session.exec(select(IdentityProvider)).one().issuer == ISSUER


def test_a_stranger_finds_nothing_and_nobody_signed_out_either(
    as_person: AsPerson, client: FlaskClient, make: Make, page: str, waiting: ProviderAccount
) -> None:
    stranger = as_person(make.person(Role.COORDINATOR))

    for path in (page, f"{page}accounts/{waiting.id}/person", f"{page}accounts/{waiting.id}/end"):
        assert send(stranger, path).status_code == 404
        assert send(client, path).status_code in {303, 403}
    assert stranger.get(page).status_code == 404
    assert client.get(page).status_code == 303
