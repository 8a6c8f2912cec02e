"""Rules of mdt.identity.text_codes."""

import pytest
from sqlmodel import Session

from mdt.identity import text_codes
from mdt.identity.sealing import SealBroken
from mdt.identity.text_codes import NoTextMessage
from mdt.models import Invitation, OutboxChannel, OutboxMessage, OutboxState, Person
from mdt.outbox import queue
from mdt.outbox.queue import Terms
from tests.conftest import NOON
from tests.factories import Make

SECRET = "s" * 32
CODE = "12345678"


@pytest.fixture(autouse=True)
def _gateway(session: Session) -> None:
    session.info[queue.TERMS] = Terms(can_text=True)


@pytest.fixture
def guest(make: Make) -> Person:
    return make.person(phone="+31612345678")


def send(
    session: Session, person: Person, code: str = CODE, invitation: Invitation | None = None
) -> OutboxMessage:
    return text_codes.send(session, person, code, secret=SECRET, invitation=invitation, now=NOON)


def test_a_code_is_owed_by_text_message_and_nowhere_readable(
    session: Session, guest: Person
) -> None:
    message = send(session, guest)
    session.flush()

    assert message.channel is OutboxChannel.TEXT
    assert message.due_at == NOON
    assert CODE not in str(message.model_dump())
    assert text_codes.read(SECRET, message) == CODE


def test_a_sealed_code_opens_in_its_own_row_only(session: Session, guest: Person) -> None:
    one, other = send(session, guest), send(session, guest)
    other.sealed = one.sealed

    with pytest.raises(SealBroken):
        text_codes.read(SECRET, other)


def test_another_secret_opens_nothing(session: Session, guest: Person) -> None:
    with pytest.raises(SealBroken):
        text_codes.read("x" * 32, send(session, guest))


def test_a_newer_code_replaces_one_that_waits_and_wipes_it(session: Session, guest: Person) -> None:
    older = send(session, guest)
    newer = send(session, guest, "87654321")
    session.refresh(older)

    assert (older.state, older.sealed) == (OutboxState.SUPERSEDED, "")
    assert newer.state is OutboxState.PENDING


def test_codes_for_two_things_do_not_replace_each_other(
    session: Session, make: Make, guest: Person
) -> None:
    conference = make.convened(make.case())
    invitation = make.invitation(conference, guest)
    own, theirs = send(session, guest), send(session, guest, invitation=invitation)

    assert own.state is theirs.state is OutboxState.PENDING
    assert theirs.conference_id == conference.id


def test_the_number_of_the_invitation_is_enough(session: Session, make: Make) -> None:
    nobody = make.person(phone="")
    invitation = make.invitation(make.convened(make.case()), nobody, phone="+31687654321")

    assert text_codes.can_reach(session, nobody, invitation)
    assert not text_codes.can_reach(session, nobody)


def test_without_a_mobile_number_no_code_is_owed(session: Session, make: Make) -> None:
    for phone in ("", "+31101234567"):
        with pytest.raises(NoTextMessage):
            send(session, make.person(phone=phone))


def test_without_a_gateway_no_code_is_owed(session: Session, guest: Person) -> None:
    session.info[queue.TERMS] = Terms(can_text=False)

    with pytest.raises(NoTextMessage):
        send(session, guest)
