"""Rules of mdt.outbox.bell: on PostgreSQL a worker wakes at once, on SQLite it waits its second."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.models import MessageKind, OutboxMessage, Person
from mdt.outbox import bell, queue
from mdt.outbox.bell import Bell
from tests.conftest import NOON
from tests.factories import Make

LONG = 60.0
"""Seconds that no test waits: whoever wakes was woken."""


@pytest.fixture
def listener(engine: Engine) -> Iterator[Thread]:
    """Return a thread that listens, and ends when it wakes."""
    heard, stop = Bell(engine), Event()
    if rings(engine):
        heard.wait(stop, 0)  # from here on nothing is missed
    thread = Thread(target=heard.wait, args=[stop, LONG])
    thread.start()
    yield thread
    stop.set()
    with Session(engine) as session:
        bell.ring(session)
        session.commit()
    thread.join()
    heard.close()


def rings(engine: Engine) -> bool:
    return engine.dialect.name == bell.RINGS


def owe_now(session: Session, person: Person) -> None:
    queue.owe(session, message(person))


def hasten(session: Session, person: Person) -> None:
    queue.hasten(session, person.id, now=NOON)


def message(person: Person, **columns: Any) -> OutboxMessage:
    values: dict[str, Any] = {
        "kind": MessageKind.TASK,
        "dedupe": "a",
        "person_id": person.id,
        "message_id": "<a@portaal.example>",
        "language": person.language,
        "stamped_at": NOON,
        "created_at": NOON,
        "due_at": NOON,
    } | columns
    return OutboxMessage(**values)


@pytest.mark.parametrize("what", [owe_now, hasten])
def test_a_worker_wakes_for_what_is_due_at_once(
    session: Session,
    engine: Engine,
    make: Make,
    listener: Thread,
    what: Callable[[Session, Person], None],
) -> None:
    what(session, make.person())
    session.commit()

    listener.join(LONG / 2 if rings(engine) else 0)

    assert listener.is_alive() != rings(engine)


def test_nothing_rings_for_what_waits_or_is_not_committed(
    session: Session, make: Make, listener: Thread
) -> None:
    person = make.person()
    queue.owe(session, message(person, due_at=NOON + timedelta(minutes=1)))
    session.commit()
    owe_now(session, person)
    session.rollback()

    listener.join(0.2)

    assert listener.is_alive()


class Told(Event):
    """Set already; keeps for how long somebody would have waited for it."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float | None] = []
        self.set()

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        return super().wait(timeout)


def test_who_cannot_hear_waits_for_being_told_to_stop(engine: Engine) -> None:
    heard, stop = Bell(engine), Told()

    heard.wait(stop, 0.5)
    heard.close()

    assert stop.waits == ([] if rings(engine) else [0.5])


class Deaf(Event):
    """Nobody waits for it: whoever wakes heard the bell."""

    def wait(self, timeout: float | None = None) -> bool:
        raise AssertionError(f"waited {timeout} seconds instead of listening")


def test_a_line_that_breaks_is_made_anew(session: Session, engine: Engine, make: Make) -> None:
    if not rings(engine):
        return
    heard = Bell(engine)
    heard.wait(Deaf(), 0)
    assert heard._line is not None  # noqa: SLF001 - nobody else can cut it
    cut: Any = heard._line.connection.driver_connection  # noqa: SLF001
    cut.close()
    heard.wait(Event(), 0)
    heard.wait(Deaf(), 0)
    owe_now(session, make.person())
    session.commit()

    heard.wait(Deaf(), LONG)
    heard.close()
