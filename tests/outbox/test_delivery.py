"""Rules of mdt.outbox.delivery."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.models import OutboxMessage, OutboxState, Person
from mdt.outbox import delivery
from mdt.outbox.delivery import Mail, NotDelivered, Post
from tests.conftest import NOON
from tests.factories import Make


def compose(session: Session, message: OutboxMessage) -> Mail:
    """Write a mail whose bytes name the message."""
    person = session.get_one(Person, message.person_id)
    return Mail("portaal@portaal.example", person.mail, str(message.id).encode())


@dataclass
class Wire:
    """A transport that keeps what it took, and does first what a test wants."""

    before: Callable[[Mail], None] = lambda _: None
    taken: list[Mail] = field(default_factory=list)

    def hand_over(self, mail: Mail) -> None:
        self.before(mail)
        self.taken.append(mail)


def post(engine: Engine, wire: Wire) -> Post:
    return Post(engine, compose, wire, lambda: NOON)


def stored(session: Session, message: OutboxMessage) -> OutboxMessage:
    """Return the message as the database has it now."""
    session.rollback()
    session.expire_all()
    return session.get_one(OutboxMessage, message.id)


def test_what_is_due_is_handed_over_once(session: Session, engine: Engine, make: Make) -> None:
    person = make.person()
    message = make.message(person)
    session.commit()
    wire = Wire()

    assert delivery.deliver_due(post(engine, wire), Event()) == 1
    assert delivery.deliver_due(post(engine, wire), Event()) == 0

    assert [mail.recipient for mail in wire.taken] == [person.mail]
    assert stored(session, message).state is OutboxState.SENT


def test_a_mail_goes_to_the_address_that_the_person_has_now(
    session: Session, engine: Engine, make: Make
) -> None:
    person = make.person()
    make.message(person)
    person.mail = "nieuw@partner.example"
    session.commit()
    wire = Wire()

    delivery.deliver_due(post(engine, wire), Event())

    assert [mail.recipient for mail in wire.taken] == ["nieuw@partner.example"]


def test_no_connection_is_open_while_a_mail_is_handed_over(
    session: Session, engine: Engine, make: Make
) -> None:
    make.message()
    session.commit()
    session.close()
    in_use: list[object] = []
    wire = Wire(before=lambda _: in_use.append(engine.pool.checkedout()))  # type: ignore[attr-defined]

    delivery.deliver_due(post(engine, wire), Event())

    assert in_use == [0]


def test_a_refusal_for_ever_is_booked_as_dead(session: Session, engine: Engine, make: Make) -> None:
    message = make.message()
    session.commit()

    def refuse(_: Mail) -> None:
        raise NotDelivered("550 5.1.1", is_permanent=True)

    delivery.deliver_due(post(engine, Wire(before=refuse)), Event())

    dead = stored(session, message)
    assert (dead.state, dead.last_error) == (OutboxState.DEAD, "550 5.1.1")


def test_whatever_breaks_the_message_stays_owed_and_the_log_tells_no_content(
    session: Session, engine: Engine, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    message = make.message()
    session.commit()

    def break_down(_: Mail) -> None:
        raise ValueError("noor@partner.example")

    with caplog.at_level(logging.DEBUG):
        delivery.deliver_due(post(engine, Wire(before=break_down)), Event())

    kept = stored(session, message)
    assert (kept.state, kept.last_error) == (OutboxState.PENDING, "ValueError")
    assert "noor" not in caplog.text


def test_a_broken_message_does_not_hold_up_the_next(
    session: Session, engine: Engine, make: Make
) -> None:
    make.message(make.person(mail="kapot@partner.example"))
    make.message(make.person(mail="heel@partner.example"))
    session.commit()

    def break_one(mail: Mail) -> None:
        if mail.recipient == "kapot@partner.example":
            raise ValueError

    wire = Wire(before=break_one)
    delivery.deliver_due(post(engine, wire), Event())

    assert [mail.recipient for mail in wire.taken] == ["heel@partner.example"]


def test_told_to_stop_the_worker_finishes_the_mail_in_hand_only(
    session: Session, engine: Engine, make: Make
) -> None:
    messages = [make.message(), make.message()]
    session.commit()
    stop = Event()
    wire = Wire(before=lambda _: stop.set())

    delivery.work(post(engine, wire), stop)

    states = sorted(stored(session, message).state for message in messages)
    assert states == [OutboxState.PENDING, OutboxState.SENT]
    assert all(not stored(session, message).lease for message in messages)


def test_workers_at_once_hand_over_every_message_once(
    session: Session, engine: Engine, make: Make
) -> None:
    person = make.person()
    messages = [make.message(person) for _ in range(30)]
    session.commit()
    wire = Wire()

    with ThreadPoolExecutor(3) as pool:
        tried = list(
            pool.map(lambda _: delivery.deliver_due(post(engine, wire), Event()), range(3))
        )

    assert sum(tried) == len(messages)
    assert sorted(mail.content for mail in wire.taken) == sorted(
        str(message.id).encode() for message in messages
    )
