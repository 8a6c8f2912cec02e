"""What the database knows of the time of people and rooms: one query for each kind of row.

Working hours, absences, the portal's own commitments, people's own calendars and the answers given,
in plain columns, so that the work lies in reading and not in what becomes of it. Nothing here says
why somebody is busy.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session

from mdt.scheduling import diary_queries, listed, room_turns
from mdt.scheduling import travel as travels
from mdt.scheduling.commitments import LONGEST_SITTING
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval
from mdt.scheduling.travel import Travel

Hours = tuple[time, time]
"""From one wall-clock time until another."""

OFFICE: Hours = (time(8, 30), time(17))
"""Office hours, for whoever gave none, unless the installation says otherwise."""

Rows = Sequence[Any]


@dataclass(frozen=True)
class Wanted:
    """Whose time is asked for.

    planning: the conference that seeks a moment. Its own invitations take no time; what was
    answered to them counts for the moments that they asked for.
    office: the hours of whoever gave none.
    on_duty: per seat, when each of its people is on duty, whatever their usual hours.
    lunch: of the region; people rather do not sit then, unless they are on duty or a court keeps
    the time for it. None for none.
    travel: between the rooms of the region. to: the room where people are asked; None for online.
    blocks: per seat, the cells of the grid in the standing block of its court.
    now: the instant at which the age of what was read from people's own calendars counts.
    """

    people: Sequence[UUID]
    rooms: Collection[UUID] = ()
    planning: UUID | None = None
    office: Hours = OFFICE
    on_duty: Mapping[Any, Mapping[UUID, Collection[Interval]]] = field(default_factory=dict)
    now: datetime | None = None
    lunch: Hours | None = None
    travel: Travel = travels.NONE
    to: UUID | None = None
    blocks: Mapping[Any, int] = field(default_factory=dict)


class Diary(NamedTuple):
    """The rows that bear on a stretch of time.

    A person is told by their place among the people of Wanted, from 0.

    hours: person, and their week: weekday, from and until by the wall clock, comma, the next.
    busy: person, from, until, whether that is another sitting, and in which room. Neither true nor
    false: a sitting that takes no time.
    answers: person, from, until, reply; the last one last.
    sittings: room, from, minutes; turns of standing tables too.
    readings: of people's own calendars, as busy_time.readings() says.
    held: person, from, until; what is kept free for another conference.
    """

    hours: Rows
    busy: Rows
    answers: Rows
    sittings: Rows
    readings: Rows
    held: Rows = ()


def read(session: Session, grid: Grid, wanted: Wanted) -> Diary:
    """Return the rows that bear on the grid."""
    found = Diary(*_rows(session, grid, wanted, range(len(Diary._fields))))
    turns = room_turns.of(session, wanted.rooms, (grid.starts_at, grid.ends_at), wanted.planning)
    return found._replace(sittings=[*found.sittings, *turns])


def reread(
    session: Session,
    grid: Grid,
    wanted: Wanted,
    known: Diary,
    *,
    kinds: Collection[int],
    places: Sequence[int],
) -> Diary:
    """Return a diary with rows of these kinds, of the people in these places, read anew.

    kinds: by their number in Diary; those about people only.
    """
    some = replace(wanted, people=[wanted.people[place] for place in places], rooms=())
    fresh = dict(zip(kinds, _rows(session, grid, some, kinds), strict=True))
    return Diary(
        *(
            [row for row in rows if row[0] not in places]
            + [(places[row[0]], *row[1:]) for row in fresh[kind]]
            if kind in fresh
            else rows
            for kind, rows in enumerate(known)
        )
    )


def of_places(diary: Diary, places: Collection[int]) -> Diary:
    """Return the rows of the people in these places."""
    kept = ([row for row in rows if row[0] in places] for rows in diary)
    return Diary(*kept)._replace(sittings=())


def _rows(
    session: Session, grid: Grid, wanted: Wanted, kinds: Iterable[int]
) -> Iterator[Sequence[Row[Any]]]:
    session.flush()
    connection, (start, end) = session.connection(), (grid.starts_at, grid.ends_at)
    reach = wanted.travel.longest
    values = {
        listed.NAME: listed.text(wanted.people),
        "rooms": list(wanted.rooms),
        "planning": wanted.planning,
        "start": start,
        "end": end,
        "since": start - LONGEST_SITTING,
        "reached_from": start - reach,
        "reached_since": start - reach - LONGEST_SITTING,
        "reached_until": end + reach,
    }
    queries = diary_queries.of(connection.dialect.name)
    return (connection.execute(queries[kind], values).all() for kind in kinds)
