"""Which moments suit the table of a conference: its people, its deputies, its chair, its room.

A seat that somebody holds is filled by its holder, for all of the time the holder is needed. A
seat that nobody holds is filled by whichever deputy can. The chair and the room are needed for
the whole sitting.

Source: model.md, ideas 1 and 2; scheduling.md 4.1.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.conferences import parts, spans, timetable
from mdt.conferences.spans import Item, Minutes, Part
from mdt.conferences.timetable import Timetable
from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceKind,
    PlaceKind,
    Seat,
    SeatDeputy,
    SeatDomain,
)
from mdt.scheduling import availability, local_time, slots
from mdt.scheduling import week as weeks
from mdt.scheduling.availability import Availability
from mdt.scheduling.diary import OFFICE, Hours, Wanted
from mdt.scheduling.grid import CELL, Grid, cells_for
from mdt.scheduling.pools import SeatPool
from mdt.scheduling.slots import Search, Slot
from mdt.scheduling.week import Week

CHAIR, ROOM = "chair", "room"
"""The keys under which the chair, who may hold no seat, and the room are searched for."""

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Terms:
    """What this installation asks of every moment: notice, and hours of whoever gave none."""

    notice: timedelta = timedelta(hours=24)
    office: Hours = OFFICE


@dataclass(frozen=True)
class Place:
    """A place at the table: a seat, or the chair's when the chair holds none.

    domain: None for the chair. number: the how manieth of its domain at its item, from 1.
    holder_id: None while nobody sits there; deputies can then.
    minutes: when it is needed, from the start of the sitting.
    """

    key: Any
    domain: SeatDomain | None
    number: int
    counts: bool
    holder_id: UUID | None
    deputies: tuple[UUID, ...]
    item_id: UUID | None
    minutes: Minutes

    @property
    def candidates(self) -> tuple[UUID, ...]:
        """Who can take it: the holder, else the deputies in their order."""
        return (self.holder_id,) if self.holder_id else self.deputies


@dataclass(frozen=True)
class Finder:
    """The moments of one conference over some weeks; asks the database nothing any more.

    assumed: people who gave no working hours. starts_from: now and the notice that people get.
    """

    grid: Grid
    places: tuple[Place, ...]
    free: Availability
    room_id: UUID | None
    length_minutes: int
    starts_from: datetime

    def week(self, monday: date) -> Week:
        """Return what is on offer in the week of this Monday."""
        return weeks.week(self.grid, self._table, self._search, monday)

    def at(self, starts_at: datetime) -> Slot | None:
        """Return one moment as it would be offered, whether it is or not; None outside the grid."""
        cell = self.grid.floor(starts_at)
        shift = (starts_at - self.grid.instant(cell)) // timedelta(minutes=1)
        try:
            return slots.at(self.grid, self._pools(shift), starts_at, self.length_minutes)
        except ValueError:
            return None

    @property
    def mondays(self) -> list[date]:
        """The Mondays of the weeks in which a moment can still be offered, in order."""
        first = monday_of(local_time.local(self.starts_from).date())
        last = local_time.local(self.grid.ends_at - CELL).date()
        return [first + n * WEEK for n in range((last - first) // WEEK + 1)]

    @property
    def first_full(self) -> Week | None:
        """The first week with a moment that suits everybody."""
        found = (self.week(monday) for monday in self.mondays)
        return next((week for week in found if week.full_count), None)

    @property
    def empty(self) -> tuple[Place, ...]:
        """The places that nobody holds."""
        return tuple(place for place in self.places if place.holder_id is None)

    @cached_property
    def _table(self) -> Sequence[SeatPool]:
        return self._pools(0)

    @property
    def _search(self) -> Search:
        return Search(self.length_minutes, self.starts_from, limit=None)

    def _pools(self, shift: int) -> list[SeatPool]:
        """Return the table for the search; shift: minutes from a whole quarter to the start."""
        table = [self._pool(place, shift) for place in self.places if place.candidates]
        if self.room_id:
            table.append(SeatPool(ROOM, required=True, candidates=self._room, item=ROOM))
        return table

    def _pool(self, place: Place, shift: int) -> SeatPool:
        start, end = (minute + shift for minute in place.minutes)
        return SeatPool(
            place.key,
            place.counts,
            {person_id: self.free.people[person_id] for person_id in place.candidates},
            item=place.item_id or CHAIR,
            span=range(start // 15, cells_for(end)),
        )

    @property
    def _room(self) -> Mapping[UUID, Any]:
        return self.free.rooms


def finder(
    session: Session,
    conference: Conference,
    *,
    minutes: int | None = None,
    until: date,
    terms: Terms,
    now: datetime,
) -> Finder:
    """Return the moments of a conference from this week up to the week of a day.

    minutes: another length than the agenda's, for a conference with one item.
    """
    table = resized(timetable.of(session, conference), minutes)
    places = _places(table, _deputies(session, conference))
    room_id = conference.room_id if conference.place_kind is PlaceKind.ROOM else None
    monday = monday_of(local_time.local(now).date())
    grid = Grid.of_days(monday, (monday_of(until) + WEEK - monday).days)
    wanted = Wanted(
        people=list(dict.fromkeys(who for place in places for who in place.candidates)),
        rooms=[room_id] if room_id else [],
        planning=conference.id,
        office=terms.office,
    )
    return Finder(
        grid=grid,
        places=places,
        free=availability.of(session, grid, wanted),
        room_id=room_id,
        length_minutes=table.length_minutes,
        starts_from=now + notice(conference, terms),
    )


def notice(conference: Conference, terms: Terms) -> timedelta:
    """Return how long before it starts people must hear of the conference."""
    is_emergency = conference.kind is ConferenceKind.EMERGENCY
    return timedelta() if is_emergency else terms.notice


def resized(table: Timetable, minutes: int | None) -> Timetable:
    """Return the timetable as it becomes when its one item gets another length."""
    if minutes is None or len(table.items) != 1:
        return table
    return replace(table, items=(_resized(table.items[0], minutes),))


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def _resized(item: Item, minutes: int) -> Item:
    weights = [part.minutes for part in item.parts]
    lengths = parts.share(minutes * sum(weights) // item.minutes, weights) or [1] * len(weights)
    keys = [part.key for part in item.parts]
    return Item(item.key, minutes, list(map(Part, keys, lengths)))


def _deputies(session: Session, conference: Conference) -> Mapping[UUID, Sequence[UUID]]:
    """Return the deputies of every seat that nobody holds, in their order."""
    rows = session.execute(
        select(SeatDeputy.seat_id, SeatDeputy.person_id)
        .join(Seat, col(Seat.id) == SeatDeputy.seat_id)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .where(AgendaItem.conference_id == conference.id, col(Seat.holder_id).is_(None))
        .order_by(col(SeatDeputy.rank))
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for seat_id, person_id in rows:
        found[seat_id].append(person_id)
    return found


def _places(table: Timetable, deputies: Mapping[UUID, Sequence[UUID]]) -> tuple[Place, ...]:
    numbers: dict[tuple[UUID, SeatDomain], int] = defaultdict(int)
    has_quorum = any(seat.quorum for seat in table.seats)
    places = []
    for seat in table.seats:
        numbers[seat.item_id, seat.domain] += 1
        places.append(
            Place(
                key=seat.id,
                domain=seat.domain,
                number=numbers[seat.item_id, seat.domain],
                counts=seat.quorum if has_quorum else seat.required,
                holder_id=seat.holder_id,
                deputies=tuple(deputies.get(seat.id, ())),
                item_id=seat.item_id,
                minutes=_needed(table, seat),
            )
        )
    if table.chair_id and table.chair_id not in {seat.holder_id for seat in table.seats}:
        whole = Minutes(0, table.length_minutes)
        places.append(
            Place(
                key=CHAIR,
                domain=None,
                number=1,
                counts=True,
                holder_id=table.chair_id,
                deputies=(),
                item_id=None,
                minutes=whole,
            )
        )
    return tuple(places)


def _needed(table: Timetable, seat: Seat) -> Minutes:
    """Return when somebody must be there for this seat: the holder, for all of their own seats."""
    if seat.holder_id:
        return spans.minutes(table.items, table.people[seat.holder_id])
    return table.minutes_of(seat)
