"""The queries behind a diary, made once for each of the two databases.

A person is told by their place in the list that was asked about (mdt.scheduling.listed).
"""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlmodel import col

from mdt.models import (
    Absence,
    Answer,
    Conference,
    Invitation,
    Method,
    OutboxMessage,
    Person,
    PlaceKind,
    Poll,
    PollHold,
    PollPerson,
)
from mdt.scheduling import busy_time, commitments, listed
from mdt.scheduling.listed import Instant, Listed

Query = Any
"""A select of columns; mdt.scheduling.diary.Diary says which."""

_START: Any = bindparam("start")
_END: Any = bindparam("end")
_PLANNING: Any = bindparam("planning")


class Queries(NamedTuple):
    """In the order of Diary."""

    hours: Query
    busy: Query
    answers: Query
    sittings: Query
    readings: Query
    held: Query


ABOUT_PEOPLE = frozenset(
    number for number, name in enumerate(Queries._fields) if name != "sittings"
)
"""Which of them, by their number, tell a person in the first column of every row."""


@cache
def of(dialect: str) -> Queries:
    """Return the queries in one of the two databases."""
    people = listed.of(dialect)
    rooms: Any = bindparam("rooms", expanding=True)
    return Queries(
        hours=_hours(people),
        busy=union_all(_sittings_elsewhere(people), _absences(people)),
        answers=_answers(people),
        sittings=commitments.sittings(rooms, bindparam("since"), _END, _PLANNING),
        readings=busy_time.readings(people),
        held=_held(people),
    )


def _hours(people: Listed) -> Query:
    """Return the query for the weeks of these people, of whoever told theirs."""
    return (
        select(people.place, col(Person.week))
        .join_from(people.table, Person, col(Person.id) == people.key)
        .where(col(Person.week) != "")
    )


def _sittings_elsewhere(people: Listed) -> Query:
    """Return the query for what these people are asked to, whether it takes time or not.

    Every conference is looked up once: an outer join, so that its people still come first.
    """
    is_on = and_(col(Conference.id) == Invitation.conference_id, commitments.takes_time(_PLANNING))
    return (
        select(
            people.place,
            _read(col(Invitation.starts_at)),
            _read(col(Invitation.ends_at)),
            case((col(Conference.id).is_not(None), true())),
            case((col(Conference.place_kind) == PlaceKind.ROOM, col(Conference.room_id))),
        )
        .join_from(people.table, Invitation, col(Invitation.person_id) == people.key)
        .outerjoin(Conference, is_on)
        .where(
            commitments.bears_on(
                bindparam("reached_since"), bindparam("reached_from"), bindparam("reached_until")
            )
        )
    )


def _absences(people: Listed) -> Query:
    return (
        select(
            people.place,
            _read(col(Absence.starts_at)),
            _read(col(Absence.ends_at)),
            literal(value=False),
            null(),
        )
        .join_from(people.table, Absence, col(Absence.person_id) == people.key)
        .where(col(Absence.starts_at) < _END, col(Absence.ends_at) > _START)
    )


def _answers(people: Listed) -> Query:
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
            people.place,
            _read(col(OutboxMessage.starts_at)),
            _read(col(OutboxMessage.ends_at)),
            col(Answer.reply),
        )
        .join_from(people.table, Invitation, col(Invitation.person_id) == people.key)
        .join(Answer, col(Answer.invitation_id) == Invitation.id)
        .join(OutboxMessage, answered)
        .where(col(Invitation.conference_id) == _PLANNING)
        .order_by(col(Answer.at))
    )


def _held(people: Listed) -> Query:
    """Return the query for what polls of other conferences keep free.

    A calendar says it too, but the portal leaves what it put there itself out of what it reads.
    """
    return (
        select(people.place, _read(col(PollHold.starts_at)), _read(col(PollHold.ends_at)))
        .join_from(people.table, PollPerson, col(PollPerson.person_id) == people.key)
        .join(PollHold, col(PollHold.poll_person_id) == PollPerson.id)
        .join(Poll, col(Poll.id) == PollPerson.poll_id)
        .where(
            col(PollHold.withdrawn_at).is_(None),
            col(PollHold.confirmed_at).is_(None),
            col(PollHold.starts_at) < _END,
            col(PollHold.ends_at) > _START,
            col(Poll.conference_id).is_distinct_from(_PLANNING),
        )
    )


def _read(instant: Any) -> ColumnElement[Any]:
    return type_coerce(instant, Instant())
