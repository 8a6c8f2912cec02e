"""Rules of mdt.invitations.requests, through the events that cause them."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlmodel import Session, select

from mdt import events
from mdt.invitations import requests
from mdt.models import (
    AgendaPart,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Language,
    Method,
    OutboxMessage,
    OutboxState,
    PartKind,
    PlaceKind,
    Reply,
    Role,
    Room,
    SeatPart,
)
from mdt.outbox import queue
from mdt.outbox.queue import AlreadyLeft, Terms
from mdt.scheduling import usual
from mdt.scheduling.usual import Usual
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import (
    TOMORROW,
    cancel,
    convened,
    deliver,
    happen,
    invitation_of,
    messages_to,
    owed,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
FIRST = [(Method.REQUEST, 0)]


def test_everybody_on_a_seat_and_the_chair_are_owed_one_request(
    session: Session, make: Make
) -> None:
    chair, kok, terpstra = make.person(Role.CHAIR), make.person(), make.person()
    conference = make.convened(chair_id=chair.id)
    make.seat(conference, kok)
    make.seat(conference, terpstra)
    make.seat(conference, None)

    happen(session, events.ConferenceConvened, conference)

    for person in (chair, kok, terpstra):
        assert owed(session, person) == FIRST
    assert len(session.exec(select(OutboxMessage)).all()) == 3


def test_a_draft_invites_nobody(session: Session, make: Make) -> None:
    conference = make.conference()
    make.seat(conference, make.person())

    happen(session, events.SeatsChanged, conference)

    assert not session.exec(select(Invitation)).all()


def test_a_message_holds_the_moment_and_no_content(session: Session, make: Make) -> None:
    person = make.person(language=Language.EN)
    conference = convened(session, make, person)

    [message] = messages_to(session, person)

    assert (message.starts_at, message.ends_at) == (TOMORROW, conference.ends_at)
    assert (message.stamped_at, message.place) == (NOON, PlaceKind.VIDEO)
    assert message.language is Language.EN
    assert message.uid == invitation_of(session, person).uid
    assert set(message.details) == {"cases", "first", "judge", "own", "reply"}
    assert message.details["cases"] == str(conference.items[0].case_id)


def test_invitations_wait_for_the_undo_time(session: Session, make: Make) -> None:
    session.info[queue.TERMS] = Terms(undo_seconds=90)
    person = make.person()
    convened(session, make, person)

    assert messages_to(session, person)[0].due_at == NOON + timedelta(seconds=90)


def test_an_emergency_waits_for_nothing(session: Session, make: Make) -> None:
    person = make.person()
    conference = make.convened(kind=ConferenceKind.EMERGENCY)
    make.seat(conference, person)

    happen(session, events.ConferenceConvened, conference)

    assert messages_to(session, person)[0].due_at == NOON


def test_two_seats_of_one_person_are_one_invitation_for_the_span_of_both(
    session: Session, make: Make
) -> None:
    judge, other = make.person(Role.JUDGE), make.person()
    conference = make.convened(minutes=60)
    conference.items[0].minutes = 20
    middle = make.item(conference, make.case(), minutes=10, position=1)
    last = make.item(conference, make.case(), minutes=30, position=2)
    make.seat(conference, other)
    make.seat(conference, judge, middle)
    make.seat(conference, judge, last)

    happen(session, events.ConferenceConvened, conference)

    asked = invitation_of(session, judge)
    assert (asked.starts_at, asked.ends_at) == (TOMORROW + 20 * MINUTE, TOMORROW + 60 * MINUTE)
    apart = invitation_of(session, other)
    assert (apart.starts_at, apart.ends_at) == (TOMORROW, TOMORROW + 20 * MINUTE)


def test_a_seat_for_one_part_is_asked_for_that_part(session: Session, make: Make) -> None:
    judge = make.person(Role.JUDGE)
    conference = make.convened(minutes=45)
    seat = make.seat(conference, judge)
    procedures = AgendaPart(item_id=seat.item_id, kind=PartKind.PROCEDURES, minutes=9, position=0)
    rest = AgendaPart(item_id=seat.item_id, kind=PartKind.SHARING, minutes=36, position=1)
    make.add(procedures)
    make.add(rest)
    make.add(SeatPart(seat_id=seat.id, part_id=procedures.id))

    happen(session, events.ConferenceConvened, conference)

    asked = invitation_of(session, judge)
    assert (asked.starts_at, asked.ends_at) == (TOMORROW, TOMORROW + 9 * MINUTE)


def test_a_judge_gets_no_case_in_her_message(session: Session, make: Make) -> None:
    judge = make.person(Role.JUDGE)
    convened(session, make, judge)

    [message] = messages_to(session, judge)

    assert (message.details["cases"], message.details["judge"]) == ("", "1")


def test_a_moved_conference_asks_again_with_a_higher_sequence(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    deliver(session)
    asked = invitation_of(session, person)
    asked.reply, asked.replied_at = Reply.YES, NOON
    conference.starts_at = TOMORROW + HOUR

    happen(session, events.ConferenceMoved, conference, after=MINUTE)

    assert owed(session, person) == [(Method.REQUEST, 1)]
    asked = invitation_of(session, person)
    assert (asked.starts_at, asked.reply, asked.asked_sequence) == (TOMORROW + HOUR, None, 1)


def test_who_is_not_touched_by_a_change_gets_no_mail(session: Session, make: Make) -> None:
    first, second = make.person(), make.person()
    conference = make.convened()
    make.seat(conference, first)
    item = make.item(conference, make.case(), minutes=30, position=1)
    make.seat(conference, second, item)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    item.minutes = 45

    happen(session, events.AgendaChanged, conference, after=MINUTE)

    assert owed(session, first) == []
    assert owed(session, second) == [(Method.REQUEST, 1)]


def test_nothing_is_owed_twice_for_one_state_of_the_table(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)

    happen(session, events.SeatsChanged, conference, after=MINUTE)
    happen(session, events.AgendaChanged, conference, after=MINUTE)

    assert owed(session, person) == FIRST


def test_who_leaves_the_table_gets_a_cancel_and_the_others_nothing(
    session: Session, make: Make
) -> None:
    leaver, stayer = make.person(), make.person()
    conference = make.convened()
    seat = make.seat(conference, leaver)
    make.seat(conference, stayer)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    seat.holder_id = None

    happen(session, events.SeatsChanged, conference, after=MINUTE)

    assert owed(session, leaver) == [(Method.CANCEL, 1)]
    assert owed(session, stayer) == []
    assert invitation_of(session, leaver).withdrawn_at == NOON + MINUTE


def test_who_comes_back_is_asked_again_in_the_same_calendar_item(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = make.convened()
    seat = make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    uid = invitation_of(session, person).uid
    seat.holder_id = None
    happen(session, events.SeatsChanged, conference, after=MINUTE)
    seat.holder_id = person.id

    happen(session, events.SeatsChanged, conference, after=2 * MINUTE)

    assert owed(session, person) == [(Method.REQUEST, 2)]
    assert invitation_of(session, person).uid == uid
    assert invitation_of(session, person).is_live


def test_a_cancelled_conference_is_told_to_everybody_who_was_asked(
    session: Session, make: Make
) -> None:
    people = [make.person(), make.person()]
    conference = convened(session, make, *people)
    deliver(session)

    cancel(session, conference)

    assert [owed(session, person) for person in people] == [[(Method.CANCEL, 1)]] * 2


def test_who_was_never_told_hears_of_no_withdrawal(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)

    cancel(session, conference)

    assert [message.state for message in messages_to(session, person)] == [OutboxState.SUPERSEDED]


def test_a_mail_in_flight_may_arrive_so_its_withdrawal_is_told(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = convened(session, make, person)
    [message] = messages_to(session, person)
    message.attempts, message.lease, message.leased_until = 1, "x", NOON + 3 * HOUR

    cancel(session, conference)

    assert owed(session, person) == [(Method.REQUEST, 0), (Method.CANCEL, 1)]


def test_a_change_within_the_undo_time_replaces_the_first_request(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = convened(session, make, person)
    conference.starts_at = TOMORROW + HOUR

    happen(session, events.ConferenceMoved, conference)

    assert owed(session, person) == [(Method.REQUEST, 1)]
    assert messages_to(session, person)[1].details["first"] == ""


def test_a_later_message_names_the_first_one_of_its_thread(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    deliver(session)
    conference.starts_at = TOMORROW + HOUR

    happen(session, events.ConferenceMoved, conference, after=MINUTE)

    first, second = messages_to(session, person)
    assert second.details["first"] == first.message_id
    assert second.message_id != first.message_id


def test_another_room_is_told_and_the_answer_stands(session: Session, make: Make) -> None:
    person = make.person()
    rooms = [make.add(Room(region_id=make.region.id, name=name)) for name in ("A", "B")]
    conference = make.convened(place_kind=PlaceKind.ROOM, room_id=rooms[0].id)
    make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    invitation_of(session, person).reply = Reply.YES
    conference.room_id = rooms[1].id

    happen(session, events.ConferenceMoved, conference, after=MINUTE)

    asked, message = invitation_of(session, person), messages_to(session, person)[-1]
    assert (asked.sequence, asked.asked_sequence, asked.reply) == (1, 0, Reply.YES)
    assert (message.place, message.details["reply"]) == (PlaceKind.ROOM, "yes")


def test_a_room_instead_of_video_asks_again(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    deliver(session)
    invitation_of(session, person).reply = Reply.YES
    conference.place_kind = PlaceKind.ROOM

    happen(session, events.ConferenceMoved, conference, after=MINUTE)

    assert invitation_of(session, person).reply is None
    assert messages_to(session, person)[-1].place == PlaceKind.ROOM


def test_dtstamp_rises_also_within_one_second(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    for minutes in (75, 90, 105):
        conference.minutes = conference.items[0].minutes = minutes
        happen(session, events.ConferenceMoved, conference)

    stamps = [message.stamped_at for message in messages_to(session, person)]

    assert len(stamps) == 4
    assert all(later > earlier for earlier, later in pairwise(stamps))


def test_what_is_taken_back_reaches_nobody(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    conference.state = ConferenceState.DRAFT

    happen(session, events.InvitationsTakenBack, conference)

    assert [message.state for message in messages_to(session, person)] == [OutboxState.TAKEN_BACK]
    assert not invitation_of(session, person).is_live


def test_what_has_left_cannot_be_taken_back(session: Session, make: Make) -> None:
    conference = convened(session, make, make.person(), make.person())
    session.exec(select(OutboxMessage)).first().attempts = 1  # type: ignore[union-attr]

    with pytest.raises(AlreadyLeft):
        happen(session, events.InvitationsTakenBack, conference)


def test_after_taking_back_convening_asks_as_if_for_the_first_time(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = convened(session, make, person)
    happen(session, events.InvitationsTakenBack, conference)

    happen(session, events.ConferenceConvened, conference, after=MINUTE)

    assert owed(session, person) == [(Method.REQUEST, 1)]
    assert messages_to(session, person)[-1].details["first"] == ""


def test_once_the_table_sits_only_newcomers_hear_of_a_change(session: Session, make: Make) -> None:
    seated, newcomer = make.person(), make.person()
    conference = convened(session, make, seated)
    deliver(session)
    conference.state = ConferenceState.IN_SESSION
    conference.items[0].minutes = 15
    make.seat(conference, newcomer)

    happen(session, events.SeatsChanged, conference, after=MINUTE)

    assert owed(session, seated) == []
    assert owed(session, newcomer) == FIRST


def test_a_conference_that_was_held_sends_nothing(session: Session, make: Make) -> None:
    person = make.person()
    conference = convened(session, make, person)
    deliver(session)
    conference.state = ConferenceState.HELD
    conference.starts_at = TOMORROW + HOUR

    happen(session, events.AgendaChanged, conference, after=MINUTE)

    assert owed(session, person) == []


def test_a_repeated_request_keeps_the_answer_and_leaves_at_once(
    session: Session, make: Make
) -> None:
    person = make.person()
    convened(session, make, person)
    deliver(session)
    asked = invitation_of(session, person)
    asked.reply = Reply.MAYBE

    requests.repeat(session, asked, now=NOON + HOUR)

    message = messages_to(session, person)[-1]
    assert (message.sequence, message.due_at) == (1, NOON + HOUR)
    assert message.details["reply"] == "maybe"
    assert invitation_of(session, person).asked_sequence == 0


@pytest.mark.parametrize(("pause", "mails"), [(5, 1), (10, 2)])
def test_another_order_is_told_only_to_whom_the_margin_does_not_hold(
    session: Session, make: Make, pause: int, mails: int
) -> None:
    session.info[usual.USUAL] = Usual(margin_minutes=10)
    conference, kok = make.convened(minutes=30), make.person()
    late = make.item(conference, make.case(), minutes=30)
    make.item(conference, make.case(), minutes=30)
    make.seat(conference, kok, item=late)
    happen(session, events.ConferenceConvened, conference)
    invitation = invitation_of(session, kok)
    assert invitation.starts_at == TOMORROW + 20 * MINUTE
    assert invitation.ends_at == TOMORROW + 70 * MINUTE
    deliver(session)

    late.pause_minutes = pause
    happen(session, events.AgendaChanged, conference)

    assert len(messages_to(session, kok)) == mails


def test_a_move_is_told_also_when_the_margin_would_hold(session: Session, make: Make) -> None:
    session.info[usual.USUAL] = Usual(margin_minutes=10)
    conference, kok = make.convened(minutes=30), make.person()
    late = make.item(conference, make.case(), minutes=30)
    make.item(conference, make.case(), minutes=30)
    make.seat(conference, kok, item=late)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)

    conference.starts_at = TOMORROW + 5 * MINUTE
    happen(session, events.ConferenceMoved, conference)

    assert len(messages_to(session, kok)) == 2
