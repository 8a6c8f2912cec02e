"""Rules of mdt.identity.guest_passkeys: in place of a code, and of nothing else."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.identity import guest_passkeys, passkeys, visits
from mdt.identity.guest_passkeys import NotYet
from mdt.identity.passkeys import ChallengeSpent, PasskeyRefused, Site, TooManyPasskeys
from mdt.models import GuestPasskey, Invitation, Person, Role, Visit
from tests.conftest import NOON
from tests.factories import Make
from tests.identity.authenticator import HOST, ORIGIN, Authenticator

HERE = Site(HOST, ORIGIN)
LATER = NOON + timedelta(hours=1)
A_YEAR = timedelta(days=365)


@dataclass
class Invitee:
    """Somebody who came in with a code before, and is in now."""

    session: Session
    person: Person
    asked: Invitation
    visit: Visit

    def keep(self, device: Authenticator) -> GuestPasskey:
        asked = passkeys.challenge(now=NOON)
        answer = device.make(asked.text)
        return guest_passkeys.add(
            self.session, self.visit, self.person, answer, site=HERE, asked=asked, now=NOON
        )

    def show(
        self, device: Authenticator, *, person: Person | None = None, after: timedelta = A_YEAR / 9
    ) -> GuestPasskey:
        now = NOON + after
        asked = passkeys.challenge(now=now)
        answer = device.sign(asked.text)
        return guest_passkeys.require(
            self.session, person or self.person, answer, site=HERE, asked=asked, now=now
        )


@pytest.fixture
def iris(session: Session, make: Make) -> Invitee:
    person = make.person(Role.SPECIALIST)
    make.visit(make.invitation(make.convened(), person))
    asked = make.invitation(make.convened(), person)
    return Invitee(session, person, asked, make.visit(asked, ended_at=None))


def test_what_was_made_at_the_second_visit_proves_who_it_is(iris: Invitee) -> None:
    device = Authenticator()
    kept = iris.keep(device)

    assert iris.show(device).id == kept.id
    assert kept.used_at == NOON + A_YEAR / 9
    assert kept.sign_count == device.counter


def test_a_first_visit_makes_none(session: Session, make: Make) -> None:
    person = make.person(Role.SPECIALIST)
    asked = make.invitation(make.convened(), person)
    first = Invitee(session, person, asked, make.visit(asked, ended_at=None))

    assert not guest_passkeys.may_make(session, first.visit, person)
    with pytest.raises(NotYet):
        first.keep(Authenticator())


def test_a_visit_that_a_passkey_opened_makes_no_other_and_does_not_count(
    session: Session, make: Make, iris: Invitee
) -> None:
    passkey = iris.keep(Authenticator())
    key = visits.start(session, iris.asked, device="", passkey=passkey, now=LATER)
    guest = visits.find(session, key, now=LATER)
    assert guest is not None
    assert guest.visit.guest_passkey_id == passkey.id
    assert not guest_passkeys.may_make(session, guest.visit, iris.person)

    other = make.person(Role.SPECIALIST)
    asked = make.invitation(make.convened(), other)
    make.visit(asked, guest_passkey_id=passkey.id)
    assert not guest_passkeys.may_make(session, make.visit(asked), other)


def test_it_signs_nobody_in(session: Session, iris: Invitee) -> None:
    device = Authenticator()
    iris.keep(device)
    asked = passkeys.challenge(now=LATER)

    with pytest.raises(PasskeyRefused):
        passkeys.accept(session, device.sign(asked.text), site=HERE, asked=asked, now=LATER)
    assert not passkeys.of(session, iris.person)


def test_a_passkey_of_an_account_opens_no_visit(session: Session, iris: Invitee) -> None:
    device, asked = Authenticator(), passkeys.challenge(now=NOON)
    made = device.make(asked.text)
    passkeys.add(session, iris.person, made, name="Laptop", site=HERE, asked=asked, now=NOON)

    with pytest.raises(PasskeyRefused):
        iris.show(device)


def test_it_opens_nothing_of_somebody_else(make: Make, iris: Invitee) -> None:
    device = Authenticator()
    iris.keep(device)

    with pytest.raises(PasskeyRefused):
        iris.show(device, person=make.person(Role.SPECIALIST))


def test_a_device_that_does_not_ask_its_owner_is_refused_at_making_and_at_use(
    iris: Invitee,
) -> None:
    with pytest.raises(PasskeyRefused):
        iris.keep(Authenticator(asks_its_owner=False))
    device = Authenticator()
    iris.keep(device)
    device.asks_its_owner = False

    with pytest.raises(PasskeyRefused):
        iris.show(device)


def test_a_copy_is_refused(iris: Invitee) -> None:
    device = Authenticator()
    iris.keep(device)
    iris.show(device)
    device.counter = 0

    with pytest.raises(PasskeyRefused):
        iris.show(device)


def test_an_answer_counts_once_and_at_our_address_only(session: Session, iris: Invitee) -> None:
    device = Authenticator(counts=False)
    iris.keep(device)
    asked = passkeys.challenge(now=LATER)
    relayed = device.sign(asked.text, origin="https://elders.example")
    with pytest.raises(PasskeyRefused):
        guest_passkeys.require(session, iris.person, relayed, site=HERE, asked=asked, now=LATER)
    answer = device.sign(asked.text)
    guest_passkeys.require(session, iris.person, answer, site=HERE, asked=asked, now=LATER)

    with pytest.raises(ChallengeSpent):
        guest_passkeys.require(session, iris.person, answer, site=HERE, asked=asked, now=LATER)


@pytest.mark.parametrize("reach", ["mail", "phone"])
def test_another_address_or_number_of_the_person_ends_it(
    session: Session, iris: Invitee, reach: str
) -> None:
    device = Authenticator()
    iris.keep(device)
    setattr(iris.person, reach, "anders@partner.example" if reach == "mail" else "+31612345678")

    with pytest.raises(PasskeyRefused):
        iris.show(device)
    assert not guest_passkeys.of(session, iris.person, now=LATER)


def test_a_year_without_use_ends_it(iris: Invitee) -> None:
    device = Authenticator()
    iris.keep(device)
    iris.show(device, after=A_YEAR / 2)
    iris.show(device, after=A_YEAR * 1.4)

    with pytest.raises(PasskeyRefused):
        iris.show(device, after=A_YEAR * 2.5)


def test_one_has_at_most_three_and_a_key_is_kept_once(iris: Invitee) -> None:
    device = Authenticator()
    iris.keep(device)
    with pytest.raises(PasskeyRefused):
        iris.keep(device)
    for _ in range(guest_passkeys.MOST - 1):
        iris.keep(Authenticator())

    with pytest.raises(TooManyPasskeys):
        iris.keep(Authenticator())


def test_ending_them_ends_the_visits_they_opened_and_no_other(
    session: Session, make: Make, iris: Invitee
) -> None:
    device = Authenticator()
    passkey = iris.keep(device)
    elsewhere = make.invitation(make.convened(), iris.person)
    by_passkey = visits.start(session, elsewhere, device="", passkey=passkey, now=LATER)

    assert guest_passkeys.end(session, iris.person, now=LATER) == 1

    assert visits.find(session, by_passkey, now=LATER) is None
    session.refresh(iris.visit)
    assert iris.visit.ended_at is None
    with pytest.raises(PasskeyRefused):
        iris.show(device)
    assert guest_passkeys.end(session, iris.person, now=LATER) == 0


def test_who_is_kept_out_does_not_come_in_by_it(iris: Invitee) -> None:
    device = Authenticator()
    iris.keep(device)
    iris.person.is_active = False

    with pytest.raises(PasskeyRefused):
        iris.show(device)


def test_the_handle_on_the_device_is_another_than_the_accounts(
    session: Session, iris: Invitee
) -> None:
    asked = passkeys.challenge(now=NOON)
    as_guest = guest_passkeys.asked_to_make(session, iris.person, HERE, asked, now=NOON)
    account = passkeys.asked_to_make(session, iris.person, HERE, asked)

    assert as_guest != account
    assert '"userVerification": "required"' in as_guest
