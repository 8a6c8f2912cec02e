"""Whoever is asked to two sittings at once, or to two rooms with too little time in between."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from mdt.scheduling import availability, commitments, room_turns
from mdt.scheduling import travel as travels
from mdt.scheduling.commitments import LONGEST_SITTING
from mdt.scheduling.masks import Interval
from mdt.scheduling.travel import Travel


class Clashes(NamedTuple):
    """Who is asked elsewhere in the time wanted of them, and who would be on the way then."""

    asked: frozenset[UUID]
    on_the_way: frozenset[UUID]


def of(
    session: Session,
    wanted: Mapping[UUID, Interval],
    *,
    planning: UUID | None = None,
    travel: Travel = travels.NONE,
    to: UUID | None = None,
) -> Clashes:
    """Return who of these people is asked to another conference in the time wanted of them.

    travel, to: between rooms, and the room where they are wanted; None for online.
    """
    if not wanted:
        return Clashes(frozenset(), frozenset())
    starts, ends = zip(*wanted.values(), strict=True)
    within = (min(starts) - travel.longest, max(ends) + travel.longest)
    rows = session.execute(commitments.elsewhere(wanted.keys(), within, planning)).all()
    asked = {
        person_id for person_id, start, end, _ in rows if _overlap((start, end), wanted[person_id])
    }
    on_the_way = {
        person_id
        for person_id, start, end, room in rows
        if _overlap(travel.around(start, end, room, to), wanted[person_id])
    }
    return Clashes(frozenset(asked), frozenset(on_the_way - asked))


def is_room_taken(
    session: Session, room_id: UUID, wanted: Interval, *, planning: UUID | None = None
) -> bool:
    """Tell whether another conference sits in the room in the time wanted, or a table's turn."""
    since = wanted[0] - LONGEST_SITTING
    rows = [
        *session.execute(commitments.sittings([room_id], since, wanted[1], planning)),
        *room_turns.of(session, [room_id], wanted, planning),
    ]
    return any(_overlap((start, end), wanted) for _, start, end in availability.lasting(rows))


def _overlap(one: Interval, other: Interval) -> bool:
    return one[0] < other[1] and other[0] < one[1]
