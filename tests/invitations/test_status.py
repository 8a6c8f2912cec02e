"""Rules of mdt.invitations.status."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt import events
from mdt.invitations import replies, status, substitutes
from mdt.models import Channel, OutboxState, Reply, Role, SeatDomain
from mdt.outbox.queue import Terms
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import convened, deliver, happen, invitation_of, messages_to

MINUTE = timedelta(minutes=1)


def test_the_board_names_who_was_asked_for_what_and_by_whom_sent(
    session: Session, make: Make
) -> None:
    organisation = make.organisation(SeatDomain.POLICE)
    person = make.person(organisation=organisation)
    conference = convened(session, make, person)

    [one] = status.board(session, conference, now=NOON).invited

    assert (one.person, one.organisation) == (person, organisation.name)
    assert one.domains == (SeatDomain.POLICE,)
    assert one.message == messages_to(session, person)[0]
    assert not one.needs_help


def test_the_board_shows_until_when_all_can_be_taken_back(session: Session, make: Make) -> None:
    conference = convened(session, make, make.person())

    waiting = status.board(session, conference, now=NOON)
    later = status.board(session, conference, now=NOON + MINUTE)

    assert waiting.undo_until == NOON + timedelta(seconds=Terms().undo_seconds)
    assert waiting.can_take_back
    assert later.undo_until is None
    assert not later.can_take_back


def test_the_answer_on_the_board_is_the_one_that_stands(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    asked = invitation_of(session, person)
    for reply, channel in ((Reply.YES, Channel.LINK), (Reply.NO, Channel.PORTAL)):
        replies.note(session, asked, reply, channel=channel, sequence=0, by=person, now=NOON)
        happen(session, events.AgendaChanged, conference)

    [one] = status.board(session, conference, now=NOON).invited

    assert one.answer is not None
    assert one.answer.reply is asked.reply


@pytest.mark.parametrize(
    ("columns", "is_undelivered"),
    [
        ({"state": OutboxState.SENT}, False),
        ({"state": OutboxState.PENDING}, False),
        ({"state": OutboxState.PENDING, "last_error": "TimeoutError"}, True),
        ({"state": OutboxState.DEAD, "last_error": "550 5.1.1"}, True),
    ],
)
def test_what_did_not_arrive_needs_help_and_stands_first(
    session: Session, make: Make, columns: dict[str, Any], *, is_undelivered: bool
) -> None:
    first, second = make.person(name="Anna"), make.person(name="Bram")
    conference = convened(session, make, first, second)
    deliver(session)
    [message] = messages_to(session, second)
    for name, value in columns.items():
        setattr(message, name, value)
    session.flush()

    people = status.board(session, conference, now=NOON).invited

    assert [one.person for one in people] == (
        [second, first] if is_undelivered else [first, second]
    )
    assert any(one.needs_help for one in people) == is_undelivered


def test_a_locked_link_and_a_proposal_need_help(session: Session, make: Make) -> None:
    locked, proposing, content = make.person(), make.person(), make.person()
    conference = convened(session, make, locked, proposing, content)
    invitation_of(session, locked).locked_at = NOON
    substitutes.propose(session, invitation_of(session, proposing), "x@y.example", now=NOON)

    helped = {
        one.person.id
        for one in status.board(session, conference, now=NOON).invited
        if one.needs_help
    }

    assert helped == {locked.id, proposing.id}


def test_who_left_is_shown_only_while_that_was_not_told(session: Session, make: Make) -> None:
    person = make.person()
    conference = make.convened(chair_id=make.person(Role.CHAIR).id)
    seat = make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    seat.holder_id = None
    happen(session, events.SeatsChanged, conference, after=MINUTE)

    told = status.board(session, conference, now=NOON)
    messages_to(session, person)[-1].state = OutboxState.DEAD
    session.flush()
    untold = status.board(session, conference, now=NOON)

    assert told.leavers == ()
    assert [one.person for one in untold.leavers] == [person]
    assert [one.is_chair for one in untold.invited] == [True]
