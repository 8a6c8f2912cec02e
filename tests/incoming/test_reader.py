"""Rules of mdt.incoming.reader: every mail is kept once and handled once, whatever happens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import engine as engines
from mdt.incoming import reader, reading
from mdt.incoming.reader import Desk, Fetched, Unreachable
from mdt.models import IncomingProblem, IncomingState, Invitation, Reply
from mdt.web import database
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import HOUR, SECRET, answers_to, asked_of, kept
from tests.incoming.mails import Asked


class Killed(BaseException):
    """The reader's process is gone."""


@dataclass
class Box:
    """A mailbox in memory. dies_at: the step at which its reader is killed, counted from 0."""

    mails: dict[str, Fetched] = field(default_factory=dict)
    dies_at: int | None = None
    steps: int = 0
    cleared: list[datetime] = field(default_factory=list)

    def deliver(self, *raws: bytes, is_whole: bool = True) -> None:
        for raw in raws:
            number = str(len(self.mails) + 1)
            self.mails[number] = Fetched(number, raw, is_whole=is_whole)

    def waiting(self) -> Iterator[Fetched]:
        for fetched in list(self.mails.values()):
            self._step()
            yield fetched

    def put_away(self, number: str) -> None:
        self._step()
        del self.mails[number]
        self._step()

    def clear_out(self, before: datetime) -> None:
        self.cleared.append(before)

    def wait(self, stop: Any) -> None:
        stop.set()

    def close(self) -> None:
        return

    def _step(self) -> None:
        self.steps += 1
        if self.dies_at is not None and self.steps > self.dies_at:
            raise Killed


@pytest.fixture
def desk(engine: Engine) -> Callable[..., Desk]:
    """Return what makes a desk for a mailbox."""

    def make_desk(box: Box, **changes: Any) -> Desk:
        values: dict[str, Any] = {
            "engine": engine,
            "open_session": lambda: database.open_session(engines.writing(engine)),
            "connect": lambda: box,
            "understand": reading.read,
            "secret": SECRET,
            "authenticator": "none",
            "clock": lambda: NOON + HOUR,
        }
        return Desk(**values | changes)

    return make_desk


@pytest.fixture
def asked(session: Session, make: Make) -> Invitation:
    found = make.invitation(make.convened(), make.person())
    session.commit()
    return found


def known(session: Session, asked: Invitation) -> Asked:
    found = asked_of(session, asked)
    session.commit()
    return found


@pytest.mark.parametrize("dies_at", range(7))
def test_a_reader_that_is_killed_at_any_step_loses_nothing_and_does_nothing_twice(
    session: Session, asked: Invitation, desk: Callable[..., Desk], dies_at: int
) -> None:
    invitee, box = known(session, asked), Box(dies_at=dies_at)
    box.deliver(
        mails.outlook(invitee, "ACCEPTED"),
        mails.outlook(invitee.but(written_at=NOON + HOUR), "DECLINED"),
    )
    try:
        reader.read_once(desk(box), Event())
    except Killed:
        box.dies_at = None
        reader.read_once(desk(box), Event())

    session.rollback()
    session.refresh(asked)
    assert asked.reply is Reply.NO
    assert len(kept(session)) == len(answers_to(session, asked)) == 2
    assert box.mails == {}


def test_a_mail_that_breaks_its_reader_is_tried_three_times_and_stops_nobody(
    session: Session, asked: Invitation, desk: Callable[..., Desk]
) -> None:
    box, tried = Box(), list[bytes]()
    poison = mails.mail(known(session, asked), "\r\ngif")

    def understand(raw: bytes) -> Any:
        tried.append(raw)
        if raw == poison:
            raise KeyError
        return reading.read(raw)

    box.deliver(poison, mails.outlook(known(session, asked)))
    for _ in range(5):
        reader.read_once(desk(box, understand=understand), Event())

    session.rollback()
    session.refresh(asked)
    assert asked.reply is Reply.YES
    assert tried.count(poison) == reader.MOST_ATTEMPTS
    [broken] = [one for one in kept(session) if one.state is IncomingState.CHECK]
    assert broken.problem is IncomingProblem.BROKEN


def test_of_a_mail_that_is_too_large_a_person_is_told(
    session: Session, desk: Callable[..., Desk]
) -> None:
    box = Box()
    box.deliver(b"Subject: zwaar\r\n", is_whole=False)

    reader.read_once(desk(box), Event())

    assert [one.problem for one in kept(session)] == [IncomingProblem.TOO_LARGE]


def test_reading_ends_after_the_mail_in_hand_when_told_to(
    session: Session, asked: Invitation, desk: Callable[..., Desk]
) -> None:
    box, stop = Box(), Event()
    invitee = known(session, asked)
    box.deliver(mails.outlook(invitee), mails.outlook(invitee.but(sequence=1)))

    def understand(raw: bytes) -> Any:
        stop.set()
        return reading.read(raw)

    reader.read_once(desk(box, understand=understand), stop)

    assert [one.state for one in kept(session)] == [IncomingState.DONE]
    assert len(box.mails) == 1


def test_what_the_mail_server_keeps_is_cleared_after_a_week(desk: Callable[..., Desk]) -> None:
    box = Box()

    reader.read_once(desk(box), Event())

    assert box.cleared == [NOON + HOUR - timedelta(days=7)]


@dataclass
class Pauses:
    """A stop that keeps for how long it was waited on, and stops after so many times."""

    most: int
    waited: list[float] = field(default_factory=list)

    def is_set(self) -> bool:
        return len(self.waited) >= self.most

    def set(self) -> None:
        self.waited += [0.0] * self.most

    def wait(self, timeout: float) -> bool:
        self.waited.append(timeout)
        return self.is_set()


def test_after_trouble_it_begins_again_with_pauses_that_grow(desk: Callable[..., Desk]) -> None:
    def away() -> Any:
        raise Unreachable("ConnectionRefusedError")

    stop = Pauses(11)

    reader.work(desk(Box(), connect=away), stop)

    assert stop.waited[:5] == [1, 2, 4, 8, 16]
    assert stop.waited[-2:] == [300, 300]


def test_once_it_could_read_the_next_pause_is_short_again(desk: Callable[..., Desk]) -> None:
    answers = iter([Unreachable("x"), Unreachable("x"), Box(), Unreachable("x")])
    stop = Pauses(3)

    class Broken(Box):
        def wait(self, stop: Any) -> None:
            assert stop
            raise Unreachable("BrokenPipeError")

    def connect() -> Any:
        found = next(answers)
        if isinstance(found, Exception):
            raise found
        return Broken()

    reader.work(desk(Box(), connect=connect), stop)

    assert stop.waited == [1, 2, 1]
