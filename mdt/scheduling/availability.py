"""Who and which room is taken by another conference."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from mdt.models import Conference, ConferenceState, Invitation, Reply
from mdt.scheduling.masks import Interval

TAKING_TIME = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)
"""Conferences in one of these states take the time of whoever is asked to them."""

LONGEST_SITTING = timedelta(hours=8)


def double_booked(
    session: Session, wanted: Mapping[UUID, Interval], *, planning: UUID | None = None
) -> frozenset[UUID]:
    """Return who of these people is asked to another conference in the time wanted of them.

    planning: the conference that a moment is sought for; it does not stand in its own way.
    """
    if not wanted:
        return frozenset()
    starts, ends = zip(*wanted.values(), strict=True)
    rows = session.execute(_commitments(wanted, (min(starts), max(ends)), planning))
    return frozenset(
        person_id for person_id, start, end in rows if _overlap((start, end), wanted[person_id])
    )


def is_room_taken(
    session: Session, room_id: UUID, wanted: Interval, *, planning: UUID | None = None
) -> bool:
    """Tell whether another conference sits in the room in the time wanted."""
    start, end = wanted
    rows = session.execute(
        select(col(Conference.starts_at), col(Conference.minutes)).where(
            col(Conference.room_id) == room_id,
            col(Conference.starts_at) < end,
            col(Conference.starts_at) > start - LONGEST_SITTING,
            _takes_time(planning),
        )
    )
    return any(_overlap((at, at + timedelta(minutes=minutes)), wanted) for at, minutes in rows)


def _commitments(people: Iterable[UUID], within: Interval, planning: UUID | None) -> Any:
    """Return the query for the time for which people are asked and did not decline."""
    start, end = within
    return (
        select(col(Invitation.person_id), col(Invitation.starts_at), col(Invitation.ends_at))
        .join(Conference, col(Conference.id) == Invitation.conference_id)
        .where(
            col(Invitation.person_id).in_(people),
            col(Invitation.starts_at) < end,
            col(Invitation.ends_at) > start,
            col(Invitation.withdrawn_at).is_(None),
            or_(col(Invitation.reply).is_(None), col(Invitation.reply) != Reply.NO),
            _takes_time(planning),
        )
    )


def _takes_time(planning: UUID | None) -> ColumnElement[bool]:
    """Return the condition under which a conference takes time, and is not the planned one."""
    takes_time = col(Conference.state).in_(TAKING_TIME)
    return and_(takes_time, col(Conference.id) != planning) if planning else takes_time


def _overlap(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]
