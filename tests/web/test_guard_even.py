"""What is shut asks as much of the database as what does not exist.

The bytes are the same (test_guard_walls.py, test_errors.py), and the time must not tell either. How
long both take is measured in benchmarks/refusals.py; here, that nothing more is asked of one.
"""

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.models import Person
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import enrol
from tests.pages import Browser, token
from tests.queries import counted
from tests.routes import Route, routes
from tests.web.test_guard_strangers import keys_of_rows
from tests.web.test_guard_walls import shut_case, somebody

LEAST = 100
"""How many addresses of rows there are at least."""

Who = Callable[[Make], tuple[Person, Mapping[str, UUID]]]

pytestmark = pytest.mark.usefixtures("at_noon")


def _stranger(make: Make) -> tuple[Person, Mapping[str, UUID]]:
    keys = keys_of_rows(make)
    return make.stranger(), keys


def _walled(make: Make) -> tuple[Person, Mapping[str, UUID]]:
    """Return somebody who would have everything to do with a case that is shut to them."""
    person = somebody(make, "every role")
    return person, shut_case(make, person, make.coordinator())


@pytest.mark.parametrize("who", [_stranger, _walled])
def test_what_is_shut_asks_the_database_as_much_as_what_does_not_exist(
    app: Flask, engine: Engine, make: Make, as_person: AsPerson, who: Who
) -> None:
    person, keys = who(make)
    browser = as_person(person)
    good = token(browser)

    here, nothing = _named(app, keys), _named(app, {name: uuid4() for name in keys})

    assert len(here) > LEAST
    uneven = {
        f"{one.method} {one.endpoint}": set(shut) ^ set(unknown) or len(shut) - len(unknown)
        for one, other in zip(here, nothing, strict=True)
        if (shut := _asked(engine, browser, one, good))
        != (unknown := _asked(engine, browser, other, good))
    }
    assert uneven == {}


def _named(app: Flask, keys: Mapping[str, UUID]) -> list[Route]:
    """Return each guarded address with a parameter that these keys fill."""
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    return [
        route
        for route in routes(app, keys)
        if not route.is_public and keys.keys() & rules[route.endpoint].arguments
    ]


def _asked(engine: Engine, browser: Browser, route: Route, good: str) -> list[str]:
    """Return what the database was asked for one refusal."""
    data = {"csrf_token": good} if route.method != "GET" else None
    with counted(engine) as seen:
        answer = browser.open(route.path, method=route.method, data=data)
    assert answer.status_code == 404, route
    assert sum(one.startswith("INSERT INTO audit_record") for one in seen) == 1, route
    return seen


def test_signing_in_wrongly_asks_as_much_for_whoever_has_an_account_as_for_nobody(
    engine: Engine, client: FlaskClient, session: Session, make: Make
) -> None:
    anna = make.person(mail="anna@partner.example")
    enrol(session, anna)
    session.commit()

    known, nobody = (_tried(engine, client, mail) for mail in (anna.mail, "niet@partner.example"))

    assert known == nobody
    assert sum(one.startswith("SELECT credential") for one in known) == 1


def _tried(engine: Engine, client: FlaskClient, mail: str) -> list[str]:
    """Return what the database is asked for one try with a wrong password, the form left out."""
    typed = {"mail": mail, "password": "iets heel anders", "csrf_token": token(client)}
    with counted(engine) as seen:
        answer = client.post(
            "/account/sign-in", data=typed, environ_base={"REMOTE_ADDR": f"of {mail}"}
        )
    assert answer.status_code == 422
    return seen
