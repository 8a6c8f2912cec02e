"""Take the steps of searches that are due: whose turn has passed, who is next, who is left.

Two workers that see the same step hold the conference one after the other, and the second finds
nothing due any more.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import events, rounds
from mdt.conferences import (
    cascade_rows,
    cascade_steps,
    cascades,
    changing,
    sought,
    successors,
    timetable,
)
from mdt.conferences.cascade_steps import Asked, Ending, Search
from mdt.conferences.cascades import SITTING
from mdt.models import Cascade, CascadeState, Conference, Seat
from mdt.rounds import Stop

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0

STEPPING = (CascadeState.ANNOUNCED, CascadeState.RUNNING)
"""States in which a step can be due."""


@dataclass(frozen=True)
class Desk:
    """What taking steps needs: the database to look at, sessions to write in, and a clock."""

    engine: Engine
    open_session: Callable[[], Session]
    clock: Callable[[], datetime]


def advance(session: Session, row: Cascade, *, now: datetime) -> None:
    """Take the step that is due, if one still is; for all that one person left in one go.

    So who is asked for two seats gets one mail.
    """
    conference = session.get_one(Conference, row.conference_id)
    changing.claim(session, conference)
    for one in (row, *_beside(session, row)):
        session.refresh(one)
        if one.state in STEPPING and one.due_at is not None and one.due_at <= now:
            _advance(session, one, conference, now)


def advance_due(desk: Desk, stop: Stop) -> int:
    """Take every step that is due; return how many."""
    taken = 0
    while not stop.is_set() and (key := _next_due(desk)):
        with desk.open_session() as session:
            advance(session, session.get_one(Cascade, key), now=desk.clock())
            session.commit()
        taken += 1
    return taken


def work(desk: Desk, stop: Stop) -> None:
    """Take steps until told to stop, looking every second."""
    rounds.keep(partial(advance_due, desk, stop), stop, LOOK_SECONDS, logger)


def _next_due(desk: Desk) -> UUID | None:
    """Return a search with a step that is due, read without a lock."""
    with Session(desk.engine) as session:
        return session.exec(
            select(Cascade.id)
            .where(col(Cascade.state).in_(STEPPING), col(Cascade.due_at) <= desk.clock())
            .order_by(col(Cascade.due_at))
        ).first()


def _advance(session: Session, row: Cascade, conference: Conference, now: datetime) -> None:
    seat = session.get(Seat, row.seat_id) if row.seat_id else None
    if seat is None or conference.state not in SITTING:
        cascade_rows.end(session, row, CascadeState.STOPPED, by_id=None, now=now)
        return
    if (wakes_at := cascades.wakes_at(conference, now)) > now:
        row.due_at = wakes_at
        return
    if row.state is CascadeState.ANNOUNCED:
        row.state, seat.holder_id = CascadeState.RUNNING, None
    _take_turn(session, row, conference, seat, now)


def _take_turn(
    session: Session, row: Cascade, conference: Conference, seat: Seat, now: datetime
) -> None:
    search = _search(session, row, conference, seat)
    has_room = search.places(now) > 0
    next_up = _next_up(session, row, conference, seat, now) if has_room else []
    step = cascade_steps.step(search, next_up, now)
    row.due_at = step.look_at
    if step.ending is Ending.NOBODY_LEFT:
        row.state = CascadeState.EXHAUSTED
        cascade_rows.record(session, events.CascadeExhausted, row, None, now)
    elif step.ending:
        cascade_rows.end(session, row, CascadeState.STOPPED, by_id=None, now=now)
    elif step.ask:
        cascade_rows.ask(session, row, step.ask, now=now)
        cascade_rows.record(session, events.CascadeStepped, row, None, now)


def _search(session: Session, row: Cascade, conference: Conference, seat: Seat) -> Search:
    table = timetable.of(session, conference)
    span = successors.span_of(table, conference, seat)
    return Search(
        at_once=row.at_once,
        patience=timedelta(minutes=row.patience_minutes),
        over_at=span.ends_at if span else row.started_at,
        asked=tuple(
            Asked(one.person_id, one.until_at, one.reply) for one in sought.asks_of(session, row)
        ),
        by_day=cascades.is_by_day(conference),
    )


def _next_up(
    session: Session, row: Cascade, conference: Conference, seat: Seat, now: datetime
) -> list[UUID]:
    """Return who is free, without whom the seat lost and who is asked for another at this case.

    Whoever can take all that the same person left comes first: one stand-in is better than two.
    """
    elsewhere = _asked_beside(session, conference, seat)
    found = [
        *successors.together(session, conference, _left_with(session, row, seat), now=now),
        *successors.of(session, conference, seat, now=now),
    ]
    return [one for one in found if one != row.lost_id and one not in elsewhere]


def _left_with(session: Session, row: Cascade, seat: Seat) -> list[Seat]:
    """Return the seats that one person left and that are sought for now; none if it is this one."""
    keys = [one.seat_id for one in _beside(session, row)]
    return [seat, *session.exec(select(Seat).where(col(Seat.id).in_(keys)))] if keys else []


def _beside(session: Session, row: Cascade) -> Sequence[Cascade]:
    """Return the other searches here for a seat that the same person left."""
    query = select(Cascade).where(
        Cascade.conference_id == row.conference_id,
        Cascade.lost_id == row.lost_id,
        Cascade.id != row.id,
        col(Cascade.lost_id).is_not(None),
        col(Cascade.seat_id).is_not(None),
        col(Cascade.state).in_(STEPPING),
        col(Cascade.keeps_holder).is_(False),
    )
    return session.exec(query.order_by(col(Cascade.id))).all()


def _asked_beside(session: Session, conference: Conference, seat: Seat) -> set[UUID]:
    """Return who is asked for another seat of the same case: one person, one seat."""
    others = {one.id for one in seat.item.seats} - {seat.id}
    asked = sought.asked(session, conference.id)
    return {person for person, seats in asked.items() if others & set(seats)}
