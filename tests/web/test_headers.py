"""Rules of mdt.web.headers, for every answer of the portal."""

from base64 import b64encode, urlsafe_b64decode
from dataclasses import replace
from hashlib import sha256

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from flask_login import encode_cookie
from sqlalchemy import Engine
from sqlmodel import Session
from werkzeug.test import TestResponse

from mdt.app import create_app
from mdt.config import Settings
from mdt.models import Role
from mdt.web import assets, headers
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import PASSWORD, enrol
from tests.pages import send, token
from tests.routes import routes

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)


@pytest.fixture
def secure(settings: Settings, engine: Engine, app: Flask) -> Flask:
    """Return the portal as people reach it over https."""
    secure = create_app(replace(settings, base_url="https://portaal.example"), engine)
    secure.testing, secure.test_client_class = True, app.test_client_class
    return secure


def assert_guarded(response: TestResponse) -> None:
    for name, value in headers.HEADERS.items():
        assert response.headers.getlist(name) == [value], (response.request.path, name)
    if response.data:
        kind = response.mimetype or ""
        assert kind not in {"", "application/octet-stream"}, response.request.path
        is_text = kind.startswith("text/")
        assert not is_text or response.mimetype_params["charset"] == "utf-8", response.request.path
    kept = response.headers["Cache-Control"]
    is_file = response.request.path.startswith("/static/") and response.status_code == 200
    assert kept == (assets.LASTING if is_file else "no-store")


def test_the_policy_lets_nothing_in_that_is_not_ours(client: FlaskClient) -> None:
    response = client.get("/account/sign-in")

    assert response.headers["Content-Security-Policy"] == CSP
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_every_answer_to_anybody_is_guarded(
    app: Flask, client: FlaskClient, make: Make, as_person: AsPerson
) -> None:
    for browser in (client, as_person(make.person(Role.COORDINATOR))):
        for route in routes(app):
            data = {"csrf_token": token(browser)} if route.method != "GET" else None
            assert_guarded(browser.open(route.path, method=route.method, data=data))


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nergens", 404),
        ("GET", "/static/nergens.css", 404),
        ("DELETE", "/account/sign-in", 405),
        ("POST", "/account/sign-in", 400),
        ("TRACE", "/account/sign-in", 405),
        ("OPTIONS", "/account/sign-in", 200),
        ("HEAD", "/account/sign-in", 200),
    ],
)
def test_errors_are_guarded_too(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)

    assert response.status_code == status
    assert_guarded(response)


def test_files_are_guarded_and_may_be_kept(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        path = render_template_string("{{ asset('portaal.css') }}")

    response = client.get(path)
    assert response.status_code == 200
    assert_guarded(response)
    again = client.get(path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Content-Security-Policy"] == CSP


def test_over_https_browsers_are_told_to_stay_there(secure: Flask, client: FlaskClient) -> None:
    for path in ("/account/sign-in", "/nergens"):
        strict = secure.test_client().get(path).headers["Strict-Transport-Security"]
        assert strict == "max-age=63072000; includeSubDomains"
        assert "Strict-Transport-Security" not in client.get(path).headers


def test_over_https_the_cookie_belongs_to_this_host_alone(secure: Flask) -> None:
    response = secure.test_client().get("/account/sign-in", base_url="https://portaal.example")

    [cookie] = response.headers.getlist("Set-Cookie")
    name, _, flags = cookie.partition("=")
    assert name == "__Host-s"
    parts = {part.strip() for part in flags.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} == parts


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(client: FlaskClient) -> None:
    [cookie] = client.get("/account/sign-in").headers.getlist("Set-Cookie")

    assert cookie.startswith("s=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} == {
        part.strip() for part in cookie.split(";")[1:]
    }


def test_the_cookie_is_signed_with_sha_256(client: FlaskClient) -> None:
    [cookie] = client.get("/account/sign-in").headers.getlist("Set-Cookie")

    signature = cookie.partition(";")[0].rpartition(".")[2]
    assert len(urlsafe_b64decode(f"{signature}=")) == sha256().digest_size


def test_nothing_remembers_a_browser_beyond_its_session(
    session: Session, app: Flask, client: FlaskClient, make: Make
) -> None:
    """From signing in to signing out; what knows a browser again opens nothing (decision 136)."""
    person = make.person()
    phone = enrol(session, person)
    session.commit()
    answers = [
        send(client, "/account/sign-in", mail=person.mail, password=PASSWORD),
        send(client, "/account/code", code=phone.code()),
        client.get("/"),
        send(client, "/account/sign-out"),
    ]

    assert [answer.status_code for answer in answers] == [303, 303, 200, 303]
    assert "LOGIN_DISABLED" not in app.config
    cookies = [one for answer in answers for one in answer.headers.getlist("Set-Cookie")]
    lasting = {one.split("=")[0] for one in cookies if "Expires" in one and "1970" not in one}
    assert lasting == {"b"}
    assert "remember" not in "".join(cookies)


def test_a_key_that_stays_the_same_opens_nothing(
    app: Flask, make: Make, as_person: AsPerson, client: FlaskClient
) -> None:
    """Also when it names somebody who is signed in, and is signed by the portal itself."""
    person = make.person()
    assert as_person(person).get("/").status_code == 200
    key = str(person.id)
    with app.app_context():
        signed = encode_cookie(key)

    for header in (f"Bearer {key}", f"Basic {b64encode(f'{person.mail}:{key}'.encode()).decode()}"):
        assert client.get("/", headers={"Authorization": header}).status_code == 303
    for cookie in (signed, f"{key}|00"):
        client.set_cookie("remember_token", cookie)
        assert client.get("/").status_code == 303
