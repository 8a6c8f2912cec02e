"""Rules of mdt.invitations.telephone: a number for one invitation."""

import pytest
from sqlmodel import Session, select

from mdt.errors import StaleVersion
from mdt.identity.join_codes import CodeSpent
from mdt.invitations import joining, telephone
from mdt.invitations.replies import InvitationWithdrawn
from mdt.models import CodeWay, EventRecord, Invitation, Person
from mdt.outbox import numbers
from tests.conftest import NOON
from tests.factories import Make

OWN, THEIRS, THIRD = "+31612345678", "+31687654321", "+31611111111"
SECRET = "s" * 40


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person(phone=OWN))


def correct(session: Session, make: Make, asked: Invitation, number: str, seen: str = "") -> None:
    telephone.correct(session, asked, number, seen=seen, by=make.coordinator(), now=NOON)


def test_codes_go_to_the_number_of_the_invitation_and_the_person_keeps_their_own(
    session: Session, make: Make, asked: Invitation
) -> None:
    person = session.get_one(Person, asked.person_id)
    correct(session, make, asked, THEIRS)

    assert numbers.of(person, asked) == THEIRS
    assert person.phone == OWN
    assert session.exec(select(EventRecord.name)).all() == ["InvitationPhoneChanged"]

    correct(session, make, asked, "", seen=THEIRS)

    assert numbers.of(person, asked) == OWN


def test_whoever_saw_another_number_is_refused(
    session: Session, make: Make, asked: Invitation
) -> None:
    correct(session, make, asked, THEIRS)

    with pytest.raises(StaleVersion):
        correct(session, make, asked, THIRD, seen="")

    assert asked.phone == THEIRS


def test_the_same_number_again_changes_nothing(
    session: Session, make: Make, asked: Invitation
) -> None:
    correct(session, make, asked, "")

    assert session.exec(select(EventRecord)).all() == []


def test_a_code_that_went_to_the_old_number_opens_nothing_any_more(
    session: Session, make: Make, asked: Invitation
) -> None:
    samira = make.coordinator()
    code = joining.make_code(session, asked, CodeWay.TEXT, secret=SECRET, by=samira, now=NOON)

    correct(session, make, asked, THEIRS)

    with pytest.raises(CodeSpent):
        joining.admit(session, asked, code, secret=SECRET, device="", now=NOON)


def test_an_invitation_that_was_withdrawn_takes_no_number(
    session: Session, make: Make, asked: Invitation
) -> None:
    asked.withdrawn_at = NOON
    with pytest.raises(InvitationWithdrawn):
        correct(session, make, asked, THEIRS)
    assert asked.phone == ""
