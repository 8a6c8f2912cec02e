"""Rules of mdt.web.errors: trouble answers as a page, and says nothing of content."""

import logging
from dataclasses import replace
from typing import NoReturn
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from mdt import engine as engines
from mdt.app import create_app
from mdt.config import Settings
from mdt.errors import StaleVersion
from mdt.identity import passwords
from mdt.web.guard import public
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

SORRY = "Het portaal is even niet bereikbaar"
NOT_HERE = "Deze pagina bestaat niet of is niet voor u."


def seen(response: TestResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Return all that a browser sees of an answer."""
    told = [(name, value) for name, value in response.headers if name not in {"Date", "Set-Cookie"}]
    return response.status_code, response.data, sorted(told)


def test_unknown_and_forbidden_are_the_same_bytes(make: Make, as_person: AsPerson) -> None:
    panel_of_others = f"/people/{make.person().id}"
    stranger = as_person(make.stranger())
    unknown = f"/people/{uuid4()}"

    answers = [seen(stranger.get(path)) for path in (unknown, panel_of_others, "/nergens")]

    assert answers[0][0] == 404
    assert answers[0] == answers[1] == answers[2]
    htmx = {"HX-Request": "true"}
    parts = [seen(stranger.get(path, headers=htmx)) for path in (unknown, panel_of_others)]
    assert parts[0] == parts[1]


def test_a_page_that_is_not_there_has_no_name_form_or_token(
    make: Make, as_person: AsPerson
) -> None:
    person = make.person(name="Samira el Idrissi")
    response = as_person(person).get("/nergens")

    assert NOT_HERE in text_of(response)
    assert "Samira" not in response.text
    assert not soup(response).select("form, input")


def test_an_error_inside_htmx_takes_the_whole_page(client: FlaskClient) -> None:
    response = client.get("/nergens", headers={"HX-Request": "true"})

    assert response.headers["HX-Retarget"] == "body"
    assert soup(response).select_one("body h1")


def test_a_button_without_its_page_is_told_apart(client: FlaskClient) -> None:
    response = client.get("/account/sign-out")

    assert response.status_code == 405
    assert {"POST", "OPTIONS"} == set(response.headers["Allow"].replace(" ", "").split(","))
    assert "Zo gaat deze pagina niet open" in text_of(response)


def test_a_form_without_its_token_is_told_to_try_again(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.post("/account/sign-in", data={"mail": "anna@partner.example"})

    assert response.status_code == 400
    assert "Deze pagina stond te lang open" in text_of(response)
    assert "anna" not in response.text
    ours = [one.getMessage() for one in caplog.records if one.name.startswith("mdt.")]
    assert ours == ["refused: a form without its token at account.enter"]


def test_more_than_the_portal_takes_is_refused(client: FlaskClient) -> None:
    response = client.post("/account/sign-in", data={"mail": "x" * 1_100_000})

    assert response.status_code == 413
    assert "te groot om te versturen" in text_of(response)


def test_a_request_for_another_host_is_refused(settings: Settings, engine: Engine) -> None:
    secure = create_app(replace(settings, base_url="https://portaal.example"), engine)
    browser = secure.test_client()

    assert browser.get("/account/sign-in", base_url="https://portaal.example").status_code == 200
    response = browser.get("/account/sign-in", base_url="https://elders.example")
    assert response.status_code == 400
    assert "Dit verzoek klopt niet" in text_of(response)


@pytest.fixture
def patient(app: Flask) -> Flask:
    """Return the portal as it answers in production: nothing is thrown at the test."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


def test_a_stale_write_that_no_view_caught_is_a_conflict(patient: Flask) -> None:
    def stale() -> NoReturn:
        raise StaleVersion

    patient.view_functions["account.sign_in"] = public(stale)
    response = patient.test_client().get("/account/sign-in")

    assert response.status_code == 409
    assert "Iemand anders heeft dit net gewijzigd" in text_of(response)


def test_what_breaks_answers_calmly_and_logs_no_content(
    patient: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def break_it() -> NoReturn:
        raise ValueError("zaak Populier")

    patient.view_functions["account.sign_in"] = public(break_it)
    with caplog.at_level(logging.ERROR, logger="mdt"):
        response = patient.test_client().get("/account/sign-in")

    assert response.status_code == 500
    assert "Er ging iets mis" in text_of(response)
    assert "Populier" not in response.text
    ours = [record for record in caplog.records if record.name == "mdt.web.errors"]
    assert [record.getMessage() for record in ours] == ["broken: ValueError"]


def test_too_many_hashes_at_once_asks_to_come_back(patient: Flask) -> None:
    def busy() -> NoReturn:
        raise passwords.TooBusy

    patient.view_functions["account.sign_in"] = public(busy)
    response = patient.test_client().get("/account/sign-in")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"


def test_an_answer_that_breaks_on_its_way_out_is_an_error_page(
    settings: Settings, engine: Engine
) -> None:
    broken = create_app(settings, engine)

    @broken.after_request
    def break_it(response: TestResponse) -> TestResponse:
        if response.status_code < 400:
            raise ValueError("zaak Populier")
        return response

    response = broken.test_client().get("/account/sign-in")

    assert response.status_code == 500
    assert "Er ging iets mis" in text_of(response)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nergens/map/portaal.db",
        "postgresql://mdt@/portaal?host=/nergens",
    ],
)
def test_a_database_that_is_gone_is_told_calmly_to_everybody(
    settings: Settings, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    gone = create_app(settings, engines.connect(url))
    browser = gone.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "of somebody who was signed in"

    answers = [
        browser.get("/"),
        browser.get("/account/sign-in"),
        send(browser, "/account/sign-out"),
    ]

    for response in answers:
        assert response.status_code == 503
        assert SORRY in text_of(response)
        assert response.headers["Retry-After"] == "10"
        assert "Content-Security-Policy" in response.headers
    assert "trouble: OperationalError" in caplog.text
