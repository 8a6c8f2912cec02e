"""Seats that are filled out of a pool: who is in it, and in which order they come.

Whoever sat least in recent months comes first, so that the sittings are spread over the pool.

Source: model.md, idea 2; scheduling.md 4.1.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col, func

from mdt.conferences import candidates, timetable
from mdt.conferences.places import Deputies, Place
from mdt.conferences.timetable import Timetable
from mdt.models import AgendaItem, Conference, ConferenceState, Seat, SeatFill
from mdt.scheduling import duty_watch, listed
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval
from mdt.scheduling.pools import Choice
from mdt.scheduling.slots import Slot

RECENT = timedelta(days=182)
"""How far back a sitting still counts when turns are spread."""

SAT = (ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD)


NOBODY: Mapping[UUID, UUID] = MappingProxyType({})

OnDuty = Mapping[UUID, Mapping[UUID, Collection[Interval]]]
"""Per seat that whoever is on duty fills: when each person is."""


def opened(table: Timetable, instead: Mapping[UUID, UUID]) -> tuple[Timetable, dict[UUID, UUID]]:
    """Return the table as another moment finds it, and who came out of a pool or a roster, by seat.

    Their seats are open, but where somebody would sit instead, by the seat's key.
    """
    drawn = {
        seat.id: seat.holder_id for seat in table.seats if seat.is_open_again and seat.holder_id
    }
    return timetable.with_holders(table, {**dict.fromkeys(drawn), **instead}), drawn


def of(
    session: Session,
    table: Timetable,
    on_duty: OnDuty,
    deputies: Deputies,
    *,
    drawn: Mapping[UUID, UUID] = NOBODY,
    now: datetime,
) -> dict[UUID, list[UUID]]:
    """Return the pool of every seat that nobody holds and that has one, in the order of turns.

    drawn: who came out of it for another moment, by seat: they go first, for they know of it.
    """
    pooled = [
        seat
        for seat in table.seats
        if seat.holder_id is None and seat.fill is SeatFill.ORGANISATION
    ]
    offered = candidates.of_each(session, pooled, deputies, freed=drawn, now=now)
    pools = {key: list(people) for key, people in on_duty.items()} | {
        key: [one.person_id for one in people] for key, people in offered.items()
    }
    sat = sittings(session, {who for pool in pools.values() for who in pool}, now=now)
    return {key: _first(drawn.get(key), in_turn(pool, sat)) for key, pool in pools.items()}


def on_duty(
    session: Session, conference: Conference, table: Timetable, grid: Grid, *, now: datetime
) -> dict[UUID, dict[UUID, list[Interval]]]:
    """Return per seat that waits for whoever is on duty when each person is, over the grid.

    While nobody of its own organisations is on duty, those of the one that takes over are.
    """
    seats = [one for one in table.seats if one.holder_id is None and one.fill is SeatFill.DUTY]
    watch = duty_watch.read(session, conference.region_id, seats, grid, now=now)
    return {seat.id: watch.of(seat) for seat in seats}


def in_turn(pool: Sequence[UUID], sat: Mapping[UUID, int]) -> list[UUID]:
    """Return the pool, those first who sat least; alike stays as it was."""
    return sorted(pool, key=lambda person_id: sat.get(person_id, 0))


def _first(person_id: UUID | None, pool: Sequence[UUID]) -> list[UUID]:
    return sorted(pool, key=lambda one: one != person_id)


def chosen(places: Iterable[Place], slot: Slot) -> dict[UUID, Choice]:
    """Return who takes each pooled seat at a moment, and who else could, by the seat's key."""
    pooled = {place.key for place in places if place.is_pooled}
    by_seat = zip(slot.seating.pools, slot.choices, strict=True)
    return {pool.key: one for pool, one in by_seat if pool.key in pooled}


def sittings(session: Session, people: Collection[UUID], *, now: datetime) -> dict[UUID, int]:
    """Return how many sittings each of these people had in recent months, and has ahead."""
    if not people:
        return {}
    keys, query = list(people), _sat(session.get_bind().dialect.name)
    rows = session.execute(query, {listed.NAME: listed.text(keys), "since": now - RECENT})
    return {keys[place]: times for place, times in rows}


@cache
def _sat(dialect: str) -> Any:
    asked = listed.of(dialect)
    return (
        select(asked.place, func.count(col(AgendaItem.conference_id).distinct()))
        .join_from(asked.table, Seat, col(Seat.holder_id) == asked.key)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(col(Conference.state).in_(SAT), col(Conference.starts_at) > bindparam("since"))
        .group_by(asked.place)
    )
