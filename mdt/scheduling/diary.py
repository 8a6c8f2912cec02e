"""What the database knows of the time of people and rooms: one query for each kind of row.

Working hours, absences, the portal's own commitments, people's own calendars and the answers given,
in plain columns, so that the work lies in reading and not in what becomes of it. Nothing here says
why somebody is busy.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Row,
    String,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlmodel import Session, col

from mdt.models import (
    Absence,
    Answer,
    Conference,
    ConferenceState,
    Invitation,
    Method,
    OutboxMessage,
    PlaceKind,
    Poll,
    PollHold,
    PollPerson,
    Reply,
    WorkingPattern,
)
from mdt.scheduling import busy_time, room_turns
from mdt.scheduling import travel as travels
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval
from mdt.scheduling.travel import Travel

TAKING_TIME = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)
"""Conferences in one of these states take the time of whoever is asked to them."""

LONGEST_SITTING = timedelta(hours=8)

Hours = tuple[time, time]
"""From one wall-clock time until another."""

OFFICE: Hours = (time(8, 30), time(17))
"""Office hours, for whoever gave none, unless the installation says otherwise."""

Query = Any
"""A select of columns; Diary says which."""

Rows = list[Row[Any]]


@dataclass(frozen=True)
class Wanted:
    """Whose time is asked for.

    planning: the conference that seeks a moment. Its own invitations take no time; what was
    answered to them counts for the moments that they asked for.
    office: the hours of whoever gave none.
    on_duty: per seat, when each of its people is on duty, whatever their usual hours.
    lunch: of the region; people rather do not sit then, unless they are on duty. None for none.
    travel: between the rooms of the region. to: the room where people are asked; None for online.
    now: the instant at which the age of what was read from people's own calendars counts.
    """

    people: Collection[UUID]
    rooms: Collection[UUID] = ()
    planning: UUID | None = None
    office: Hours = OFFICE
    on_duty: Mapping[Any, Mapping[UUID, Collection[Interval]]] = field(default_factory=dict)
    now: datetime | None = None
    lunch: Hours | None = None
    travel: Travel = travels.NONE
    to: UUID | None = None


class Diary(NamedTuple):
    """The rows that bear on a stretch of time.

    hours: person, and their week: weekday, from and until by the wall clock, comma, the next.
    busy: person, from, until, whether that is another sitting, and in which room.
    answers: person, from, until, reply; the last one last.
    sittings: room, from, minutes; turns of standing tables too.
    readings: of people's own calendars, as busy_time.readings() says.
    held: person, from, until; what is kept free for another conference.
    """

    hours: Rows
    busy: Rows
    answers: Rows
    sittings: Sequence[Any]
    readings: Rows
    held: Sequence[Row[Any]] = ()


def read(session: Session, grid: Grid, wanted: Wanted) -> Diary:
    """Return the rows that bear on the grid."""
    within = (grid.starts_at, grid.ends_at)
    people, planning = wanted.people, wanted.planning
    reach = wanted.travel.longest
    busy = union_all(
        commitments(people, (within[0] - reach, within[1] + reach), planning).add_columns(
            literal(value=True), _its_room()
        ),
        _absences(people, within).add_columns(literal(value=False), null()),
    )
    return Diary(
        hours=_rows(session, _hours(people)),
        busy=_rows(session, busy),
        answers=_rows(session, _answers(people, planning)),
        sittings=[
            *_rows(session, sittings(wanted.rooms, within, planning)),
            *room_turns.of(session, wanted.rooms, within, planning),
        ],
        readings=_rows(session, busy_time.readings(people)),
        held=_rows(session, _held(people, within, planning)),
    )


def _held(people: Collection[UUID], within: Interval, planning: UUID | None) -> Query:
    """Return the query for what polls of other conferences keep free.

    A calendar says it too, but the portal leaves what it put there itself out of what it reads.
    """
    start, end = within
    return (
        select(col(PollPerson.person_id), col(PollHold.starts_at), col(PollHold.ends_at))
        .join(PollPerson, col(PollPerson.id) == PollHold.poll_person_id)
        .join(Poll, col(Poll.id) == PollPerson.poll_id)
        .where(
            col(PollPerson.person_id).in_(people),
            col(PollHold.withdrawn_at).is_(None),
            col(PollHold.confirmed_at).is_(None),
            col(PollHold.starts_at) < end,
            col(PollHold.ends_at) > start,
            true() if planning is None else col(Poll.conference_id) != planning,
        )
    )


def commitments(people: Collection[UUID], within: Interval, planning: UUID | None) -> Query:
    """Return the query for the time for which people are asked to other conferences.

    Who declined is free again: that conference will have to do without.
    """
    start, end = within
    # EXISTS and no join: the people's own invitations are found first, by their index, and not
    # all conferences that take time.
    its_conference = select(col(Conference.id)).where(
        col(Conference.id) == Invitation.conference_id, _takes_time(planning)
    )
    return select(
        col(Invitation.person_id), col(Invitation.starts_at), col(Invitation.ends_at)
    ).where(
        col(Invitation.person_id).in_(people),
        col(Invitation.starts_at) < end,
        col(Invitation.starts_at) > start - LONGEST_SITTING,
        col(Invitation.ends_at) > start,
        col(Invitation.withdrawn_at).is_(None),
        or_(col(Invitation.reply).is_(None), col(Invitation.reply) != Reply.NO),
        its_conference.exists(),
    )


def elsewhere(people: Collection[UUID], within: Interval, planning: UUID | None) -> Query:
    """Return the query for the same time, with the room of each; None when it is online."""
    return commitments(people, within, planning).add_columns(_its_room())


def sittings(rooms: Collection[UUID], within: Interval, planning: UUID | None) -> Query:
    """Return the query for the other conferences that may sit in these rooms then."""
    start, end = within
    return select(
        col(Conference.room_id), col(Conference.starts_at), col(Conference.minutes)
    ).where(
        col(Conference.room_id).in_(rooms),
        col(Conference.starts_at) < end,
        col(Conference.starts_at) > start - LONGEST_SITTING,
        _takes_time(planning),
    )


def _its_room() -> ColumnElement[UUID | None]:
    """Return the room of the conference that somebody is asked to; None when it is online."""
    room: ColumnElement[UUID | None] = (
        select(col(Conference.room_id))
        .where(
            col(Conference.id) == Invitation.conference_id,
            col(Conference.place_kind) == PlaceKind.ROOM,
        )
        .scalar_subquery()
    )
    return room


def _takes_time(planning: UUID | None) -> ColumnElement[bool]:
    """Return the condition under which a conference takes time, and is not the planned one."""
    takes_time = col(Conference.state).in_(TAKING_TIME)
    return and_(takes_time, col(Conference.id) != planning) if planning else takes_time


def _hours(people: Collection[UUID]) -> Query:
    """Return the query for the weeks of these people: a row for each person, and not a stretch."""
    stretch = (
        cast(col(WorkingPattern.weekday), String)
        + " "
        + cast(col(WorkingPattern.starts), String)
        + " "
        + cast(col(WorkingPattern.ends), String)
    )
    return (
        select(col(WorkingPattern.person_id), func.aggregate_strings(stretch, ","))
        .where(col(WorkingPattern.person_id).in_(people))
        .group_by(col(WorkingPattern.person_id))
    )


def _absences(people: Collection[UUID], within: Interval) -> Query:
    start, end = within
    return select(col(Absence.person_id), col(Absence.starts_at), col(Absence.ends_at)).where(
        col(Absence.person_id).in_(people),
        col(Absence.starts_at) < end,
        col(Absence.ends_at) > start,
    )


def _answers(people: Collection[UUID], planning: UUID | None) -> Query:
    """Return the query for what was answered to the moments that this conference asked for.

    The moment of an answer stands in the message that was answered, by its SEQUENCE.
    """
    answered = and_(
        col(OutboxMessage.invitation_id) == Answer.invitation_id,
        col(OutboxMessage.sequence) == Answer.sequence,
        col(OutboxMessage.method) == Method.REQUEST,
    )
    return (
        select(
            col(Invitation.person_id),
            col(OutboxMessage.starts_at),
            col(OutboxMessage.ends_at),
            col(Answer.reply),
        )
        .join(Answer, col(Answer.invitation_id) == Invitation.id)
        .join(OutboxMessage, answered)
        .where(col(Invitation.conference_id) == planning, col(Invitation.person_id).in_(people))
        .order_by(col(Answer.at))
    )


def _rows(session: Session, query: Query) -> Rows:
    return list(session.execute(query))
