"""Rules of mdt.outbox.claims."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.models import OutboxMessage, OutboxState
from mdt.outbox import claims
from mdt.outbox.claims import Failure
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)


def stored(session: Session, message: OutboxMessage) -> OutboxMessage:
    """Return the message as the database has it now."""
    session.rollback()
    session.expire_all()
    return session.get_one(OutboxMessage, message.id)


def take(session: Session, engine: Engine, **when: Any) -> OutboxMessage | None:
    """Commit what the test made, then let a worker take."""
    session.commit()
    return claims.take(engine, now=when.get("now", NOON))


def must(message: OutboxMessage | None) -> OutboxMessage:
    assert message is not None
    return message


def test_the_oldest_due_message_is_taken_first(
    session: Session, engine: Engine, make: Make
) -> None:
    make.message(due_at=NOON - MINUTE)
    oldest = make.message(due_at=NOON - 2 * MINUTE)

    taken = must(take(session, engine))

    assert taken.id == oldest.id
    assert (taken.attempts, taken.leased_until) == (1, NOON + claims.LEASE)


def test_nothing_is_taken_before_it_is_due(session: Session, engine: Engine, make: Make) -> None:
    make.message(due_at=NOON + MINUTE)

    assert take(session, engine) is None
    assert take(session, engine, now=NOON + MINUTE) is not None


@pytest.mark.parametrize("state", set(OutboxState) - {OutboxState.PENDING})
def test_what_is_settled_is_never_taken(
    session: Session, engine: Engine, make: Make, state: OutboxState
) -> None:
    make.message(state=state)

    assert take(session, engine) is None


def test_a_leased_message_is_nobody_elses_until_the_lease_runs_out(
    session: Session, engine: Engine, make: Make
) -> None:
    make.message()
    first = must(take(session, engine))

    assert take(session, engine, now=NOON + claims.LEASE - MINUTE) is None
    second = must(take(session, engine, now=NOON + claims.LEASE))

    assert second.id == first.id
    assert second.lease != first.lease
    assert second.attempts == 2


def test_one_calendar_item_of_one_person_is_in_flight_at_a_time(
    session: Session, engine: Engine, make: Make
) -> None:
    person = make.person()
    make.message(person, uid="a", sequence=0, lease="x", leased_until=NOON + MINUTE, attempts=1)
    waiting = make.message(person, uid="a", sequence=1)

    assert take(session, engine) is None
    taken = must(take(session, engine, now=NOON + MINUTE))

    assert taken.id == waiting.id


def test_workers_that_look_at_once_take_one_of_one_calendar_item(
    session: Session, engine: Engine, make: Make
) -> None:
    person, workers = make.person(), 4
    for number in range(workers):
        make.message(person, uid="a", sequence=3, due_at=NOON - number * MINUTE)
    session.commit()
    together = Barrier(workers)

    def look() -> OutboxMessage | None:
        together.wait()
        return claims.take(engine, now=NOON)

    for lap in range(5):
        now = NOON + lap * claims.LEASE
        with ThreadPoolExecutor(workers) as pool:
            found = [one.result() for one in [pool.submit(look) for _ in range(workers)]]
        assert len([one for one in found if one]) == 1, f"lap {now}"
        for one in filter(None, found):
            claims.book(engine, one, Failure("451", is_permanent=False), now=NOON - MINUTE * 9)


def test_an_older_sequence_never_leaves_after_a_newer_one(
    session: Session, engine: Engine, make: Make
) -> None:
    person = make.person()
    older = make.message(person, uid="a", sequence=0, attempts=1, due_at=NOON - MINUTE)
    make.message(person, uid="a", sequence=1, state=OutboxState.SENT)

    assert take(session, engine) is None

    assert stored(session, older).state is OutboxState.SUPERSEDED


def test_a_message_that_kills_its_worker_dies_in_the_end(
    session: Session, engine: Engine, make: Make
) -> None:
    message = make.message()
    now = NOON
    session.commit()
    for _ in range(claims.MAX_ATTEMPTS):
        must(claims.take(engine, now=now))
        now += claims.LEASE

    assert claims.take(engine, now=now) is None

    dead = stored(session, message)
    assert (dead.state, dead.last_error) == (OutboxState.DEAD, claims.TOO_OFTEN)


def test_a_taken_message_is_booked_as_sent(session: Session, engine: Engine, make: Make) -> None:
    message = make.message()
    taken = must(take(session, engine))

    assert claims.book(engine, taken, None, now=NOON + MINUTE)

    sent = stored(session, message)
    assert (sent.state, sent.sent_at) == (OutboxState.SENT, NOON + MINUTE)
    assert sent.leased_until is None


def test_a_lost_lease_books_nothing(session: Session, engine: Engine, make: Make) -> None:
    message = make.message()
    slow = must(take(session, engine))
    must(take(session, engine, now=NOON + claims.LEASE))

    assert not claims.book(engine, slow, Failure("550", is_permanent=True), now=NOON)

    assert stored(session, message).state is OutboxState.PENDING


def test_a_temporary_failure_waits_for_another_try(
    session: Session, engine: Engine, make: Make
) -> None:
    message = make.message()
    taken = must(take(session, engine))

    claims.book(engine, taken, Failure("451 4.7.1", is_permanent=False), now=NOON)

    waiting = stored(session, message)
    assert (waiting.state, waiting.last_error) == (OutboxState.PENDING, "451 4.7.1")
    assert NOON + 0.8 * MINUTE <= waiting.due_at <= NOON + 1.2 * MINUTE


def test_a_permanent_failure_is_never_tried_again(
    session: Session, engine: Engine, make: Make
) -> None:
    message = make.message()
    taken = must(take(session, engine))

    claims.book(engine, taken, Failure("550 5.1.1", is_permanent=True), now=NOON)

    assert stored(session, message).state is OutboxState.DEAD
    assert take(session, engine, now=NOON + timedelta(days=9)) is None


def test_pauses_double_from_a_minute_to_four_hours() -> None:
    waits = [claims.wait_after(attempts, jitter=0) for attempts in (1, 2, 3, 8, 9, 20)]

    assert waits == [
        *(MINUTE, 2 * MINUTE, 4 * MINUTE, 128 * MINUTE),
        *(timedelta(hours=4), timedelta(hours=4)),
    ]


def test_tries_go_on_for_two_days() -> None:
    pauses = [claims.wait_after(n, jitter=-1) for n in range(1, claims.MAX_ATTEMPTS)]

    assert sum(pauses, timedelta()) > timedelta(hours=36)
