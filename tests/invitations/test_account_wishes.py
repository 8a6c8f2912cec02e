"""Who joins often is offered an account: they ask, a coordinator agrees, an administrator sends."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.identity import links
from mdt.invitations import account_wishes
from mdt.invitations.account_wishes import AlreadyDecided, NotOffered
from mdt.models import (
    Credential,
    CredentialKind,
    EventRecord,
    LinkPurpose,
    Person,
    ProviderAccount,
    Role,
    WishState,
)
from tests.conftest import NOON
from tests.factories import Make

AFTER = 3
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def iris(make: Make) -> Person:
    """Return a specialist without an account."""
    return make.person(Role.SPECIALIST, name="Iris Lam")


def come(make: Make, person: Person, conferences: int, *, visits: int = 1) -> None:
    """Let the person have come to so many conferences, so often to each."""
    for _ in range(conferences):
        asked = make.invitation(make.convened(), person)
        for _ in range(visits):
            make.visit(asked)


def is_offered(session: Session, person: Person, after: int = AFTER) -> bool:
    return account_wishes.is_offered(session, person, after=after, now=NOON)


def test_the_third_conference_brings_the_offer_and_two_do_not(
    session: Session, make: Make, iris: Person
) -> None:
    come(make, iris, 2, visits=4)
    come(make, make.person(Role.SPECIALIST), 3)
    assert not is_offered(session, iris)

    come(make, iris, 1)

    assert is_offered(session, iris)
    assert not is_offered(session, iris, after=4)
    assert not is_offered(session, iris, after=0), "an installation may leave it out"


def test_an_invitation_without_a_visit_counts_for_nothing(
    session: Session, make: Make, iris: Person
) -> None:
    come(make, iris, 5, visits=0)

    assert not is_offered(session, iris)


def test_who_has_a_way_to_sign_in_is_offered_nothing(
    session: Session, make: Make, iris: Person
) -> None:
    come(make, iris, 3)
    secret = Credential(
        person_id=iris.id,
        kind=CredentialKind.PASSWORD,
        secret="x",
        created_at=NOON,
        confirmed_at=NOON,
    )
    make.add(secret)

    assert not is_offered(session, iris)


def test_who_serves_nowhere_is_offered_nothing(session: Session, make: Make) -> None:
    guest = make.person(None)
    come(make, guest, 3)

    assert not is_offered(session, guest)


def test_asking_makes_no_account_and_waits_for_the_coordinators_of_that_region(
    session: Session, make: Make, iris: Person
) -> None:
    come(make, iris, 3)

    account_wishes.ask(session, iris, make.convened(), after=AFTER, now=NOON)

    [(wish, person)] = account_wishes.waiting(session, {make.region.id})
    assert (wish.state, person.id) == (WishState.ASKED, iris.id)
    assert not account_wishes.waiting(session, {make.another_region().id})
    assert not session.exec(select(Credential)).all()
    assert not session.exec(select(ProviderAccount)).all()
    last = session.exec(select(EventRecord).where(EventRecord.subject_id == iris.id)).all()
    assert [(one.name, one.case_id, one.conference_id) for one in last] == [
        ("AccountWishChanged", None, None)
    ]


def test_who_refused_is_not_asked_again(session: Session, make: Make, iris: Person) -> None:
    come(make, iris, 3)
    account_wishes.refuse(session, iris, make.convened(), after=AFTER, now=NOON)

    come(make, iris, 3)

    assert not is_offered(session, iris)
    with pytest.raises(NotOffered):
        account_wishes.ask(session, iris, make.convened(), after=AFTER, now=NOON)
    assert not account_wishes.waiting(session, {make.region.id})


def test_nobody_asks_who_was_not_offered_it(session: Session, make: Make, iris: Person) -> None:
    come(make, iris, 2)

    for say in (account_wishes.ask, account_wishes.refuse):
        with pytest.raises(NotOffered):
            say(session, iris, make.convened(), after=AFTER, now=NOON)
    assert account_wishes.of(session, iris) is None


def test_who_asked_takes_it_back_until_it_is_decided(
    session: Session, make: Make, iris: Person
) -> None:
    wish, conference = make.account_wish(iris), make.convened()
    account_wishes.refuse(session, iris, conference, after=AFTER, now=NOON)
    assert wish.state is WishState.REFUSED

    with pytest.raises(AlreadyDecided):
        account_wishes.decide(session, wish, agrees=True, by=make.coordinator(), now=NOON)
    decided = make.account_wish(make.person(Role.SPECIALIST), state=WishState.AGREED)
    someone = session.get_one(Person, decided.person_id)
    with pytest.raises(NotOffered):
        account_wishes.refuse(session, someone, conference, after=AFTER, now=NOON)


@pytest.mark.parametrize("agrees", [True, False])
def test_what_was_agreed_waits_for_the_administrator_until_the_link_is_sent(
    session: Session, make: Make, iris: Person, *, agrees: bool
) -> None:
    wish, here = make.account_wish(iris), {make.region.id}
    account_wishes.decide(session, wish, agrees=agrees, by=make.coordinator(), now=NOON)

    assert not account_wishes.waiting(session, here)
    assert [one.id for one in account_wishes.agreed(session, here)] == [iris.id] * agrees
    assert not account_wishes.agreed(session, {make.another_region().id})

    by = make.person(Role.ADMINISTRATOR)
    purpose = LinkPurpose.FIRST_SIGN_IN
    links.issue(session, iris, purpose, secret="t" * 32, by=by, now=LATER)
    assert not account_wishes.agreed(session, here)


def test_a_wish_is_decided_once(session: Session, make: Make, iris: Person) -> None:
    wish, by = make.account_wish(iris), make.coordinator()
    account_wishes.decide(session, wish, agrees=False, by=by, now=NOON)

    with pytest.raises(AlreadyDecided):
        account_wishes.decide(session, wish, agrees=True, by=by, now=NOON)
    assert wish.state is WishState.DECLINED
