"""Rules of mdt.polls.due: reminders and ends, once each, whatever happens to the worker."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.conferences.cascade_turns import Desk
from mdt.models import EventRecord, MessageKind, OutboxMessage, OutboxState, PollState
from mdt.polls import asking, due
from mdt.web import database
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import DAY, HOUR, MAYBE, REMINDED, YES, Asking, asking_of

At = Callable[[datetime], int]


@pytest.fixture
def at(engine: Engine, session: Session) -> At:
    """Return a function that lets a worker do what is due at an instant."""

    def handle(now: datetime) -> int:
        session.commit()
        done = due.handle_due(desk(engine, now), Event())
        session.expire_all()
        return done

    return handle


def desk(engine: Engine, now: datetime) -> Desk:
    return Desk(engine, lambda: database.open_session(engines.writing(engine)), lambda: now)


def names(session: Session, name: str) -> int:
    return session.exec(select(EventRecord.name)).all().count(name)


def reminders(session: Session) -> int:
    messages = session.exec(
        select(OutboxMessage).where(OutboxMessage.kind == MessageKind.POLL)
    ).all()
    return sum(message.details["reminds"] == "1" for message in messages)


def test_nothing_is_done_before_its_time(make: Make, at: At) -> None:
    asking_of(make)

    assert at(REMINDED - HOUR) == 0


def test_the_silent_are_reminded_once(session: Session, make: Make, at: At) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, MAYBE)

    assert [at(REMINDED), at(REMINDED + HOUR)] == [1, 0]

    assert reminders(session) == 2
    assert names(session, "PollReminded") == 1


def test_a_poll_ends_with_its_time_once(session: Session, make: Make, at: At) -> None:
    found = asking_of(make)

    assert [at(NOON + DAY), at(NOON + DAY + HOUR)] == [1, 0]

    assert found.poll.state is PollState.CLOSED
    assert names(session, "PollClosed") == 1
    assert reminders(session) == 0, "too late to remind"


def test_longer_means_another_reminder(session: Session, make: Make, at: At) -> None:
    found = asking_of(make)
    at(REMINDED)
    for message in session.exec(select(OutboxMessage)):
        message.state = OutboxState.SENT
    later = REMINDED + HOUR
    asking.extend(
        session,
        found.poll,
        NOON + 2 * DAY,
        version=found.poll.version,
        by=found.coordinator,
        now=later,
    )

    assert at(NOON + 2 * DAY - HOUR) == 1
    assert reminders(session) == 6


def test_longer_means_no_reminder_when_nobody_wanted_one(make: Make, at: At) -> None:
    found = asking_of(make, reminds=False)
    asking.extend(
        make.session,
        found.poll,
        NOON + 2 * DAY,
        version=found.poll.version,
        by=found.coordinator,
        now=NOON + HOUR,
    )

    assert at(NOON + 2 * DAY - HOUR) == 0


def test_what_was_called_off_owes_the_clock_nothing(session: Session, make: Make, at: At) -> None:
    found = asking_of(make)
    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON)

    assert at(NOON + DAY) == 0


def test_two_workers_remind_nobody_twice(engine: Engine, session: Session, make: Make) -> None:
    asking_of(make)
    session.commit()
    now = REMINDED

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: due.handle_due(desk(engine, now), Event()), range(2)))

    assert sum(done) == 1
    assert reminders(session) == 3


def test_a_worker_that_dies_half_way_leaves_it_due(
    engine: Engine, session: Session, make: Make, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    asking_of(make)
    session.commit()

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(asking, "_record", die)
        with pytest.raises(SystemExit):
            due.handle_due(desk(engine, REMINDED), Event())

    assert reminders(session) == 0
    assert at(REMINDED) == 1
    assert reminders(session) == 3


def test_trouble_with_the_database_ends_no_work(make: Make, engine: Engine) -> None:
    found = asking_of(make)
    make.session.commit()
    stop = Event()

    def away() -> datetime:
        stop.set()
        raise OperationalError("", {}, OSError())

    due.work(Desk(engine, lambda: Session(engine), away), stop)

    make.session.refresh(found.poll)
    assert found.poll.remind_at is not None, "what is due stays due"


def test_told_to_stop_a_worker_begins_nothing_new(
    engine: Engine, session: Session, make: Make
) -> None:
    found: Asking = asking_of(make)
    session.commit()
    stop = Event()
    stop.set()

    assert due.handle_due(desk(engine, NOON + timedelta(days=2)), stop) == 0
    session.refresh(found.poll)
    assert found.poll.state is PollState.OPEN
