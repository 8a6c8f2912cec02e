"""Rules of mdt.invitations.limits, through the events that send invitations."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt import events
from mdt.config import Settings
from mdt.invitations import limits, resend
from mdt.invitations.limits import TooManyInvitations
from mdt.models import Conference, ConferenceKind, OutboxState, Person
from mdt.outbox import queue
from mdt.outbox.queue import Terms
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import convened, deliver, happen, invitation_of, messages_to, owed

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def move(session: Session, conference: Conference, number: int) -> None:
    """Move it to another day, so many minutes after noon: everybody is asked anew."""
    assert conference.starts_at
    conference.starts_at += timedelta(days=1)
    happen(session, events.ConferenceMoved, conference, after=number * MINUTE)
    deliver(session)


def most(session: Session, *, of_conference: int = 10**6, by_person: int = 10**6) -> None:
    session.info[queue.TERMS] = Terms(most_of_conference=of_conference, most_of_person=by_person)


def test_a_conference_that_sent_as_many_as_is_allowed_sends_no_more_this_hour(
    session: Session, make: Make
) -> None:
    most(session, of_conference=4)
    kok, terpstra = make.person(), make.person()
    conference = convened(session, make, kok, terpstra)
    deliver(session)
    move(session, conference, 1)

    with pytest.raises(TooManyInvitations) as refusal:
        move(session, conference, 2)

    assert refusal.value.params == {"sent": 4}
    assert len(messages_to(session, kok)) == 2


def test_an_hour_later_there_is_room_again(session: Session, make: Make) -> None:
    most(session, of_conference=2)
    kok, terpstra = make.person(), make.person()
    conference = convened(session, make, kok, terpstra)
    deliver(session)

    move(session, conference, 60)

    assert len(messages_to(session, kok)) == 2


def test_one_person_is_stopped_over_all_conferences_and_another_is_not(
    session: Session, make: Make
) -> None:
    most(session, by_person=3)
    flooder, other = make.coordinator(), make.coordinator()
    for _ in range(3):
        _convene(session, make, flooder)

    with pytest.raises(TooManyInvitations):
        _convene(session, make, flooder)

    _convene(session, make, other)


def test_what_was_taken_back_before_it_left_is_not_counted(session: Session, make: Make) -> None:
    most(session, of_conference=1)
    kok = make.person()
    conference = convened(session, make, kok)
    [message] = messages_to(session, kok)
    message.state = OutboxState.TAKEN_BACK

    move(session, conference, 1)

    assert len(messages_to(session, kok)) == 2


def test_sending_one_again_counts_too(session: Session, make: Make) -> None:
    most(session, of_conference=1)
    kok = make.person()
    conference = convened(session, make, kok)
    deliver(session)
    by = session.get_one(Person, conference.coordinator_id)
    key = invitation_of(session, kok).public_key

    with pytest.raises(TooManyInvitations):
        resend.send_again(session, invitation_of(session, kok), by=by, now=NOON + MINUTE)

    assert invitation_of(session, kok).public_key == key


def test_to_withdraw_somebody_is_never_refused(session: Session, make: Make) -> None:
    most(session, of_conference=1)
    kok = make.person()
    conference = make.convened()
    seat = make.seat(conference, kok)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)

    seat.holder_id = None
    happen(session, events.SeatsChanged, conference, after=MINUTE)

    assert len(owed(session, kok)) == 1


def test_the_portal_itself_and_a_lost_seat_are_never_refused(session: Session, make: Make) -> None:
    most(session, of_conference=1)
    conference = convened(session, make, make.person())
    deliver(session)
    make.seat(conference, late := make.person())

    happen(session, events.CascadeStepped, conference, after=MINUTE)
    limits.require_room(session, conference.id, None, now=NOON + MINUTE)

    assert len(owed(session, late)) == 1


def test_an_emergency_of_thirteen_seats_is_called_and_moved_again_and_again(
    session: Session, make: Make
) -> None:
    usual = Settings()
    most(
        session,
        of_conference=usual.invitations_of_conference,
        by_person=usual.invitations_by_person,
    )
    people = [make.person() for _ in range(13)]
    conference = make.convened(kind=ConferenceKind.EMERGENCY)
    for person in people:
        make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)

    for number in range(1, 19):
        move(session, conference, number)

    assert len(messages_to(session, people[0])) == 19


def _convene(session: Session, make: Make, by: Person) -> None:
    conference = make.convened(coordinator_id=by.id)
    make.seat(conference, make.person())
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
