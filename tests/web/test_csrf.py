"""Rules of mdt.web.csrf."""

from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from mdt import keys
from mdt.models import Role
from mdt.web import csrf
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, token

SIGN_IN = "/account/sign-in"


def field_of(client: FlaskClient, path: str) -> str:
    field = soup(client.get(path)).select_one(f"input[name={csrf.FIELD}]")
    assert field is not None
    return str(field["value"])


def refused(client: FlaskClient, masked: str | None) -> bool:
    """Tell whether a form with this token is refused before its view sees it."""
    data = {} if masked is None else {csrf.FIELD: masked}
    return client.post(SIGN_IN, data=data).status_code == 400


def test_a_form_of_ours_is_taken(client: FlaskClient) -> None:
    assert not refused(client, field_of(client, SIGN_IN))


def test_a_form_without_a_token_is_refused(client: FlaskClient) -> None:
    client.get(SIGN_IN)

    assert refused(client, None)
    assert refused(client, "")


def test_a_wrong_token_is_refused(client: FlaskClient) -> None:
    client.get(SIGN_IN)

    for wrong in ("niets", "AAAA", "é", "A" * 400, csrf.mask("x"), csrf.mask("~")):
        assert refused(client, wrong), wrong


def test_a_token_of_another_session_is_refused(app: Flask, client: FlaskClient) -> None:
    other = app.test_client()
    client.get(SIGN_IN)

    assert refused(client, field_of(other, SIGN_IN))


def test_a_token_of_before_signing_in_is_refused_after(
    make: Make, as_person: AsPerson, client: FlaskClient
) -> None:
    before = field_of(client, SIGN_IN)

    assert refused(as_person(make.person()), before)


def test_a_header_or_address_does_not_carry_the_token(client: FlaskClient) -> None:
    good = field_of(client, SIGN_IN)

    assert client.post(SIGN_IN, headers={"X-CSRFToken": csrf.unmask(good) or ""}).status_code == 400
    assert client.post(f"{SIGN_IN}?{csrf.FIELD}={good}").status_code == 400


def test_every_answer_shows_other_bytes_and_every_form_in_it_the_same(
    make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))
    pages = [soup(browser.get("/people/new")) for _ in range(2)]

    shown = [{str(f["value"]) for f in page.select(f"[name={csrf.FIELD}]")} for page in pages]
    assert len(pages[0].select(f"[name={csrf.FIELD}]")) > 1
    assert [len(values) for values in shown] == [1, 1]
    assert shown[0].isdisjoint(shown[1])
    for masked in shown[0] | shown[1]:
        assert browser.post("/account/sign-out", data={csrf.FIELD: "x"}).status_code == 400
        assert csrf.unmask(masked)


def test_a_form_says_truly_for_whom_it_was_made(
    app: Flask, make: Make, as_person: AsPerson
) -> None:
    person = make.person(Role.ADMINISTRATOR)
    masked = field_of(as_person(person), "/people/new")

    with app.test_request_context(method="POST", data={csrf.FIELD: masked}):
        assert csrf.writer() == person.id


@pytest.mark.parametrize("case", ["nobody", "unsigned", "of another", "nonsense"])
def test_a_form_that_does_not_say_so_truly_is_nobodys(app: Flask, case: str) -> None:
    mine, other = uuid4(), uuid4()
    proof = keys.token("t" * 32, csrf.PURPOSE, str(other))
    signatures = {
        "nobody": "",
        "unsigned": f"~{mine}.",
        "of another": f"~{mine}.{proof}",
        "nonsense": "~niets.niets",
    }

    masked = csrf.mask("token" + signatures[case])
    with app.test_request_context(method="POST", data={csrf.FIELD: masked}):
        assert csrf.writer() is None


@given(st.text(st.characters(max_codepoint=127), min_size=1, max_size=200))
def test_a_mask_comes_off(text: str) -> None:
    assert csrf.unmask(csrf.mask(text)) == text


def test_the_tests_own_forms_are_like_those_of_the_portal(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person())

    assert send(browser, "/account/sign-out").status_code == 303
    assert csrf.unmask(token(browser))
