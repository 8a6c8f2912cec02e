"""Rules of mdt.invitations.resend."""

import pytest
from sqlmodel import Session

from mdt.directory.people import MailTaken
from mdt.errors import StaleVersion
from mdt.invitations import resend
from mdt.invitations.replies import InvitationWithdrawn
from mdt.models import Method, Reply
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import convened, deliver, invitation_of, messages_to, owed


def test_sending_again_gives_another_link_and_keeps_the_answer(
    session: Session, make: Make
) -> None:
    person = make.person()
    convened(session, make, person)
    deliver(session)
    asked = invitation_of(session, person)
    asked.reply, asked.wrong_codes, asked.locked_at = Reply.YES, 5, NOON
    old = asked.public_key

    resend.send_again(session, asked, by=make.coordinator(), now=NOON)

    assert owed(session, person) == [(Method.REQUEST, 1)]
    asked = invitation_of(session, person)
    assert asked.public_key != old
    assert (asked.reply, asked.wrong_codes, asked.locked_at) == (Reply.YES, 0, None)
    assert (asked.sequence, asked.asked_sequence) == (1, 0)


def test_a_corrected_address_is_the_persons_and_the_invitation_goes_there(
    session: Session, make: Make
) -> None:
    person = make.person(mail="kook@politie.example")
    convened(session, make, person)
    [message] = messages_to(session, person)
    message.state, message.attempts, message.last_error = "dead", 1, "550 5.1.1"  # type: ignore[assignment]

    resend.correct_address(
        session,
        invitation_of(session, person),
        "Kok@politie.example",
        version=person.version,
        by=make.coordinator(),
        now=NOON,
    )

    assert person.mail == "kok@politie.example"
    assert owed(session, person) == [(Method.REQUEST, 1)]
    assert messages_to(session, person)[-1].details["first"] == ""


def test_an_address_that_somebody_else_corrected_is_refused(session: Session, make: Make) -> None:
    person = make.person()
    convened(session, make, person)

    with pytest.raises(StaleVersion):
        resend.correct_address(
            session,
            invitation_of(session, person),
            "kok@politie.example",
            version=person.version + 1,
            by=make.coordinator(),
            now=NOON,
        )


def test_an_address_of_somebody_else_is_refused(session: Session, make: Make) -> None:
    person, other = make.person(), make.person()
    convened(session, make, person)

    with pytest.raises(MailTaken):
        resend.correct_address(
            session,
            invitation_of(session, person),
            other.mail,
            version=person.version,
            by=make.coordinator(),
            now=NOON,
        )


def test_a_withdrawn_invitation_is_not_sent_again(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person(), withdrawn_at=NOON)

    with pytest.raises(InvitationWithdrawn):
        resend.send_again(session, asked, by=make.coordinator(), now=NOON)
