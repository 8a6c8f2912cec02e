"""Rules of mdt.scheduling.busy_reading: what is due, what is booked, and who is not held up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt.models import (
    BusyInterval,
    BusyKind,
    BusyProblem,
    BusySource,
    Person,
    PollHold,
    Reply,
)
from mdt.scheduling import busy_reading, busy_sources
from mdt.scheduling.busy_reading import EVERY, LONGEST_WAIT, Asked, Busy, Desk, Found, NotRead
from mdt.scheduling.busy_sources import Place
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import asking_of

SECRET = "s" * 40
HOUR = timedelta(hours=1)
WITHIN = (NOON, NOON + 10 * HOUR)


class Shelf:
    """Calendars by their address: what each says, or raises."""

    def __init__(self) -> None:
        self.says: dict[str, Found | Exception] = {}
        self.asked: list[Asked] = []

    def read(self, asked: Asked) -> Found:
        self.asked.append(asked)
        said = self.says[asked.place.address]
        if isinstance(said, Exception):
            raise said
        return said


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def read(engine: Engine, session: Session, shelf: Shelf) -> Callable[..., int]:
    """Return a function that reads what is due at an instant, NOON unless said."""

    def read_at(at: datetime = NOON, secret: str = SECRET) -> int:
        session.commit()
        count = busy_reading.read_due(Desk(engine, shelf, secret, lambda: at), Event())
        session.expire_all()
        return count

    return read_at


def add(session: Session, person: Person, address: str) -> BusySource:
    place = Place(address, "anna", "geheim")
    return busy_sources.add(session, person, BusyKind.CALDAV, place, secret=SECRET, now=NOON)


def kept(session: Session, source: BusySource) -> list[tuple[datetime, datetime, bool]]:
    query = select(BusyInterval).where(BusyInterval.source_id == source.id)
    rows = session.exec(query.order_by(col(BusyInterval.starts_at)))
    return [(row.starts_at, row.ends_at, row.is_tentative) for row in rows]


def test_a_new_calendar_is_read_at_once_and_then_every_quarter(
    session: Session, make: Make, shelf: Shelf, read: Callable[..., int]
) -> None:
    source = add(session, make.person(), "a")
    shelf.says["a"] = Found([Busy(NOON + HOUR, NOON + 2 * HOUR, is_tentative=False)], "1")

    assert [read(), read(), read(NOON + EVERY)] == [1, 0, 1]

    assert kept(session, source) == [(NOON + HOUR, NOON + 2 * HOUR, False)]
    assert (source.read_at, source.due_at) == (NOON + EVERY, NOON + 2 * EVERY)
    assert source.known_until == NOON + EVERY + busy_reading.AHEAD
    assert shelf.asked[0].place == Place("a", "anna", "geheim")
    assert [asked.etag for asked in shelf.asked] == ["", "1"]


def test_what_did_not_change_stays_and_is_taken_whole_once_a_day(
    session: Session, make: Make, shelf: Shelf, read: Callable[..., int]
) -> None:
    source = add(session, make.person(), "a")
    shelf.says["a"] = Found([Busy(NOON, NOON + HOUR, is_tentative=True)], "1")
    read()
    shelf.says["a"] = Found(None, "1")

    read(NOON + HOUR)
    read(NOON + timedelta(days=1))

    assert kept(session, source) == [(NOON, NOON + HOUR, True)]
    assert source.read_at == NOON + timedelta(days=1)
    assert source.known_until == NOON + busy_reading.AHEAD
    assert [asked.etag for asked in shelf.asked] == ["", "1", ""]


@pytest.mark.parametrize(
    ("raised", "problem"),
    [
        (NotRead(BusyProblem.RECURRENCE), BusyProblem.RECURRENCE),
        (RuntimeError("Gesprek met B."), BusyProblem.NO_CALENDAR),
    ],
)
def test_one_broken_calendar_never_stops_the_rest(
    session: Session,
    make: Make,
    shelf: Shelf,
    read: Callable[..., int],
    *,
    caplog: pytest.LogCaptureFixture,
    raised: Exception,
    problem: BusyProblem,
) -> None:
    broken, good = add(session, make.person(), "broken"), add(session, make.person(), "good")
    shelf.says = {"broken": raised, "good": Found([Busy(NOON, NOON + HOUR, is_tentative=False)])}

    assert read() == 2

    assert (broken.problem, broken.read_at, broken.failures) == (problem, None, 1)
    assert kept(session, good)
    assert "Gesprek" not in caplog.text


def test_a_failing_calendar_keeps_what_was_read_and_is_asked_less_and_less(
    session: Session, make: Make, shelf: Shelf, read: Callable[..., int]
) -> None:
    source = add(session, make.person(), "a")
    shelf.says["a"] = Found([Busy(NOON, NOON + HOUR, is_tentative=False)])
    read()
    shelf.says["a"] = NotRead(BusyProblem.REFUSED)
    waits = []
    for _ in range(6):
        at = source.due_at
        read(at)
        waits.append(source.due_at - at)

    assert kept(session, source) == [(NOON, NOON + HOUR, False)]
    assert (source.read_at, source.failures) == (NOON, 6)
    assert waits == [EVERY, 2 * EVERY, 4 * EVERY, 8 * EVERY, LONGEST_WAIT, LONGEST_WAIT]

    shelf.says["a"] = Found([])
    read(source.due_at)
    assert (source.problem, source.failures, kept(session, source)) == (None, 0, [])


def test_another_secret_opens_no_address(
    session: Session, make: Make, shelf: Shelf, read: Callable[..., int]
) -> None:
    source = add(session, make.person(), "a")

    read(secret="t" * 40)

    assert source.problem is BusyProblem.SEAL
    assert not shelf.asked


def test_a_calendar_taken_away_while_it_was_read_leaves_nothing(
    engine: Engine, session: Session, make: Make
) -> None:
    person = make.person()
    source = add(session, person, "a")
    session.commit()

    class Remover:
        def read(self, _: Asked) -> Found:
            busy_sources.remove(session, source, by=person, now=NOON)
            session.commit()
            return Found([Busy(NOON, NOON + HOUR, is_tentative=False)])

    assert busy_reading.read_one(Desk(engine, Remover(), SECRET, lambda: NOON))

    assert not session.exec(select(BusyInterval)).all()


def test_our_own_invitations_that_are_still_to_come_are_named(
    session: Session, make: Make, shelf: Shelf, read: Callable[..., int]
) -> None:
    person = make.person()
    coming = make.invitation(make.convened(), person)
    make.invitation(make.convened(starts_at=NOON - 5 * HOUR), person)
    add(session, person, "a")
    shelf.says["a"] = Found([])

    read()

    assert shelf.asked[0].ours == {coming.uid}


def test_what_the_portal_keeps_free_is_left_out_as_well(
    session: Session, make: Make, shelf: Shelf, read: Callable[..., int]
) -> None:
    found = asking_of(make)
    found.say(found.officer, Reply.YES, Reply.YES)
    add(session, found.officer, "holds")
    shelf.says["holds"] = Found(())

    read()

    assert shelf.asked[0].ours == set(session.exec(select(PollHold.uid)))


MINUTES = st.integers(-60, 700)


@given(st.lists(st.builds(lambda a, b, t: (a, b, t), MINUTES, MINUTES, st.booleans())))
def test_merged_time_is_the_same_time_in_stretches_that_do_not_touch(
    spans: list[tuple[int, int, bool]],
) -> None:
    found = [
        Busy(NOON + timedelta(minutes=a), NOON + timedelta(minutes=b), is_tentative)
        for a, b, is_tentative in spans
    ]

    merged = busy_reading.merged(found, WITHIN)

    for is_tentative in (False, True):
        ours = [one for one in merged if one.is_tentative == is_tentative]
        minutes = {
            minute
            for a, b, tentative in spans
            if tentative == is_tentative
            for minute in range(max(a, 0), min(b, 600))
        }
        covered = [
            minute
            for one in ours
            for minute in range(
                (one.starts_at - NOON) // timedelta(minutes=1),
                (one.ends_at - NOON) // timedelta(minutes=1),
            )
        ]
        assert sorted(minutes) == covered
        assert all(one.ends_at < other.starts_at for one, other in pairwise(ours))
