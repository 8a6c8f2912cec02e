"""Read the calendars that are due: take one, ask an adapter, book what it said; the next.

No connection to the database is open meanwhile. One calendar that is broken, slow or hostile
costs its owner the reading, and nobody else.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple, Protocol
from uuid import UUID, uuid4

from sqlalchemy import Engine, insert, update
from sqlmodel import Session, col, delete, select

from mdt import engine as engines
from mdt import rounds
from mdt.identity.sealing import SealBroken
from mdt.models import (
    BusyInterval,
    BusyKind,
    BusyProblem,
    BusySource,
    Invitation,
    PollHold,
    PollPerson,
)
from mdt.rounds import Stop
from mdt.scheduling import busy_sources, busy_time
from mdt.scheduling.busy_sources import Place
from mdt.scheduling.masks import Interval

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
LEASE = timedelta(minutes=2)
AHEAD = timedelta(days=120)
WHOLE_EVERY = timedelta(days=1)
"""How often all of a calendar is taken, also when it says that nothing changed: time goes on."""

POLL_SECONDS = 2.0


class Busy(NamedTuple):
    """From an aware instant until another; nothing else is known of it."""

    starts_at: datetime
    ends_at: datetime
    is_tentative: bool


@dataclass(frozen=True)
class Asked:
    """What is asked of a calendar.

    etag: of the last reading, empty when all of it is wanted.
    ours: the UIDs of the portal's own invitations and holds; it knows of those itself.
    """

    kind: BusyKind
    place: Place
    within: Interval
    etag: str = ""
    ours: Collection[str] = ()


@dataclass(frozen=True)
class Found:
    """What a calendar said; busy is None when nothing changed since the etag that was asked."""

    busy: Sequence[Busy] | None
    etag: str = ""


class NotRead(Exception):
    """The calendar could not be read, or must not be."""

    def __init__(self, problem: BusyProblem) -> None:
        """Keep the class of the failure, never the other side's words."""
        super().__init__(problem.value)
        self.problem = problem


class Calendars(Protocol):
    """What an adapter offers."""

    def read(self, asked: Asked) -> Found:
        """Return when its owner is busy. Raises NotRead."""


@dataclass(frozen=True)
class Desk:
    """Everything that reading needs: the database, the way out, the secret and a clock."""

    engine: Engine
    calendars: Calendars
    secret: str
    clock: Callable[[], datetime]


def work(desk: Desk, stop: Stop) -> None:
    """Read what is due until told to stop."""
    rounds.keep(partial(read_due, desk, stop), stop, POLL_SECONDS, logger)


def read_due(desk: Desk, stop: Stop) -> int:
    """Read until nothing is due; return how many calendars were tried."""
    tried = 0
    while not stop.is_set() and read_one(desk):
        tried += 1
    return tried


def read_one(desk: Desk) -> bool:
    """Take the next calendar that is due and try it once; False when none is due."""
    now = desk.clock()
    taken = _take(desk, now)
    if taken is None:
        return False
    source, ours = taken
    within = (now, now + AHEAD)
    found = _try(desk, source, within, ours)
    _book(desk, source, within, found, now)
    if isinstance(found, BusyProblem):
        logger.warning("calendar %s not read: %s", source.id, found.value)
    return True


def merged(found: Iterable[Busy], within: Interval) -> list[Busy]:
    """Return the same time in the fewest stretches, cut to within.

    Not even the number of somebody's appointments is kept.
    """
    stretches: list[Busy] = []
    for is_tentative in (False, True):
        spans = sorted(
            (max(one.starts_at, within[0]), min(one.ends_at, within[1]))
            for one in found
            if one.is_tentative == is_tentative
        )
        stretches += [Busy(*span, is_tentative) for span in _joined(spans)]
    return stretches


def _joined(spans: Iterable[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for start, end in spans:
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _take(desk: Desk, now: datetime) -> tuple[BusySource, frozenset[str]] | None:
    """Lease the calendar that is due longest. Looks first without a write lock."""
    with Session(desk.engine) as session:
        if session.exec(_due(now)).first() is None:
            return None
    with Session(engines.writing(desk.engine), expire_on_commit=False) as session:
        source: BusySource | None = session.exec(
            _due(now).with_for_update(skip_locked=True)
        ).first()
        if source is None:
            return None  # another worker was faster
        source.due_at = now + LEASE
        ours = frozenset(_ours(session, source.person_id, now))
        session.commit()
    return source, ours


def _ours(session: Session, person_id: UUID, now: datetime) -> Iterator[str]:
    """Yield the UIDs of what the portal itself put in somebody's calendar."""
    yield from session.exec(
        select(Invitation.uid).where(
            Invitation.person_id == person_id, col(Invitation.ends_at) > now
        )
    )
    yield from session.exec(
        select(PollHold.uid)
        .join(PollPerson, col(PollPerson.id) == PollHold.poll_person_id)
        .where(PollPerson.person_id == person_id, col(PollHold.ends_at) > now)
    )


def _due(now: datetime) -> Any:
    query = select(BusySource).where(col(BusySource.due_at) <= now)
    return query.order_by(col(BusySource.due_at)).limit(1)


def _try(
    desk: Desk, source: BusySource, within: Interval, ours: frozenset[str]
) -> Found | BusyProblem:
    is_recent = source.whole_at is not None and within[0] - source.whole_at < WHOLE_EVERY
    try:
        place = busy_sources.place_of(source, secret=desk.secret)
        etag = source.etag if is_recent else ""
        return desk.calendars.read(Asked(source.kind, place, within, etag, ours))
    except SealBroken:
        return BusyProblem.SEAL
    except NotRead as error:
        return error.problem
    except Exception as error:  # noqa: BLE001 - whatever broke, the others are still to be read
        logger.error("calendar %s: %s", source.id, type(error).__name__)  # noqa: TRY400 - a traceback may hold values
        return BusyProblem.NO_CALENDAR


def _book(
    desk: Desk, source: BusySource, within: Interval, found: Found | BusyProblem, now: datetime
) -> None:
    """Write down what was read, unless the calendar was taken away or taken over meanwhile."""
    with Session(engines.writing(desk.engine)) as session:
        booked = session.connection().execute(
            update(BusySource)
            .where(col(BusySource.id) == source.id, col(BusySource.due_at) == source.due_at)
            .values(**_outcome(source, within, found, now))
        )
        if booked.rowcount and isinstance(found, Found) and found.busy is not None:
            _replace(session, source, merged(found.busy, within))
        session.commit()


def _outcome(
    source: BusySource, within: Interval, found: Found | BusyProblem, now: datetime
) -> dict[str, Any]:
    if isinstance(found, BusyProblem):
        failures = source.failures + 1
        wait = min(EVERY * (1 << min(failures - 1, 10)), LONGEST_WAIT)
        return {"problem": found, "failures": failures, "due_at": now + wait}
    read = {"problem": None, "failures": 0, "due_at": now + EVERY, "read_at": now}
    if found.busy is None:
        return read
    said = busy_time.quarters(merged(found.busy, within), within)
    whole = {"etag": found.etag, "whole_at": now, "known_until": within[1]}
    return read | whole | said._asdict()


def _replace(session: Session, source: BusySource, busy: Sequence[Busy]) -> None:
    session.exec(delete(BusyInterval).where(col(BusyInterval.source_id) == source.id))
    if busy:
        # The keys are ours: a bulk insert asks no defaults of the model.
        rows = [{"id": uuid4(), "source_id": source.id, **one._asdict()} for one in busy]
        session.connection().execute(insert(BusyInterval), rows)
