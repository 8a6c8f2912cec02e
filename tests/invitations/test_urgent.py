"""Rules of mdt.invitations.urgent."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt import events
from mdt.invitations import resend
from mdt.models import (
    Conference,
    ConferenceKind,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    OutboxState,
    Person,
    PlaceKind,
    Reply,
    Room,
)
from mdt.outbox import queue
from mdt.outbox.queue import Terms
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import cancel, happen, invitation_of

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _gateway(session: Session) -> None:
    session.info[queue.TERMS] = Terms(can_text=True)


@pytest.fixture
def officer(make: Make) -> Person:
    return make.person(phone="+31612345678")


def convened(
    session: Session, make: Make, *people: Person, kind: ConferenceKind = ConferenceKind.EMERGENCY
) -> Conference:
    conference = make.convened(kind=kind)
    for person in people:
        make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    return conference


def texts(session: Session, person: Person) -> list[OutboxMessage]:
    session.flush()
    session.expire_all()
    return list(
        session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.person_id == person.id)
            .where(OutboxMessage.channel == OutboxChannel.TEXT)
            .order_by(OutboxMessage.sequence)  # type: ignore[arg-type]
        )
    )


def test_an_emergency_is_told_by_text_too_and_at_once(
    session: Session, make: Make, officer: Person
) -> None:
    convened(session, make, officer)

    [text] = texts(session, officer)
    assert text.kind is MessageKind.URGENT
    assert text.due_at == NOON
    assert text.details == {}


def test_any_other_conference_is_told_by_mail_alone(
    session: Session, make: Make, officer: Person
) -> None:
    convened(session, make, officer, kind=ConferenceKind.FIRST)

    assert texts(session, officer) == []


def test_without_a_gateway_or_a_mobile_number_there_is_mail_alone(
    session: Session, make: Make, officer: Person
) -> None:
    at_a_desk = make.person(phone="+31101234567")
    convened(session, make, at_a_desk)
    assert texts(session, at_a_desk) == []

    session.info[queue.TERMS] = Terms(can_text=False)
    convened(session, make, officer)
    assert texts(session, officer) == []


def test_another_moment_is_told_and_replaces_a_text_that_waits(
    session: Session, make: Make, officer: Person
) -> None:
    conference = convened(session, make, officer)
    assert conference.starts_at
    conference.starts_at += HOUR
    happen(session, events.ConferenceMoved, conference, after=HOUR / 60)

    states = [text.state for text in texts(session, officer)]
    assert states == [OutboxState.SUPERSEDED, OutboxState.PENDING]


def test_who_answered_hears_of_another_room_by_mail_alone(
    session: Session, make: Make, officer: Person
) -> None:
    rooms = [make.add(Room(region_id=make.region.id, name=name)) for name in ("A", "B")]
    conference = make.convened(
        kind=ConferenceKind.EMERGENCY, place_kind=PlaceKind.ROOM, room_id=rooms[0].id
    )
    make.seat(conference, officer)
    happen(session, events.ConferenceConvened, conference)
    invitation_of(session, officer).reply = Reply.YES
    conference.room_id = rooms[1].id
    happen(session, events.ConferenceMoved, conference, after=HOUR)

    assert invitation_of(session, officer).sequence == 1, "the other room is told"
    assert [text.sequence for text in texts(session, officer)] == [0]


def test_who_is_asked_no_more_gets_no_text_that_waits(
    session: Session, make: Make, officer: Person
) -> None:
    cancel(session, convened(session, make, officer))

    assert [text.state for text in texts(session, officer)] == [OutboxState.SUPERSEDED]


def test_an_invitation_that_is_sent_again_is_told_again(
    session: Session, make: Make, officer: Person
) -> None:
    convened(session, make, officer)
    invitation = invitation_of(session, officer)

    resend.send_again(session, invitation, by=officer, now=NOON)

    assert [text.sequence for text in texts(session, officer)] == [0, 1]
