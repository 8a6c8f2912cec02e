"""Rows into masks: when people and rooms are free, in as many queries as there are kinds of row.

Source: scheduling.md 4.1 (loading busy rows is the work, the search is not).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any
from uuid import UUID

from sqlmodel import Session

from mdt.models import Reply
from mdt.scheduling import busy_time, masks
from mdt.scheduling import diary as diaries
from mdt.scheduling.busy_time import Timed
from mdt.scheduling.diary import Diary, Hours, Wanted
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval, PersonMask

WORKING_DAYS = range(5)

People = Mapping[UUID, PersonMask]
"""Per person, when they can and perhaps can."""


@dataclass(frozen=True)
class Availability:
    """When people and rooms are free. assumed: who gave no hours and counts as in the office.

    on_duty: per seat, when each of its people is on duty and free. blocks: as it was wanted.
    """

    people: People
    rooms: Mapping[UUID, PersonMask]
    assumed: frozenset[UUID]
    on_duty: Mapping[Any, Mapping[UUID, PersonMask]] = field(default_factory=dict)
    blocks: Mapping[Any, int] = field(default_factory=dict)


NOBODY = Availability({}, {}, frozenset())
"""Of whom nobody was asked about."""


def of(session: Session, grid: Grid, wanted: Wanted) -> Availability:
    """Return when these people and rooms are free, over the grid."""
    return laid_out(grid, wanted, diaries.read(session, grid, wanted))


def renewed(
    grid: Grid, wanted: Wanted, known: Availability, diary: Diary, places: Collection[int]
) -> Availability:
    """Return what is known of wanted, with the people in these places laid out from their rows."""
    fresh = laid_out(grid, wanted, diaries.of_places(diary, places), places)
    some = {wanted.people[place] for place in places}
    return Availability(
        {**known.people, **fresh.people},
        known.rooms,
        known.assumed - some | fresh.assumed,
        {key: {**known.on_duty[key], **of_seat} for key, of_seat in fresh.on_duty.items()},
        known.blocks,
    )


def laid_out(
    grid: Grid, wanted: Wanted, diary: Diary, places: Collection[int] | None = None
) -> Availability:
    """Return what the rows come to: a mask for every person and every room.

    places: of those who count among the people who are wanted; None for everybody.
    """
    weeks = _weeks(diary.hours)
    rhythms = _Rhythms(grid, wanted.office)
    answered = _answered(diary.answers)
    busy = _intervals([*_away(diary.busy), *answered[Reply.NO]])
    agreed, calendars = _intervals(answered[Reply.YES]), _calendars(grid, diary.readings)
    sittings = _intervals(_sittings(diary.busy, wanted))
    lunch = _lunch(grid, wanted)
    unknown = busy_time.unknown(diary.readings, (grid.starts_at, grid.ends_at), now=wanted.now)
    unsure = _intervals([*unknown, *diary.held, *answered[Reply.MAYBE]])

    def mask(place: int, hours: int, rather_not: int = 0) -> PersonMask:
        taken, perhaps = calendars.get(place, (0, 0))
        return masks.person(
            grid,
            hours,
            taken=taken,
            rather_not=rather_not | perhaps,
            busy=busy.get(place, ()),
            sittings=sittings.get(place, ()),
            tentative=unsure.get(place, ()),
            agreed=agreed.get(place, ()),
        )

    counted = range(len(wanted.people)) if places is None else places
    people = {
        wanted.people[place]: mask(place, rhythms.of(weeks.get(place)), lunch) for place in counted
    }
    known = {wanted.people[place] for place in weeks}
    return Availability(
        people,
        _rooms(grid, wanted.rooms, diary.sittings),
        assumed=_assumed(wanted, people) - known,
        on_duty=_on_duty(grid, wanted, counted, mask),
        blocks=wanted.blocks,
    )


def _lunch(grid: Grid, wanted: Wanted) -> int:
    """Return the cells of the lunch of the region; what a court keeps free is none of it."""
    if wanted.lunch is None:
        return 0
    kept = reduce(or_, wanted.blocks.values(), 0)
    return masks.weekly(grid, dict.fromkeys(range(7), (wanted.lunch,))) & ~kept


def _on_duty(
    grid: Grid, wanted: Wanted, counted: Collection[int], mask: Callable[[int, int], PersonMask]
) -> dict[Any, dict[UUID, PersonMask]]:
    """Return per seat when each of those who count is on duty and free."""
    places = {wanted.people[place]: place for place in counted} if wanted.on_duty else {}
    return {
        key: {
            one: mask(places[one], masks.inward(grid, shifts))
            for one, shifts in shifts_of.items()
            if one in places
        }
        for key, shifts_of in wanted.on_duty.items()
    }


def _assumed(wanted: Wanted, people: Iterable[UUID]) -> frozenset[UUID]:
    """Return for whom of these usual hours count: for all who are not asked for their duty only."""
    return frozenset(people) - {one for of_seat in wanted.on_duty.values() for one in of_seat}


class _Rhythms:
    """Working hours as masks; equal weeks are laid out once."""

    def __init__(self, grid: Grid, office: Hours) -> None:
        """Lay weeks out over the grid; who gave none works in the office."""
        self._grid = grid
        self._office = masks.walls(dict.fromkeys(WORKING_DAYS, (office,)))
        self._known: dict[str | None, int] = {}

    def of(self, week: str | None) -> int:
        """Return the mask of the week, as Diary.hours tells it; None for office hours."""
        if week not in self._known:
            walls = self._office if week is None else _walls(week)
            self._known[week] = masks.laid_out(self._grid, walls)
        return self._known[week]


def _weeks(rows: Iterable[Any]) -> dict[int, str]:
    return dict(rows)


@lru_cache(maxsize=1 << 10)
def _walls(text: str) -> Sequence[int]:
    """Return the quarters of the week that Diary.hours tells; the same for whoever works so."""
    week: dict[int, list[Hours]] = defaultdict(list)
    for stretch in text.split(","):
        weekday, starts, ends = stretch.split(" ")
        week[int(weekday)].append((time.fromisoformat(starts), time.fromisoformat(ends)))
    return masks.walls(week)


def _calendars(grid: Grid, rows: Iterable[Any]) -> dict[int, tuple[int, int]]:
    """Return by person the cells that their own calendars call busy, and perhaps busy."""
    found: dict[int, tuple[int, int]] = {}
    for person_id, _, _, since, busy, perhaps in rows:
        if since is not None:
            taken, unsure = found.get(person_id, (0, 0))
            found[person_id] = (
                taken | busy_time.on(grid, since, busy),
                unsure | busy_time.on(grid, since, perhaps),
            )
    return found


def _away(rows: Iterable[Any]) -> Iterable[Timed]:
    """Return the time of absences."""
    return (
        (person_id, start, end)
        for person_id, start, end, is_sitting, _ in rows
        if is_sitting is False
    )


def _sittings(rows: Iterable[Any], wanted: Wanted) -> Iterable[Timed]:
    """Return the time that other sittings take, with the way from there and back."""
    return (
        (person_id, *wanted.travel.around(start, end, room, wanted.to))
        for person_id, start, end, is_sitting, room in rows
        if is_sitting
    )


def _intervals(rows: Iterable[Any]) -> dict[Any, list[Interval]]:
    """Return the intervals of each person or room."""
    found: dict[Any, list[Interval]] = defaultdict(list)
    for key, start, end in rows:
        found[key].append((start, end))
    return found


def _answered(rows: Iterable[Any]) -> dict[Reply, list[Timed]]:
    """Return per reply who gave it to which moment; the last answer to a moment counts."""
    last = {(place, start, end): reply for place, start, end, reply in rows}
    return {reply: [moment for moment, given in last.items() if given is reply] for reply in Reply}


def _rooms(grid: Grid, rooms: Collection[UUID], rows: Iterable[Any]) -> dict[UUID, PersonMask]:
    taken = _intervals(lasting(rows))
    return {
        room_id: PersonMask(grid.everything & ~masks.outward(grid, taken.get(room_id, ())))
        for room_id in rooms
    }


def lasting(rows: Iterable[Any]) -> Iterable[tuple[UUID, datetime, datetime]]:
    """Return sittings with their end in place of their minutes."""
    return (
        (room_id, start, start + timedelta(minutes=minutes)) for room_id, start, minutes in rows
    )
