"""Signing in at one's own organisation, against a real provider on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt import clock
from mdt.adapters.fetching import Web
from mdt.adapters.identity_providers import IdentityProviders
from mdt.identity import single_sign_on
from mdt.models import (
    AuditRecord,
    IdentityProvider,
    Membership,
    Organisation,
    Person,
    ProviderAccount,
)
from mdt.web import organisation_entry
from tests.blueprints import providing
from tests.blueprints.providing import ANNA, BACK, agree, asked, come, query_of
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import App, enrol
from tests.pages import send, soup, text_of

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning"),  # inside the provider
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    users = [
        providing.user(ANNA, "anna@gemeente.example"),
        providing.user("other", "anna@partner.example"),
    ]
    with providing.provider(*users) as found:
        yield found


@pytest.fixture(autouse=True)
def way_out(app: Flask, issuer: str) -> None:
    """Let the portal reach the provider in its own network."""
    web = Web(inside=[issuer.removeprefix("http://")])
    app.extensions[organisation_entry.PROVIDERS] = IdentityProviders(web)


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person(mail="anna@partner.example")


@pytest.fixture
def row(session: Session, make: Make, anna: Person, issuer: str) -> IdentityProvider:
    organisation = session.get_one(Organisation, make.organisation_of(anna))
    found = providing.set_up(session, organisation, issuer, by=make.person())
    session.commit()
    return found


@pytest.fixture
def linked(session: Session, row: IdentityProvider, anna: Person) -> ProviderAccount:
    account = ProviderAccount(
        provider_id=row.id, issuer=row.issuer, subject=ANNA, person_id=anna.id, seen_at=clock.now()
    )
    session.add(account)
    session.commit()
    return account


@pytest.mark.usefixtures("linked")
def test_one_signs_in_and_goes_on_to_the_page_one_asked_for(
    client: FlaskClient, row: IdentityProvider
) -> None:
    page = client.get("/account/sign-in?next=/people/")
    assert soup(page).select_one("a[href='/account/organisation/?next=/people/']")
    assert "Gemeente" in text_of(client.get("/account/organisation/"))

    answer = come(client, row, query="?next=/people/")

    assert (answer.status_code, answer.location) == (303, "/people/")
    assert client.get("/profile/").status_code == 200


@pytest.mark.usefixtures("linked")
def test_what_proves_the_try_is_asked_for_and_is_not_in_the_cookie(
    client: FlaskClient, row: IdentityProvider
) -> None:
    sent = query_of(asked(client, row))

    assert (sent["code_challenge_method"], sent["scope"]) == ("S256", "openid profile email")
    verifier = single_sign_on.verifier(sent["state"], secret="t" * 32)
    with client.session_transaction() as cookie:
        kept = repr(dict(cookie))
    assert sent["state"] in kept
    assert sent["nonce"] not in kept
    assert verifier not in kept
    assert len(sha256(verifier.encode()).digest()) == 32


def test_an_account_that_nobody_has_waits_and_opens_nothing(
    session: Session, client: FlaskClient, row: IdentityProvider, anna: Person
) -> None:
    answer = come(client, row, "other")

    assert answer.status_code == 403
    assert "Wij kennen u nog niet" in text_of(answer)
    assert client.get("/profile/").status_code == 303
    [waiting] = session.exec(select(ProviderAccount)).all()
    assert (waiting.subject, waiting.person_id) == ("other", None)
    assert waiting.told_mail == anna.mail, "her address at the provider opens nothing"


def test_another_mail_address_changes_nothing(
    session: Session, client: FlaskClient, row: IdentityProvider, linked: ProviderAccount
) -> None:
    linked.told_mail = "vroeger@gemeente.example"
    assert come(client, row).status_code == 303

    session.refresh(linked)
    assert linked.told_mail == "anna@gemeente.example"
    assert linked.person_id is not None


@pytest.mark.usefixtures("linked")
def test_a_forged_state_is_refused(client: FlaskClient, row: IdentityProvider) -> None:
    back = agree(asked(client, row), ANNA)
    state = query_of(back)["state"]

    for forged in (back.replace(state, "x" * 43), back.replace(f"state={state}", "")):
        answer = client.get(forged)
        assert answer.status_code == 403
        assert "niet gelukt" in text_of(answer)
        asked(client, row)
    assert client.get(back).status_code == 403, "an earlier try counts no more"
    assert client.get("/profile/").status_code == 303


@pytest.mark.usefixtures("linked")
def test_an_answer_is_of_the_browser_that_began_and_counts_once(
    app: Flask, client: FlaskClient, row: IdentityProvider
) -> None:
    back = agree(asked(client, row), ANNA)
    with client.session_transaction() as cookie:
        kept = dict(cookie)

    assert app.test_client().get(back).status_code == 403, "another browser"
    assert client.get(back).status_code == 303
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie.update(kept)
    assert client.get(back).status_code == 403, "a replayed code with an old cookie"
    assert client.get("/profile/").status_code == 303


@pytest.mark.usefixtures("linked")
def test_a_wrong_nonce_is_refused(client: FlaskClient, row: IdentityProvider) -> None:
    back = agree(asked(client, row).replace("nonce=", "nonce=x"), ANNA)

    answer = client.get(back)

    assert answer.status_code == 403
    assert client.get("/profile/").status_code == 303


@pytest.mark.usefixtures("linked")
def test_a_try_ends_by_itself(client: FlaskClient, row: IdentityProvider) -> None:
    back = agree(asked(client, row), ANNA)
    clock.shift(timedelta(minutes=10))
    try:
        late = client.get(back)
    finally:
        clock.shift(timedelta(0))

    assert late.status_code == 403


@pytest.mark.usefixtures("linked")
def test_without_a_second_factor_there_the_code_is_asked_here(
    session: Session,
    client: FlaskClient,
    row: IdentityProvider,
    linked: ProviderAccount,
    anna: Person,
) -> None:
    assert linked.person_id == anna.id
    phone: App = enrol(session, anna)
    row.asks_twice = False
    session.commit()

    assert come(client, row).location == "/account/code"
    assert client.get("/profile/").status_code == 303
    assert send(client, "/account/code", code=phone.code()).status_code == 303
    assert client.get("/profile/").status_code == 200


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("asks_twice", [True, False])
def test_the_audit_row_says_that_the_organisation_vouched_and_whether_a_code_followed(
    session: Session, client: FlaskClient, row: IdentityProvider, anna: Person, *, asks_twice: bool
) -> None:
    phone: App = enrol(session, anna)
    row.asks_twice = asks_twice
    session.commit()

    come(client, row)
    if not asks_twice:
        send(client, "/account/code", code=phone.code())

    grounds = session.exec(
        select(AuditRecord.ground).where(
            AuditRecord.actor_id == anna.id, AuditRecord.action == "account:sign_in"
        )
    ).all()
    assert grounds == ["organisatie" if asks_twice else "organisatie en code"]


@pytest.mark.usefixtures("linked")
def test_whoever_left_the_organisation_does_not_come_in_through_it(
    session: Session, client: FlaskClient, row: IdentityProvider, anna: Person
) -> None:
    for one in session.exec(select(Membership).where(Membership.person_id == anna.id)):
        one.until_at = clock.now()
    session.commit()

    answer = come(client, row)

    assert answer.status_code == 403
    assert "hoort niet (meer)" in text_of(answer)


def test_one_links_ones_own_account_after_fresh_proof(
    session: Session, as_person: AsPerson, row: IdentityProvider, anna: Person
) -> None:
    browser = as_person(anna)
    page = soup(browser.get("/profile/"))
    assert page.select_one(f"a[href='/account/organisation/{row.id}?link=1']")

    answer = come(browser, row, query="?link=1")

    assert answer.location == "/profile/"
    [account] = session.exec(select(ProviderAccount)).all()
    assert (account.person_id, account.linked_by_id) == (anna.id, anna.id)
    assert "U kunt ook inloggen via Gemeente" in text_of(browser.get("/profile/"))


def test_a_provider_that_does_not_answer_says_so(
    session: Session, app: Flask, client: FlaskClient, row: IdentityProvider
) -> None:
    app.extensions[organisation_entry.PROVIDERS] = IdentityProviders(Web())

    answer = client.get(f"/account/organisation/{row.id}")

    assert answer.status_code == 502
    assert "antwoordt niet" in text_of(answer), "an address of our own network is not opened"
    row.is_active = False
    session.commit()
    assert client.get(f"/account/organisation/{row.id}").status_code == 404
    assert client.get(f"{BACK}?code=x&state=y").status_code == 403
