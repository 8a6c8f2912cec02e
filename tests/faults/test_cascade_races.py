"""Two workers at one step, two people with one yes: a search does everything once."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Barrier, Event, Thread

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import engine as engines
from mdt.conferences import cascade_turns, sought
from mdt.conferences.cascade_turns import Desk
from mdt.errors import DomainError
from mdt.invitations import replies
from mdt.invitations.replies import SeatFilled
from mdt.models import (
    Cascade,
    CascadeState,
    Channel,
    Invitation,
    OutboxMessage,
    Person,
    Reply,
    Seat,
)
from mdt.web import database
from tests.conferences import searching
from tests.conferences.searching import MINUTE
from tests.conftest import NOON
from tests.factories import Make

TIMES = 3
WAIT_SECONDS = 30


def desk(engine: Engine, now: datetime) -> Desk:
    return Desk(
        engine=engine,
        open_session=lambda: database.open_session(engines.writing(engine)),
        clock=lambda: now,
    )


def step(at: Desk) -> None:
    cascade_turns.advance_due(at, Event())


def together(*work: Callable[[], None]) -> list[Exception]:
    """Let all of this happen at one moment, each in a thread; return what was refused."""
    gate, refused = Barrier(len(work)), list[Exception]()

    def run(one: Callable[[], None]) -> None:
        gate.wait(WAIT_SECONDS)
        try:
            one()
        except DomainError as error:
            refused.append(error)

    threads = [Thread(target=run, args=[one]) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive()
    return refused


def test_two_workers_never_ask_the_same_person_twice(
    engine: Engine, session: Session, make: Make
) -> None:
    row = searching.bench(make).lose()
    key = row.id
    session.commit()

    for minutes in range(TIMES):
        at = desk(engine, NOON + 10 * minutes * MINUTE)
        together(*[partial(step, at)] * 3)

    session.expire_all()
    asked = [one.person_id for one in sought.asks_of(session, session.get_one(Cascade, key))]
    mails = session.exec(
        select(OutboxMessage.person_id).where(col(OutboxMessage.person_id).in_(asked))
    ).all()
    assert len(asked) == len(set(asked)) == TIMES
    assert sorted(mails, key=str) == sorted(asked, key=str)


def test_of_two_who_say_yes_at_once_one_takes_the_seat(
    engine: Engine, session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row, seat = bench.lose(at_once=2), bench.seat.id
    bench.work(NOON)
    keys = [bench.invitation(one).id for one in bench.judges[1:3]]
    row_id, judges = row.id, {one.id for one in bench.judges[1:3]}
    session.commit()

    def yes(key: object) -> None:
        with database.open_session(engines.writing(engine)) as own:
            invitation = own.get_one(Invitation, key)
            replies.note(
                own,
                invitation,
                Reply.YES,
                channel=Channel.LINK,
                sequence=invitation.sequence,
                by=None,
                now=NOON + MINUTE,
            )
            own.commit()

    refused = together(*(partial(yes, key) for key in keys))

    session.expire_all()
    search = session.get_one(Cascade, row_id)
    assert [type(one) for one in refused] == [SeatFilled]
    assert search.state is CascadeState.FILLED
    assert session.get_one(Seat, seat).holder_id == search.filled_by_id
    assert search.filled_by_id in judges


def test_a_search_goes_on_with_the_rows_alone_after_a_restart(
    engine: Engine, session: Session, make: Make
) -> None:
    row = searching.bench(make).lose()
    key = row.id
    session.commit()

    taken = [
        cascade_turns.advance_due(desk(engine, NOON + minutes * MINUTE), Event())
        for minutes in (0, 1, 10, 20, 30, 40)
    ]

    session.expire_all()
    assert taken == [1, 0, 1, 1, 1, 0]
    assert session.get_one(Cascade, key).state is CascadeState.EXHAUSTED


def test_work_that_is_told_to_stop_takes_no_step(
    engine: Engine, session: Session, make: Make
) -> None:
    row = searching.bench(make).lose()
    session.commit()
    stop = Event()
    stop.set()

    cascade_turns.work(desk(engine, NOON), stop)

    assert sought.asks_of(session, row) == []
    assert isinstance(session.get(Person, row.lost_id), Person)
