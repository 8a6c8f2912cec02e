"""Pages of mdt.blueprints.guest_passkeys and join_passkeys, and what a coordinator sees of them."""

import json
from email import message_from_bytes, policy

import pytest
from flask import Flask
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.invitations import links
from mdt.models import (
    AuditRecord,
    GuestPasskey,
    Invitation,
    MessageKind,
    OutboxMessage,
    Person,
    Reply,
    Role,
    SeatDomain,
    Visit,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.identity.authenticator import Authenticator
from tests.invitations.guests import SECRET, come_in
from tests.pages import Browser, send, text_of

PAGE, OPTIONS = "/joined/passkey", "/joined/passkey/options"
REFUSED = "wij herkennen deze passkey niet"


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


@pytest.fixture
def iris(make: Make) -> Person:
    """Return a specialist who came in with a code before."""
    person = make.person(Role.SPECIALIST, name="Iris Lam")
    make.visit(make.invitation(make.convened(), person))
    return person


def asked(make: Make, person: Person) -> Invitation:
    conference = make.convened(make.case(alias="Linde"))
    make.seat(conference, person, domain=SeatDomain.FORENSIC)
    return make.invitation(conference, person)


def challenge(browser: Browser, path: str) -> str:
    found: str = json.loads(browser.get(path).text)["challenge"]
    return found


def make_one(visitor: Browser, session: Session, invitation: Invitation) -> Authenticator:
    browser, device = come_in(visitor, session, invitation), Authenticator()
    answer = send(browser, PAGE, credential=device.make(challenge(browser, OPTIONS)))
    assert answer.location == "/joined/", text_of(answer)
    return device


def show(browser: Browser, device: Authenticator, invitation: Invitation) -> TestResponse:
    """Answer at the link of an invitation with the passkey."""
    path = f"/u/{links.locator(invitation, SECRET)}/passkey"
    return send(browser, path, credential=device.sign(challenge(browser, path)))


def test_it_opens_the_next_invitation_as_a_visit_for_that_conference_alone(
    app: Flask, visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    device, later = make_one(visitor, session, asked(make, iris)), asked(make, iris)
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session

    assert show(browser, device, later).location == "/joined/"

    assert "Zaak Linde" in browser.get("/joined/").text
    row = session.exec(select(Visit).where(Visit.invitation_id == later.id)).one()
    assert row.guest_passkey_id == session.exec(select(GuestPasskey.id)).one()
    assert browser.get("/profile/").status_code == 303, "it signs nobody in"
    assert browser.get(OPTIONS).status_code == 404, "it makes no other one"


def test_somebody_elses_invitation_stays_shut_and_the_try_leaves_its_row(
    visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    device = make_one(visitor, session, asked(make, iris))
    other = asked(make, make.person(Role.SPECIALIST))

    answer = show(visitor, device, other)

    assert answer.status_code == 422
    assert REFUSED in text_of(answer)
    rows = session.exec(select(AuditRecord).where(AuditRecord.subject_id == other.id)).all()
    assert [(row.action, row.allowed) for row in rows] == [("join:enter", False)]


@pytest.mark.parametrize("why", ["withdrawn", "locked", "no"])
def test_what_stops_a_code_stops_a_passkey(
    visitor: Browser, session: Session, make: Make, iris: Person, why: str
) -> None:
    device, later = make_one(visitor, session, asked(make, iris)), asked(make, iris)
    if why == "withdrawn":
        later.withdrawn_at = NOON
    elif why == "locked":
        later.locked_at = NOON
    else:
        later.reply = Reply.NO
    session.commit()

    show(visitor, device, later)

    assert not session.exec(select(Visit).where(Visit.invitation_id == later.id)).all()


def test_the_first_visit_offers_none_and_makes_none(
    visitor: Browser, session: Session, make: Make
) -> None:
    browser = come_in(visitor, session, asked(make, make.person(Role.SPECIALIST)))

    assert PAGE not in browser.get("/joined/").text
    assert "tweede bezoek" in text_of(browser.get(PAGE))
    assert browser.get(OPTIONS).status_code == 404
    assert send(browser, PAGE, credential="{}").status_code == 422
    assert not session.exec(select(GuestPasskey)).all()


def test_the_guest_sees_and_ends_their_passkeys(
    visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    device = make_one(visitor, session, asked(make, iris))
    assert "Uw passkeys" in text_of(visitor.get(PAGE))

    assert send(visitor, f"{PAGE}/removal").status_code == 303

    assert "Uw passkeys" not in text_of(visitor.get(PAGE))
    later = asked(make, iris)
    show(visitor, device, later)
    assert not session.exec(select(Visit).where(Visit.invitation_id == later.id)).all()


@pytest.mark.parametrize("way", ["passkeys/closure", "phone"])
def test_a_coordinator_ends_them_and_so_does_another_number(
    visitor: Browser,
    session: Session,
    make: Make,
    as_person: AsPerson,
    iris: Person,
    *,
    way: str,
) -> None:
    now = asked(make, iris)
    make_one(visitor, session, now)
    coordinator = as_person(make.coordinator())
    page = f"/conferences/{now.conference_id}/invitations/{now.id}"
    assert "Laat de passkeys niet meer werken" in text_of(coordinator.get(page))

    answer = send(coordinator, f"{page}/{way}", phone="06 12345678", seen="")

    assert answer.status_code == 303
    assert "Laat de passkeys niet meer werken" not in text_of(coordinator.get(page))
    assert session.exec(select(GuestPasskey.revoked_at)).one() is not None


def test_the_guest_hears_of_a_passkey_that_is_made_and_of_its_end(
    visitor: Browser, session: Session, make: Make, iris: Person
) -> None:
    """Whoever read a code over her shoulder could make one."""
    invitation = asked(make, iris)
    make_one(visitor, session, invitation)
    made = notice(session)
    send(visitor, f"{PAGE}/removal")
    ended = notice(session)

    assert "Er is een passkey gemaakt" in made
    assert "gaan uw uitnodigingen niet meer open" in ended
    for words in (made, ended):
        assert f"To: {iris.mail}" in words
        assert "Subject: Over uw toegang tot het portaal" in words
        assert "die u uitnodigde: die maakt uw passkeys ongeldig" in words
        for never in ("Linde", "Mijn gegevens", "http"):
            assert never not in words


def notice(session: Session) -> str:
    """Return what leaves for the last change to how somebody comes in."""
    found = session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.kind == MessageKind.SIGN_IN)
        .order_by(col(OutboxMessage.dedupe))
    ).all()
    sent = Letters(Settings(secret_key=SECRET)).compose(session, found[-1])
    mail = message_from_bytes(sent.content, policy=policy.default)
    body = mail.get_body(("plain",))
    assert body
    return " ".join(f"To: {mail['To']} Subject: {mail['Subject']} {body.get_content()}".split())


def test_only_who_admits_ends_them(
    visitor: Browser, session: Session, make: Make, as_person: AsPerson, iris: Person
) -> None:
    now = asked(make, iris)
    make_one(visitor, session, now)
    path = f"/conferences/{now.conference_id}/invitations/{now.id}/passkeys/closure"
    another = make.convened()

    for who in (make.stranger(), make.person(), iris):
        assert send(as_person(who), path).status_code == 404
    elsewhere = path.replace(str(now.conference_id), str(another.id))
    assert send(as_person(make.coordinator()), elsewhere).status_code == 404
    assert session.exec(select(GuestPasskey.revoked_at)).one() is None
