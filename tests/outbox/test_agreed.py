"""Rules of mdt.outbox.agreed, as a worker meets them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col

from mdt.models import MailDomain, OutboxMessage, OutboxState, Person
from mdt.outbox import claims, queue
from tests.conftest import NOON
from tests.factories import Make

TODAY = NOON.date()
DAY = timedelta(days=1)


def agree(make: Make, name: str = "partner.example", until: date = TODAY) -> None:
    make.add(MailDomain(name=name, checked_until=until))


def taken(session: Session, engine: Engine, message: OutboxMessage) -> tuple[bool, OutboxState]:
    """Return whether a worker takes the message, and its state then."""
    session.commit()
    found = claims.take(engine, now=NOON)
    session.expire_all()
    return found is not None, message.state


def test_without_a_list_mail_goes_everywhere(session: Session, engine: Engine, make: Make) -> None:
    message = make.message()

    assert taken(session, engine, message) == (True, OutboxState.PENDING)


def test_mail_goes_to_a_domain_until_its_last_day_is_over(
    session: Session, engine: Engine, make: Make
) -> None:
    agree(make)
    message = make.message(make.person(mail="kok@partner.example"))

    assert taken(session, engine, message) == (True, OutboxState.PENDING)


@pytest.mark.parametrize(
    "agreed",
    [
        ("partner.example", TODAY - DAY),
        ("elders.example", TODAY + DAY),
        ("sub.partner.example", TODAY + DAY),
        ("example", TODAY + DAY),
    ],
)
def test_what_is_for_another_domain_is_held_and_not_counted_as_tried(
    session: Session, engine: Engine, make: Make, agreed: tuple[str, date]
) -> None:
    agree(make, *agreed)
    message = make.message(make.person(mail="kok@partner.example"))

    assert taken(session, engine, message) == (False, OutboxState.HELD)
    assert (message.attempts, message.lease) == (0, "")


def test_what_is_held_does_not_hold_up_the_next(
    session: Session, engine: Engine, make: Make
) -> None:
    agree(make)
    make.message(make.person(mail="kok@elders.example"), due_at=NOON - DAY)
    message = make.message(make.person(mail="bos@partner.example"))

    assert taken(session, engine, message) == (True, OutboxState.PENDING)


def test_a_newer_message_replaces_one_that_is_held(session: Session, make: Make) -> None:
    person = make.person()
    held = make.message(person, uid="a", state=OutboxState.HELD)

    newer = held.model_dump(exclude={"id", "dedupe"}) | {
        "dedupe": "newer",
        "sequence": 1,
        "state": OutboxState.PENDING,
    }
    queue.owe(session, OutboxMessage(**newer))

    session.expire_all()
    assert held.state is OutboxState.SUPERSEDED


def test_what_is_released_leaves_unless_its_moment_is_over(
    session: Session, engine: Engine, make: Make
) -> None:
    person, other = make.person(), make.person()
    message = make.message(person, state=OutboxState.HELD, ends_at=NOON + DAY)
    over = make.message(person, state=OutboxState.HELD, ends_at=NOON)
    elsewhere = make.message(other, state=OutboxState.HELD)

    assert queue.release(session, col(Person.id) == person.id, now=NOON) == 1

    assert taken(session, engine, message) == (True, OutboxState.PENDING)
    assert (over.state, elsewhere.state) == (OutboxState.HELD, OutboxState.HELD)


def test_a_held_invitation_can_be_taken_back(session: Session, make: Make) -> None:
    conference = make.convened()
    held = make.message(kind="invitation", conference_id=conference.id, state=OutboxState.HELD)

    queue.take_back(session, conference.id)

    session.expire_all()
    assert held.state is OutboxState.TAKEN_BACK
