"""Which moments suit the table of a conference: its people, its deputies, its chair, its room.

A seat that somebody holds is filled by its holder, for all of the time the holder is needed. A
seat that nobody holds, or whose holder was not named but came out of its pool, is filled by
whichever deputy can, or out of its pool. The chair and the room are needed for the whole sitting.

Source: model.md, ideas 1 and 2; scheduling.md 4.1.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import court_time, filled, order, places, seat_pools, timetable
from mdt.conferences.filled import Made
from mdt.conferences.order import Weights
from mdt.conferences.places import Deputies, Place
from mdt.conferences.timetable import Timetable
from mdt.models import Conference, ConferenceKind, PlaceKind, Region, Seat
from mdt.scheduling import availability, local_time, slots, travel, ways_out
from mdt.scheduling import diary as diaries
from mdt.scheduling import week as weeks
from mdt.scheduling.availability import Availability
from mdt.scheduling.diary import OFFICE, Diary, Hours, Wanted
from mdt.scheduling.grid import CELL, Grid, cells_for
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import SeatPool
from mdt.scheduling.slots import Search, Slot
from mdt.scheduling.ways_out import Blocker
from mdt.scheduling.week import Week

ROOM = "room"
"""The key under which the room is searched for."""

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Terms:
    """What this installation asks of every moment, and what counts between two of them.

    office: the hours of whoever gave none. weights: whose time is scarce.
    """

    notice: timedelta = timedelta(hours=24)
    office: Hours = OFFICE
    weights: Weights = order.USUAL


@dataclass(frozen=True)
class Finder:
    """The moments of one conference over some weeks; asks the database nothing any more.

    deputies: of the seats that nobody holds. starts_from: now and the notice that people get.
    deadline: a sitting not over by then is late; None for never. asked: whose time was read, and
    what bears on it; others can be asked for in the same way. made: the seats that were looked at
    already, at any length. before: the finder before anybody's time was read.
    """

    grid: Grid
    table: Timetable
    deputies: Deputies
    free: Availability
    has_room: bool
    starts_from: datetime
    deadline: datetime | None = None
    weights: Weights = order.USUAL
    asked: Wanted = field(default_factory=lambda: Wanted(()))
    made: Made = field(default_factory=dict)
    before: "Finder | None" = None

    def resized(self, minutes: int) -> "Finder":
        """Return the finder for another length; the same when several items make the length."""
        if minutes not in self._resized:
            before = self.before and self.before.resized(minutes)
            table = before.table if before else timetable.resized(self.table, minutes)
            self._resized[minutes] = replace(self, table=table, before=before)
        return self._resized[minutes]

    def read(self, diary: Diary) -> "Finder":
        """Return the finder with everybody's time, out of their rows."""
        free = availability.laid_out(self.grid, self.asked, diary)
        return replace(self, free=free, made={}, before=self)

    def renewed(self, diary: Diary, places: Collection[int]) -> "Finder":
        """Return the finder with the time of those in these places of the asked; the rest holds."""
        free = availability.renewed(self.grid, self.asked, self.free, diary, places)
        made = filled.without(self.made, [self.asked.people[place] for place in places])
        return replace(self, free=free, made=made)

    def week(self, monday: date) -> Week:
        """Return what is on offer in the week of this Monday."""
        if monday not in self._weeks:
            self._weeks[monday] = weeks.week(self.grid, self._table, self._search, monday)
        return self._weeks[monday]

    def at(self, starts_at: datetime) -> Slot | None:
        """Return one moment as it would be offered, whether it is or not; None outside the grid."""
        cell = self.grid.floor(starts_at)
        shift = (starts_at - self.grid.instant(cell)) // timedelta(minutes=1)
        table = self._pools(shift) if shift else self._table
        try:
            return slots.at(self.grid, table, starts_at, self.length_minutes, self.deadline)
        except ValueError:
            return None

    def holders_at(self, starts_at: datetime) -> dict[UUID, UUID]:
        """Return who takes each seat that is filled out of a pool, by the seat's key."""
        slot = self.at(starts_at)
        taken = seat_pools.chosen(self.places, slot) if slot else {}
        return {key: one.person for key, one in taken.items() if one.person}

    def blockers(
        self, monday: date, others: Mapping[Any, SeatPool] | None = None
    ) -> tuple[Blocker, ...]:
        """Return who alone stands in the way of moments in the week; others may sit instead."""
        search = weeks.within(self._search, monday)
        return ways_out.blockers(self.grid, self._table, search, others)

    @property
    def first_late(self) -> datetime | None:
        """The first moment after the latest one that suits everybody, in UTC."""
        opening = ways_out.late(self.grid, self._table, self._search)
        return opening.first_at if opening else None

    def pool_of(self, seat: Seat, people: Mapping[UUID, PersonMask]) -> SeatPool:
        """Return the seat as other people would fill it: for the time of this seat only."""
        start, end = self.table.minutes_of(seat)
        span = range(start // 15, cells_for(end))
        return SeatPool(seat.id, required=True, candidates=people, item=seat.item_id, span=span)

    @property
    def is_undivided(self) -> bool:
        """True when everybody sits all the time: what is too long for them stays so when longer."""
        return not any(item.parts for item in self.table.items)

    @property
    def mondays(self) -> list[date]:
        """The Mondays of the weeks in which a moment can still be offered, in order."""
        first = monday_of(local_time.local(self.starts_from).date())
        last = local_time.local(self.grid.ends_at - CELL).date()
        return [first + n * WEEK for n in range((last - first) // WEEK + 1)]

    @cached_property
    def first_full(self) -> Week | None:
        """The first week with a moment that suits everybody."""
        return self._first(lambda week: week.full_count > 0, filter(self.may_be_full, self.mondays))

    @cached_property
    def first_sound(self) -> Week | None:
        """The first week with a moment that suits the quorum, or else with any moment."""
        hopeful = (monday for monday in self.mondays if self._has(monday, required_only=True))
        sound = self._first(lambda week: week.suits_the_quorum, hopeful)
        return sound or self._first(lambda week: bool(week.slots), self.mondays)

    def may_be_full(self, monday: date) -> bool:
        """Tell whether this week may have a moment that suits everybody."""
        return self._has(monday, required_only=False)

    @property
    def empty(self) -> tuple[Place, ...]:
        """The places that nobody holds."""
        return tuple(place for place in self.places if place.is_vacant)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every place at the table, in its order."""
        return self.before.places if self.before else places.of(self.table, self.deputies)

    @property
    def length_minutes(self) -> int:
        """How long the sitting takes."""
        return self.table.length_minutes

    def _has(self, monday: date, *, required_only: bool) -> bool:
        """Tell whether every place, or every one that counts, can in time in the week."""
        starts, search = weeks.in_time(self.grid, self._search, monday), self._search
        return bool(slots.all_can(self._table, starts, search, required_only=required_only))

    def _first(self, suits: Callable[[Week], bool], mondays: Iterable[date]) -> Week | None:
        return next((week for week in map(self.week, mondays) if suits(week)), None)

    @cached_property
    def _weeks(self) -> dict[date, Week]:
        """The weeks that were searched already."""
        return {}

    @cached_property
    def _resized(self) -> "dict[int, Finder]":
        """The finders of other lengths that were asked for already."""
        return {}

    @cached_property
    def _table(self) -> Sequence[SeatPool]:
        return self._pools(0)

    @property
    def _search(self) -> Search:
        return Search(self.length_minutes, self.starts_from, deadline=self.deadline, limit=None)

    def _pools(self, shift: int) -> list[SeatPool]:
        """Return the table for the search; shift: minutes from a whole quarter to the start."""
        free, scarcity = self.free, self.weights.scarcity
        table = [
            filled.pool(self.made, place, free, scarcity(place.domain), shift)
            for place in filter(lambda place: place.candidates, self.places)
        ]
        if self.has_room:
            rooms = free.rooms
            table.append(SeatPool(ROOM, required=True, candidates=rooms, item=ROOM, is_room=True))
        return table


def finder(
    session: Session,
    conference: Conference,
    *,
    minutes: int | None = None,
    until: date,
    terms: Terms,
    deadline: datetime | None = None,
    instead: Mapping[UUID, UUID] | None = None,
    now: datetime,
) -> Finder:
    """Return the moments of a conference from this week up to the week of a day.

    minutes: another length than the agenda's, for a conference with one item. instead: who would
    sit on a seat in the stead of its holder, by the seat's key.
    """
    found = asking(
        session, conference, until=until, terms=terms, deadline=deadline, instead=instead, now=now
    )
    diary = diaries.read(session, found.grid, found.asked)
    return (found if minutes is None else found.resized(minutes)).read(diary)


def asking(
    session: Session,
    conference: Conference,
    *,
    until: date,
    terms: Terms,
    deadline: datetime | None = None,
    instead: Mapping[UUID, UUID] | None = None,
    now: datetime,
) -> Finder:
    """Return the finder before anybody's time was read: who is asked, and for which minutes."""
    monday = monday_of(local_time.local(now).date())
    grid = Grid.of_days(monday, (monday_of(until) + WEEK - monday).days)
    table, drawn = seat_pools.opened(timetable.of(session, conference), instead or {})
    on_duty = seat_pools.on_duty(session, conference, table, grid, now=now)
    named = places.deputies(session, conference)
    deputies = {**named, **seat_pools.of(session, table, on_duty, named, drawn=drawn, now=now)}
    room_id = conference.room_id if conference.place_kind is PlaceKind.ROOM else None
    wanted = Wanted(
        people=places.people(places.of(table, deputies)),
        rooms=[room_id] if room_id else [],
        planning=conference.id,
        office=terms.office,
        on_duty=on_duty,
        now=now,
        lunch=_lunch(session, conference),
        travel=travel.of(session, conference.region_id) if room_id else travel.NONE,
        to=room_id,
        blocks=court_time.of(session, table.seats, grid, now=now),
    )
    return Finder(
        grid=grid,
        table=table,
        deputies=deputies,
        free=availability.NOBODY,
        has_room=room_id is not None,
        starts_from=now + notice(conference, terms),
        deadline=deadline,
        weights=terms.weights,
        asked=wanted,
    )


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def notice(conference: Conference, terms: Terms) -> timedelta:
    """Return how long before it starts people must hear of the conference."""
    return timedelta() if conference.kind is ConferenceKind.EMERGENCY else terms.notice


def _lunch(session: Session, conference: Conference) -> Hours | None:
    """Return when the region has lunch; an emergency knows none."""
    region = session.get_one(Region, conference.region_id)
    starts, ends = region.lunch_starts, region.lunch_ends
    is_emergency = conference.kind is ConferenceKind.EMERGENCY
    return (starts, ends) if starts and ends and not is_emergency else None
