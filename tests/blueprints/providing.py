"""A real OpenID Connect provider on loopback, and a person at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
from flask.testing import FlaskClient
from oidc_provider_mock import User, run_server_in_thread  # type: ignore[import-untyped]
from sqlmodel import Session
from werkzeug.test import TestResponse

from mdt.identity import single_sign_on
from mdt.identity.single_sign_on import Details
from mdt.models import IdentityProvider, Organisation, Person
from tests.conftest import NOON
from tests.identity.people import SECRET

ANNA = "anna-at-work"
BACK = "/account/organisation/back"


@contextmanager
def provider(*users: User) -> Iterator[str]:
    """Yield the issuer of a provider that runs; whoever is asked for may sign in there."""
    with run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


def user(subject: str, mail: str, name: str = "Anna op het werk") -> User:
    return User(sub=subject, claims={"email": mail, "name": name})


def set_up(
    session: Session, organisation: Organisation, issuer: str, *, by: Person
) -> IdentityProvider:
    details = Details(
        label="Gemeente",
        issuer=issuer,
        client_id="portaal",
        secret="geheim",
        asks_twice=True,
        is_active=True,
        version=0,
    )
    return single_sign_on.set_up(session, organisation, details, secret=SECRET, by=by, now=NOON)


def asked(client: FlaskClient, row: IdentityProvider, query: str = "") -> str:
    """Return the address at the provider to which this browser is sent."""
    answer = client.get(f"/account/organisation/{row.id}{query}")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def agree(address: str, subject: str) -> str:
    """Sign in at the provider; return the path and query with which the browser comes back."""
    answer = httpx.post(address, data={"sub": subject})
    back = urlsplit(answer.headers["location"])
    assert back.path == BACK, answer.text
    return f"{back.path}?{back.query}"


def come(
    client: FlaskClient, row: IdentityProvider, subject: str = ANNA, query: str = ""
) -> TestResponse:
    """Go there, sign in, and come back."""
    return client.get(agree(asked(client, row, query), subject))


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
