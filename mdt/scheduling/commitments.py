"""The portal's own claims on the time of people and rooms: whoever is asked to a conference."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from mdt.models import Conference, ConferenceState, Invitation, PlaceKind, Reply
from mdt.scheduling.masks import Interval

TAKING_TIME = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)
"""Conferences in one of these states take the time of whoever is asked to them."""

LONGEST_SITTING = timedelta(hours=8)

Query = Any
"""A select of columns."""

Value = Any
"""A value, or a parameter of a query that is made once."""


def elsewhere(people: Collection[UUID], within: Interval, planning: UUID | None) -> Query:
    """Return the query for the time for which people are asked to other conferences.

    Person, from, until, and the room; None when it is online.
    """
    start, end = within
    return select(
        col(Invitation.person_id), col(Invitation.starts_at), col(Invitation.ends_at), its_room()
    ).where(
        col(Invitation.person_id).in_(people),
        is_asked(start - LONGEST_SITTING, start, end, planning),
    )


def sittings(rooms: Any, since: Value, end: Value, planning: Value) -> Query:
    """Return the query for the other conferences that may sit in these rooms: room, from, minutes.

    since: as long before the time that is looked at as a sitting may last.
    """
    return select(
        col(Conference.room_id), col(Conference.starts_at), col(Conference.minutes)
    ).where(
        col(Conference.room_id).in_(rooms),
        col(Conference.starts_at) < end,
        col(Conference.starts_at) > since,
        takes_time(planning),
    )


def is_asked(since: Value, start: Value, end: Value, planning: Value) -> ColumnElement[bool]:
    """Return the condition under which an invitation takes time of its person.

    Who declined is free again: that conference will have to do without.
    """
    # EXISTS and no join: the people's own invitations are found first, by their index, and not
    # all conferences that take time.
    its_conference = select(col(Conference.id)).where(
        col(Conference.id) == Invitation.conference_id, takes_time(planning)
    )
    return and_(bears_on(since, start, end), its_conference.exists())


def bears_on(since: Value, start: Value, end: Value) -> ColumnElement[bool]:
    """Return the condition under which an invitation would take time between these instants."""
    return and_(
        col(Invitation.starts_at) < end,
        col(Invitation.starts_at) > since,
        col(Invitation.ends_at) > start,
        col(Invitation.withdrawn_at).is_(None),
        or_(col(Invitation.reply).is_(None), col(Invitation.reply) != Reply.NO),
    )


def its_room() -> ColumnElement[UUID | None]:
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


def takes_time(planning: Value) -> ColumnElement[bool]:
    """Return the condition under which a conference takes time, and is not the planned one."""
    is_on = col(Conference.state).in_(TAKING_TIME)
    return and_(is_on, col(Conference.id).is_distinct_from(planning))
