"""Rules of mdt.identity.totp."""

from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from sqlmodel import Session, select

from mdt.identity import credentials, sealing, totp
from mdt.models import Credential, CredentialKind, Person
from tests.conftest import NOON
from tests.factories import Make

SECRET = "s" * 32


def code_of(app: Credential, *, late_seconds: int = 0) -> str:
    """Return what the person's app shows, for a clock that is late."""
    seed = totp.seed(app, secret=SECRET)
    return pyotp.TOTP(seed).at(NOON - timedelta(seconds=late_seconds))


@pytest.fixture
def person(make: Make) -> Person:
    return make.person()


@pytest.fixture
def app(session: Session, person: Person) -> Credential:
    return totp.enrol(session, person, secret=SECRET, now=NOON)


def accepts(session: Session, app: Credential | None, code: str) -> bool:
    return totp.accepts(session, app, code, secret=SECRET, at=NOON)


def test_the_code_of_now_is_accepted_once(session: Session, app: Credential) -> None:
    code = code_of(app)

    assert accepts(session, app, code)
    assert not accepts(session, app, code)


@pytest.mark.parametrize("late", [-30, 30])
def test_a_clock_may_be_half_a_minute_wrong(session: Session, app: Credential, late: int) -> None:
    assert accepts(session, app, code_of(app, late_seconds=late))


@pytest.mark.parametrize("late", [-60, 60])
def test_a_clock_may_not_be_a_minute_wrong(session: Session, app: Credential, late: int) -> None:
    assert not accepts(session, app, code_of(app, late_seconds=late))


def test_an_older_code_is_refused_after_a_newer_one(session: Session, app: Credential) -> None:
    assert accepts(session, app, code_of(app))
    assert not accepts(session, app, code_of(app, late_seconds=30))
    assert accepts(session, app, code_of(app, late_seconds=-30))


def test_spaces_as_apps_show_them_are_fine(session: Session, app: Credential) -> None:
    code = code_of(app)

    assert accepts(session, app, f" {code[:3]} {code[3:]} ")


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "\u0661\u0662\u0663\u0664\u0665\u0666"]
)
def test_what_is_no_code_is_refused(session: Session, app: Credential, code: str) -> None:
    assert not accepts(session, app, code)


def test_without_an_app_no_code_is_accepted(session: Session) -> None:
    assert not accepts(session, None, "123456")


def test_the_seed_is_kept_sealed_and_bound_to_its_row(
    session: Session, app: Credential, make: Make
) -> None:
    other = totp.enrol(session, make.person(), secret=SECRET, now=NOON)
    assert totp.seed(app, secret=SECRET) not in app.secret

    other.secret = app.secret
    with pytest.raises(sealing.SealBroken):
        totp.seed(other, secret=SECRET)
    with pytest.raises(sealing.SealBroken):
        totp.seed(app, secret="t" * 32)


def test_a_second_enrolment_replaces_one_that_was_not_confirmed(
    session: Session, person: Person, app: Credential
) -> None:
    again = totp.enrol(session, person, secret=SECRET, now=NOON)

    assert session.exec(select(Credential.id)).all() == [again.id]
    assert app.id != again.id
    assert credentials.current(session, person, CredentialKind.TOTP) is None
    credentials.confirm(session, again, now=NOON)
    assert credentials.current(session, person, CredentialKind.TOTP) == again


def test_the_picture_holds_what_an_app_needs(person: Person, app: Credential) -> None:
    address = urlsplit(totp.address(app, person, secret=SECRET))

    assert address.scheme == "otpauth"
    assert unquote(address.path) == f"/{totp.ISSUER}:{person.mail}"
    assert parse_qs(address.query)["secret"] == [totp.seed(app, secret=SECRET)]
    assert parse_qs(address.query)["issuer"] == [totp.ISSUER]
