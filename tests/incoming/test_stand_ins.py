"""Rules of mdt.incoming.stand_ins: somebody else is a proposal, never an entry."""

import pytest
from sqlmodel import Session, select

from mdt.invitations import substitutes
from mdt.models import IncomingProblem, IncomingState, Invitation, Person, Seat
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import asked_of, receive
from tests.incoming.mails import Asked


@pytest.fixture
def asked(make: Make) -> Invitation:
    conference = make.convened()
    person = make.seated(conference)
    found = make.session.exec(select(Invitation).where(Invitation.person_id == person.id))
    return found.one()


@pytest.fixture
def colleague(session: Session, make: Make, asked: Invitation) -> Person:
    return make.colleague(session.get_one(Person, asked.person_id))


def proposed(session: Session, asked: Invitation) -> str:
    """Return who is proposed, and see that nobody sits there yet."""
    [seat] = session.exec(select(Seat)).all()
    assert seat.holder_id == asked.person_id
    assert asked.reply is None
    found = substitutes.open_proposal(session, asked)
    return found.mail if found else ""


def forwarded(asked: Asked, person: Person, said: str = "ACCEPTED") -> bytes:
    """Return the answer of somebody to whom the invitation was forwarded."""
    return mails.outlook(asked, said, sender=person.mail, attendee=person.mail)


def test_whom_the_invitee_names_is_proposed_to_the_coordinator(
    session: Session, asked: Invitation
) -> None:
    mail = receive(session, mails.delegating(asked_of(session, asked), "collega@politie.example"))

    assert proposed(session, asked) == "collega@politie.example"
    assert mail.state is IncomingState.DONE


def test_who_is_known_and_answers_a_forwarded_invitation_is_proposed(
    session: Session, asked: Invitation, colleague: Person
) -> None:
    mail = receive(session, forwarded(asked_of(session, asked), colleague))

    assert proposed(session, asked) == colleague.mail
    assert mail.state is IncomingState.DONE


def test_who_is_unknown_or_says_no_is_left_to_a_person(
    session: Session, asked: Invitation, colleague: Person
) -> None:
    known = asked_of(session, asked)
    unknown = Person(name="Onbekend", mail="onbekend@elders.example")

    for raw in (forwarded(known, unknown), forwarded(known, colleague, "DECLINED")):
        assert receive(session, raw).problem is IncomingProblem.OTHER_ADDRESS
    assert proposed(session, asked) == ""


def test_a_forwarded_answer_does_not_replace_whom_the_invitee_named(
    session: Session, asked: Invitation, colleague: Person
) -> None:
    substitutes.propose(session, asked, "gekozen@politie.example", now=NOON)

    mail = receive(session, forwarded(asked_of(session, asked), colleague))

    assert mail.problem is IncomingProblem.OTHER_ADDRESS
    assert proposed(session, asked) == "gekozen@politie.example"


def test_an_address_that_nobody_vouches_for_proposes_nobody(
    session: Session, asked: Invitation, colleague: Person
) -> None:
    raw = forwarded(asked_of(session, asked), colleague)

    assert receive(session, raw, authenticator="mx.example").problem is (
        IncomingProblem.OTHER_ADDRESS
    )
    assert proposed(session, asked) == ""


def test_a_name_for_an_older_moment_proposes_nobody(session: Session, asked: Invitation) -> None:
    known = asked_of(session, asked)
    asked.sequence = asked.asked_sequence = 2
    session.flush()

    mail = receive(session, mails.delegating(known, "collega@politie.example"))

    assert mail.problem is IncomingProblem.OTHER_MOMENT
    assert proposed(session, asked) == ""
