"""Rules of mdt.identity.passkeys."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from mdt.identity import passkeys, recovery
from mdt.identity.passkeys import Challenge, ChallengeSpent, PasskeyRefused, Site
from mdt.models import EventRecord, Passkey, Person
from tests.conftest import NOON
from tests.factories import Make
from tests.identity.authenticator import HOST, ORIGIN, Authenticator
from tests.identity.people import SECRET, enrol

HERE = Site(HOST, ORIGIN)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person()


@pytest.fixture
def device(session: Session, anna: Person) -> Authenticator:
    """Return Anna's device, with a passkey that we know."""
    device = Authenticator()
    keep(session, anna, device)
    return device


def keep(session: Session, person: Person, device: Authenticator) -> Passkey:
    asked = passkeys.challenge(now=NOON)
    answer = device.make(asked.text)
    return passkeys.add(session, person, answer, name="Telefoon", site=HERE, asked=asked, now=NOON)


def enter(
    session: Session, device: Authenticator, *, origin: str = ORIGIN, host: str = HOST
) -> Person:
    asked = passkeys.challenge(now=LATER)
    answer = device.sign(asked.text, origin=origin, host=host)
    return passkeys.accept(session, answer, site=HERE, asked=asked, now=LATER)


def test_a_passkey_says_whose_it_is_and_when_it_was_used(
    session: Session, anna: Person, device: Authenticator
) -> None:
    assert enter(session, device) == anna
    assert enter(session, device) == anna

    [kept] = passkeys.of(session, anna)
    assert (kept.sign_count, kept.used_at, kept.name) == (2, LATER, "Telefoon")


def test_making_one_is_one_event_and_removing_it_another(session: Session, anna: Person) -> None:
    kept = keep(session, anna, Authenticator())
    passkeys.remove(session, kept, now=LATER)

    changes = session.exec(select(EventRecord)).all()
    assert [(row.name, row.subject_id) for row in changes] == [("SignInChanged", anna.id)] * 2
    assert passkeys.of(session, anna) == []


def test_a_removed_passkey_opens_nothing(
    session: Session, anna: Person, device: Authenticator
) -> None:
    passkeys.remove(session, passkeys.of(session, anna)[0], now=NOON)

    with pytest.raises(PasskeyRefused):
        enter(session, device)


def test_who_may_not_come_in_does_not_come_in_by_passkey(
    session: Session, anna: Person, device: Authenticator
) -> None:
    anna.is_active = False

    with pytest.raises(PasskeyRefused):
        enter(session, device)


def test_an_answer_given_without_asking_its_owner_is_refused(
    session: Session, anna: Person, device: Authenticator
) -> None:
    device.asks_its_owner = False

    with pytest.raises(PasskeyRefused):
        enter(session, device)
    with pytest.raises(PasskeyRefused):
        keep(session, anna, Authenticator(asks_its_owner=False))


def test_a_copied_key_is_refused_when_its_counter_stays_behind(
    session: Session, device: Authenticator
) -> None:
    copy = Authenticator(key=device.key, key_id=device.key_id)
    enter(session, device)
    enter(session, device)

    with pytest.raises(PasskeyRefused):
        enter(session, copy)


def test_a_key_that_is_kept_on_several_devices_never_counts_and_is_good(
    session: Session, anna: Person
) -> None:
    device = Authenticator(counts=False)
    keep(session, anna, device)

    assert enter(session, device) == enter(session, device) == anna


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:5001", HOST),
        ("https://localhost:5000", HOST),
        ("http://portaal.evil.example", HOST),
        (ORIGIN, "evil.example"),
    ],
)
def test_an_answer_of_another_address_is_refused(
    session: Session, device: Authenticator, origin: str, host: str
) -> None:
    with pytest.raises(PasskeyRefused):
        enter(session, device, origin=origin, host=host)


def test_a_challenge_is_good_once(session: Session, anna: Person) -> None:
    device = Authenticator(counts=False)
    keep(session, anna, device)
    asked = passkeys.challenge(now=LATER)
    answer = device.sign(asked.text)

    passkeys.accept(session, answer, site=HERE, asked=asked, now=LATER)

    with pytest.raises(ChallengeSpent):
        passkeys.accept(session, answer, site=HERE, asked=asked, now=LATER)


def test_a_challenge_is_good_for_five_minutes(session: Session, device: Authenticator) -> None:
    asked = passkeys.challenge(now=NOON)
    answer, end = device.sign(asked.text), NOON + passkeys.CHALLENGE_LASTS

    for late in (end, NOON - timedelta(seconds=1)):
        with pytest.raises(ChallengeSpent):
            passkeys.accept(session, answer, site=HERE, asked=asked, now=late)
    with pytest.raises(ChallengeSpent):
        passkeys.accept(session, answer, site=HERE, asked=None, now=NOON)
    last = end - timedelta(seconds=1)
    person = passkeys.accept(session, answer, site=HERE, asked=asked, now=last)
    assert [one.used_at for one in passkeys.of(session, person)] == [last]


def test_an_answer_to_another_challenge_is_refused(session: Session, device: Authenticator) -> None:
    asked, other = (passkeys.challenge(now=LATER) for _ in range(2))

    with pytest.raises(PasskeyRefused):
        passkeys.accept(session, device.sign(other.text), site=HERE, asked=asked, now=LATER)


def test_nobody_takes_over_the_key_of_somebody_else(
    session: Session, make: Make, device: Authenticator
) -> None:
    with pytest.raises(PasskeyRefused):
        keep(session, make.person(), device)


def test_one_has_at_most_ten(session: Session, anna: Person) -> None:
    for _ in range(passkeys.MOST):
        keep(session, anna, Authenticator())

    with pytest.raises(passkeys.TooManyPasskeys):
        keep(session, anna, Authenticator())


def test_whoever_lost_everything_loses_the_passkeys_too(
    session: Session, make: Make, anna: Person, device: Authenticator
) -> None:
    enrol(session, anna)
    link = recovery.ask(session, anna, secret=SECRET, by=make.person(), now=NOON)
    recovery.approve(session, link, by=make.person(), now=NOON)

    with pytest.raises(PasskeyRefused):
        enter(session, device)


@given(st.text(max_size=200) | st.just('{"id": 1}') | st.just("[]") | st.just('{"id": "YQ"}'))
def test_what_is_no_answer_is_refused_and_breaks_nothing(answer: str) -> None:
    asked = Challenge("YQ", NOON)

    with pytest.raises(PasskeyRefused):
        passkeys._made(answer, asked, HERE)  # noqa: SLF001 - without a database, for many texts
