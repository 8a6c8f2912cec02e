"""Rules of mdt.identity.enrolment."""

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlmodel import Session, select

from mdt.identity import credentials, enrolment, links, passwords, sessions, totp
from mdt.models import (
    Credential,
    CredentialKind,
    EventRecord,
    LinkPurpose,
    OneTimeLink,
    Person,
    SessionLevel,
)
from tests.conftest import NOON
from tests.factories import Make
from tests.identity.people import App

SECRET = "s" * 32
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def person(make: Make) -> Person:
    return make.person()


@pytest.fixture
def link(session: Session, person: Person) -> OneTimeLink:
    return links.issue(session, person, LinkPurpose.FIRST_SIGN_IN, secret=SECRET, by=None, now=NOON)


def code_for(session: Session, key: object) -> str:
    app = session.get_one(Credential, key)
    return pyotp.TOTP(totp.seed(app, secret=SECRET)).at(NOON)


def wrong_code_for(session: Session, key: object, *, at: datetime) -> str:
    """Return a code that the app shows at no time near at."""
    app = App(totp.seed(session.get_one(Credential, key), secret=SECRET))
    return app.wrong_code(at=at)


def begin(session: Session, link: OneTimeLink, kept: str | None = "hash") -> enrolment.Proposal:
    return enrolment.begin(session, link, kept, secret=SECRET, now=NOON)


def finish(session: Session, proposal: enrolment.Proposal, code: str) -> Person:
    return enrolment.finish(session, proposal, code, secret=SECRET, at=NOON, now=NOON)


def kept(session: Session, person: Person, kind: CredentialKind) -> Credential | None:
    return credentials.current(session, person, kind)


def test_a_password_an_app_and_a_code_make_a_way_in(
    session: Session, person: Person, link: OneTimeLink
) -> None:
    proposal = begin(session, link)
    assert passwords.kept(session, person) is None

    assert finish(session, proposal, code_for(session, proposal.totp_id)) == person

    assert passwords.kept(session, person) == "hash"
    app = kept(session, person, CredentialKind.TOTP)
    assert app is not None
    assert app.id == proposal.totp_id
    event = session.exec(select(EventRecord)).one()
    assert (event.name, event.actor_id, event.subject_id) == ("SignInChanged", person.id, person.id)


def test_a_wrong_code_changes_nothing(session: Session, person: Person, link: OneTimeLink) -> None:
    proposal = begin(session, link)

    wrong = wrong_code_for(session, proposal.totp_id, at=NOON)

    with pytest.raises(enrolment.WrongCode):
        finish(session, proposal, wrong)

    assert passwords.kept(session, person) is None
    assert links.is_live(link, now=NOON)


def test_the_code_that_enrolled_does_not_sign_in(
    session: Session, person: Person, link: OneTimeLink
) -> None:
    proposal = begin(session, link)
    code = code_for(session, proposal.totp_id)
    finish(session, proposal, code)

    app = kept(session, person, CredentialKind.TOTP)
    assert not totp.accepts(session, app, code, secret=SECRET, at=NOON)


def test_the_link_enrols_once(session: Session, person: Person, link: OneTimeLink) -> None:
    proposal = begin(session, link)
    finish(session, proposal, code_for(session, proposal.totp_id))

    with pytest.raises(links.LinkSpent):
        finish(session, proposal, "000000")
    later = begin(session, link, "of a finder of the mail")
    with pytest.raises(links.LinkSpent):
        finish(session, later, code_for(session, later.totp_id))
    assert passwords.kept(session, person) == "hash"


def test_what_somebody_else_proposed_through_the_link_never_counts(
    session: Session, person: Person, link: OneTimeLink
) -> None:
    finder = begin(session, link, "of a finder of the mail")
    code = code_for(session, finder.totp_id)
    owner = begin(session, link, "of the owner")

    with pytest.raises(links.LinkSpent):
        finish(session, finder, code)
    finish(session, owner, code_for(session, owner.totp_id))

    assert passwords.kept(session, person) == "of the owner"


def test_a_link_that_grew_old_half_way_enrols_nobody(session: Session, link: OneTimeLink) -> None:
    proposal = begin(session, link)
    code = code_for(session, proposal.totp_id)
    link.expires_at = NOON

    with pytest.raises(links.LinkSpent):
        finish(session, proposal, code)


def test_enrolling_anew_ends_every_session_and_the_old_app(
    session: Session, person: Person, link: OneTimeLink
) -> None:
    old = begin(session, link)
    finish(session, old, code_for(session, old.totp_id))
    key = sessions.start(session, person, level=SessionLevel.FULL, device="", now=NOON)
    recovery = links.issue(session, person, LinkPurpose.RECOVERY, secret=SECRET, by=None, now=NOON)
    recovery.approved_at = NOON

    proposal = begin(session, recovery, None)
    finish(session, proposal, code_for(session, proposal.totp_id))

    assert sessions.find(session, key, now=NOON) is None
    assert passwords.kept(session, person) == "hash"
    app = kept(session, person, CredentialKind.TOTP)
    assert app is not None
    assert app.id == proposal.totp_id


def test_a_new_password_by_link_needs_the_code_of_the_app(
    session: Session, person: Person, link: OneTimeLink
) -> None:
    proposal = begin(session, link)
    finish(session, proposal, code_for(session, proposal.totp_id))
    forgot = links.issue(
        session, person, LinkPurpose.NEW_PASSWORD, secret=SECRET, by=None, now=LATER
    )
    code = pyotp.TOTP(totp.seed(session.get_one(Credential, proposal.totp_id), secret=SECRET))
    wrong = wrong_code_for(session, proposal.totp_id, at=LATER)

    with pytest.raises(enrolment.WrongCode):
        enrolment.new_password(session, forgot, "new", wrong, secret=SECRET, at=LATER, now=LATER)
    assert passwords.kept(session, person) == "hash"

    enrolment.new_password(
        session, forgot, "new", code.at(LATER), secret=SECRET, at=LATER, now=LATER
    )
    assert passwords.kept(session, person) == "new"
    assert not links.is_live(forgot, now=LATER)
