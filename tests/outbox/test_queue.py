"""Rules of mdt.outbox.queue."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import MessageKind, OutboxMessage, OutboxState, Person
from mdt.outbox import queue
from mdt.outbox.queue import AlreadyLeft, Terms
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)
UID = "2f1c"


def item(make: Make, person: Person, sequence: int, **columns: Any) -> OutboxMessage:
    """Return a calendar message that is in the outbox already."""
    values = {"kind": MessageKind.INVITATION, "uid": UID, "sequence": sequence} | columns
    return make.message(person, **values)


def unsaved(message: OutboxMessage, **columns: Any) -> OutboxMessage:
    """Return a message like this one that is not in the outbox yet."""
    return OutboxMessage(**message.model_dump(exclude={"id", "dedupe"}) | columns)


def test_what_is_owed_twice_is_owed_once(session: Session, make: Make) -> None:
    first = make.message()

    assert not queue.owe(session, unsaved(first, dedupe=first.dedupe))

    assert len(session.exec(select(OutboxMessage)).all()) == 1


def test_a_message_id_is_random_and_of_our_domain(session: Session) -> None:
    session.info[queue.TERMS] = Terms(mail_domain="overleg.example")

    first, second = queue.new_message_id(session), queue.new_message_id(session)

    assert first != second
    assert first.startswith("<")
    assert first.endswith("@overleg.example>")


def test_a_newer_sequence_replaces_what_has_not_left(session: Session, make: Make) -> None:
    person, other = make.person(), make.person()
    older, elsewhere = item(make, person, 0), item(make, other, 0)

    queue.owe(session, unsaved(older, dedupe="newer", sequence=1))

    session.expire_all()
    assert older.state is OutboxState.SUPERSEDED
    assert elsewhere.state is OutboxState.PENDING


def test_a_newer_sequence_leaves_alone_what_is_being_handed_over(
    session: Session, make: Make
) -> None:
    older = item(make, make.person(), 0, lease="a", leased_until=NOON + MINUTE, attempts=1)

    queue.owe(session, unsaved(older, dedupe="newer", sequence=1, lease="", leased_until=None))

    session.expire_all()
    assert older.state is OutboxState.PENDING


@pytest.mark.parametrize(
    ("columns", "arrived"),
    [
        ({"attempts": 0}, False),
        ({"attempts": 1, "state": OutboxState.SENT}, True),
        ({"attempts": 1, "last_error": "TimeoutError"}, True),
        ({"attempts": 1, "last_error": "451 4.7.1"}, False),
        ({"attempts": 2, "last_error": "451 4.7.1"}, True),
        ({"attempts": 2, "last_error": "550 5.1.1", "state": OutboxState.DEAD}, False),
        ({"attempts": 20, "last_error": "TimeoutError", "state": OutboxState.DEAD}, True),
    ],
)
def test_a_try_that_was_not_plainly_refused_may_have_arrived(
    session: Session, make: Make, columns: dict[str, Any], *, arrived: bool
) -> None:
    person = make.person()
    item(make, person, 0, **columns)

    found = queue.may_have_arrived(session, uid=UID, person_id=person.id)

    assert (found is not None) == arrived


def test_waiting_invitations_can_be_taken_back(session: Session, make: Make) -> None:
    conference = make.convened()
    waiting = item(make, make.person(), 0, conference_id=conference.id, due_at=NOON + MINUTE)

    assert queue.can_take_back(session, conference.id, now=NOON)
    queue.take_back(session, conference.id)

    session.expire_all()
    assert waiting.state is OutboxState.TAKEN_BACK
    assert not queue.can_take_back(session, conference.id, now=NOON)


def test_nothing_is_taken_back_once_one_has_left(session: Session, make: Make) -> None:
    conference = make.convened()
    item(make, make.person(), 0, conference_id=conference.id, due_at=NOON + MINUTE)
    item(make, make.person(), 0, conference_id=conference.id, attempts=1, uid="other")

    assert not queue.can_take_back(session, conference.id, now=NOON)
    with pytest.raises(AlreadyLeft):
        queue.take_back(session, conference.id)


def test_hastening_ends_the_undo_time_of_this_conference_only(session: Session, make: Make) -> None:
    here, elsewhere = make.convened(), make.convened()
    due_at = NOON + MINUTE
    mine = item(make, make.person(), 0, conference_id=here.id, due_at=due_at)
    other = item(make, make.person(), 0, conference_id=elsewhere.id, due_at=due_at)
    assert queue.undo_until(session, here.id, now=NOON) == due_at

    queue.hasten(session, here.id, now=NOON)

    session.expire_all()
    assert (mine.due_at, other.due_at) == (NOON, due_at)
    assert queue.undo_until(session, here.id, now=NOON) is None


def test_hastening_does_not_disturb_a_message_that_waits_for_its_next_try(
    session: Session, make: Make
) -> None:
    conference = make.convened()
    retry_at = NOON + MINUTE
    tried = item(make, make.person(), 0, conference_id=conference.id, due_at=retry_at, attempts=1)

    queue.hasten(session, conference.id, now=NOON)

    session.expire_all()
    assert tried.due_at == retry_at
