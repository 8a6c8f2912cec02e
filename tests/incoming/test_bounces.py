"""Rules of mdt.incoming.bounces, and what a bounce changes."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.incoming import reading
from mdt.incoming.content import Bounced
from mdt.invitations import status
from mdt.models import Conference, IncomingProblem, IncomingState, Invitation, OutboxState, Person
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import asked_of, receive
from tests.incoming.mails import Asked
from tests.invitations.cast import convened, invitation_of, messages_to

HOUR = timedelta(hours=1)
ID = "<7@portaal.example>"
OTHER = "iemand@elders.example"


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_notice_tells_whose_mail_did_not_arrive_and_why(headers_only: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    raw = mails.bounce(Asked(), message_id=ID, headers_only=headers_only)

    found = reading.read(raw).content

    assert found == Bounced(Asked().mail, "5.1.1", (ID,))
    assert isinstance(found, Bounced)
    assert found.is_permanent


def test_a_notice_of_delay_is_not_for_good() -> None:
    found = reading.read(mails.bounce(Asked(), action="delayed", status="5.4.1")).content

    assert isinstance(found, Bounced)
    assert (found.status, found.is_permanent) == ("4.4.1", False)


def test_an_old_mail_server_that_says_it_in_prose_is_a_bounce_too() -> None:
    raw = mails.mail(Asked(), "\r\nOnbekend adres.\r\n", sender="MAILER-DAEMON@oud.example")

    assert isinstance(reading.read(raw).content, Bounced)


@pytest.fixture
def asked(session: Session, make: Make) -> Invitation:
    """Return an invitation whose mail was sent."""
    person = make.person()
    convened(session, make, person)
    [message] = messages_to(session, person)
    message.state, message.attempts, message.sent_at = OutboxState.SENT, 1, NOON
    session.flush()
    return invitation_of(session, person)


def undelivered(session: Session, asked: Invitation) -> bool:
    conference = session.get_one(Conference, asked.conference_id)
    [one] = status.board(session, conference, now=NOON).invited
    return one.is_undelivered


def id_of_mail_to(session: Session, asked: Invitation) -> str:
    [message] = messages_to(session, session.get_one(Person, asked.person_id))
    return message.message_id


def test_a_bounce_shows_at_the_seat_and_in_the_list(session: Session, asked: Invitation) -> None:
    told = id_of_mail_to(session, asked)
    assert not undelivered(session, asked)

    mail = receive(session, mails.bounce(asked_of(session, asked), message_id=told))

    assert undelivered(session, asked)
    assert (mail.state, mail.problem) == (IncomingState.CHECK, IncomingProblem.BOUNCED)
    assert mail.invitation_id == asked.id


@pytest.mark.parametrize("told", ["", "<geraden@portaal.example>"])
def test_a_bounce_that_does_not_know_our_mail_is_only_listed(
    session: Session, asked: Invitation, told: str
) -> None:
    mail = receive(session, mails.bounce(asked_of(session, asked), message_id=told))

    assert not undelivered(session, asked)
    assert (mail.state, mail.problem) == (IncomingState.CHECK, IncomingProblem.BOUNCED)
    assert mail.invitation_id == asked.id


def test_a_bounce_of_a_copy_that_the_invitee_let_forward_is_only_listed(
    session: Session, asked: Invitation
) -> None:
    known, told = asked_of(session, asked), id_of_mail_to(session, asked)
    raw = mails.bounce(known, message_id=told, recipient="doorgestuurd@elders.example")

    mail = receive(session, raw)

    assert not undelivered(session, asked)
    assert (mail.state, mail.invitation_id) == (IncomingState.CHECK, asked.id)


def test_a_delay_changes_nothing_at_the_seat(session: Session, asked: Invitation) -> None:
    known, told = asked_of(session, asked), id_of_mail_to(session, asked)

    receive(session, mails.bounce(known, message_id=told, action="delayed", status="4.4.1"))

    assert not undelivered(session, asked)


@pytest.mark.parametrize(
    "raw",
    [
        b"iem\0and@elders.example",
        b"=?utf-7?q?iem+2AA-and?=@elders.example",
        b"iem\xffand@x.example",
    ],
    ids=["nul", "half-a-character", "no-ascii"],
)
def test_a_notice_with_an_address_that_no_database_takes_is_only_listed(
    session: Session, asked: Invitation, raw: bytes
) -> None:
    known, told = asked_of(session, asked), id_of_mail_to(session, asked)
    notice = mails.bounce(known, message_id=told, recipient=OTHER).replace(OTHER.encode(), raw)

    mail = receive(session, notice.replace(told.encode(), told.encode()[:-1] + b"\0>"))

    assert not undelivered(session, asked)
    assert (mail.state, mail.problem) == (IncomingState.CHECK, IncomingProblem.BOUNCED)
