"""Rules of mdt.identity.recovery."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.identity import credentials, links, passwords, recovery, sessions, totp
from mdt.models import (
    CredentialKind,
    EventRecord,
    MessageKind,
    OneTimeLink,
    OutboxMessage,
    Person,
    Role,
    SessionLevel,
)
from tests.conftest import NOON
from tests.factories import Make

SECRET = "s" * 32


@pytest.fixture
def asker(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def second(make: Make) -> Person:
    return make.person(Role.CHAIR)


@pytest.fixture
def owner(session: Session, make: Make) -> Person:
    """Return someone who signed in before, and is signed in now on the lost telephone."""
    person = make.person()
    passwords.choose(session, person, "hash", now=NOON)
    app = totp.enrol(session, person, secret=SECRET, now=NOON)
    credentials.confirm(session, app, now=NOON)
    return person


def ask(session: Session, owner: Person, by: Person) -> OneTimeLink:
    return recovery.ask(session, owner, secret=SECRET, by=by, now=NOON)


def test_asking_alone_changes_nothing_and_sends_nothing(
    session: Session, owner: Person, asker: Person
) -> None:
    link = ask(session, owner, asker)

    assert credentials.current(session, owner, CredentialKind.TOTP)
    assert links.find(session, links.token(SECRET, link.id), now=NOON) is None
    assert not session.exec(select(OutboxMessage)).all()
    assert recovery.waiting(session, now=NOON) == [link]
    assert [event.name for event in session.exec(select(EventRecord))] == ["RecoveryAsked"]


def test_a_second_person_ends_the_lost_factor_and_the_link_leaves(
    session: Session, owner: Person, asker: Person, second: Person
) -> None:
    key = sessions.start(session, owner, level=SessionLevel.FULL, device="", now=NOON)
    link = ask(session, owner, asker)

    recovery.approve(session, link, by=second, now=NOON + timedelta(days=2))

    now = NOON + timedelta(days=2)
    assert credentials.current(session, owner, CredentialKind.TOTP) is None
    assert credentials.current(session, owner, CredentialKind.PASSWORD)
    assert sessions.find(session, key, now=NOON) is None
    owed = {(one.person_id, one.kind) for one in session.exec(select(OutboxMessage))}
    assert owed == {(owner.id, MessageKind.ONE_TIME_LINK), (owner.id, MessageKind.SIGN_IN)}
    assert links.find(session, links.token(SECRET, link.id), now=now) == link
    assert links.find(session, links.token(SECRET, link.id), now=now + timedelta(days=1)) is None
    assert not recovery.waiting(session, now=now)
    last = session.exec(select(EventRecord).where(EventRecord.name == "SignInChanged")).one()
    assert (last.actor_id, last.subject_id) == (second.id, owner.id)


def test_who_asked_may_not_agree(session: Session, owner: Person, asker: Person) -> None:
    link = ask(session, owner, asker)

    with pytest.raises(recovery.SecondPersonNeeded):
        recovery.approve(session, link, by=asker, now=NOON)

    assert credentials.current(session, owner, CredentialKind.TOTP)


def test_nobody_decides_on_their_own_way_in(session: Session, owner: Person, asker: Person) -> None:
    with pytest.raises(recovery.OwnRecovery):
        ask(session, owner, owner)
    link = ask(session, owner, asker)
    with pytest.raises(recovery.OwnRecovery):
        recovery.approve(session, link, by=owner, now=NOON)
    with pytest.raises(recovery.OwnRecovery):
        recovery.decline(session, link, by=owner, now=NOON)


def test_one_request_waits_at_a_time(session: Session, owner: Person, asker: Person) -> None:
    ask(session, owner, asker)

    with pytest.raises(recovery.AlreadyAsked):
        ask(session, owner, asker)


def test_who_never_signed_in_has_nothing_to_recover(
    session: Session, make: Make, asker: Person
) -> None:
    with pytest.raises(recovery.NothingToRecover):
        ask(session, make.person(), asker)


def test_a_declined_request_is_settled_and_can_be_asked_anew(
    session: Session, owner: Person, asker: Person, second: Person
) -> None:
    link = ask(session, owner, asker)
    recovery.decline(session, link, by=asker, now=NOON)

    with pytest.raises(recovery.NotWaiting):
        recovery.approve(session, link, by=second, now=NOON)
    assert recovery.waiting(session, now=NOON) == []
    assert ask(session, owner, asker) != link


def test_a_request_does_not_wait_for_ever(
    session: Session, owner: Person, asker: Person, second: Person
) -> None:
    link = ask(session, owner, asker)

    with pytest.raises(recovery.NotWaiting):
        recovery.approve(session, link, by=second, now=NOON + recovery.WAITS)


def test_an_approved_request_cannot_be_approved_or_declined_again(
    session: Session, owner: Person, asker: Person, second: Person, make: Make
) -> None:
    link = ask(session, owner, asker)
    recovery.approve(session, link, by=second, now=NOON)

    for settle in (recovery.approve, recovery.decline):
        with pytest.raises(recovery.NotWaiting):
            settle(session, link, by=make.person(Role.DPO), now=NOON)
