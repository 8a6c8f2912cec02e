"""The sittings of a stretch of days that a reader may know of, with the rooms that they take.

A coordinator and a chair see those of their region; everybody else their own, for the span of
their own seats. The number of queries is the same, however many sittings there are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from mdt.conferences import listing, marks
from mdt.conferences.listing import CaseName, Sight
from mdt.models import Conference, ConferenceKind, ConferenceState, Panel, PlaceKind, Room
from mdt.scheduling.commitments import LONGEST_SITTING
from mdt.seats.cover import Mark

PLANNED = (ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as its reader sees it.

    starts_at and ends_at: the reader's own span, or the whole sitting for who leads it.
    cases, marks: as in a list (listing.Listed). shares_room: another table sits in the room then;
    said only to who leads both.
    """

    id: UUID
    kind: ConferenceKind
    state: ConferenceState
    starts_at: datetime
    ends_at: datetime
    place_kind: PlaceKind
    room_id: UUID | None
    room: str
    cases: tuple[CaseName, ...]
    marks: tuple[Mark, ...]
    is_led: bool
    shares_room: bool

    @property
    def minutes(self) -> int:
        """How long it takes the reader."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


def between(
    session: Session, sight: Sight, *, reader_id: UUID, start: datetime, end: datetime
) -> list[Sitting]:
    """Return the sittings that begin for the reader within start and end, in order."""
    rows = session.execute(_query(sight, start, end)).all()
    keys = [row.id for row in rows]
    led = {row.id for row in rows if row.is_led}
    cases = listing.cases_of(session, keys, sight.items)
    tables = marks.of(session, led)
    spans = listing.own_spans(session, set(keys) - led, reader_id)
    shared = _sharing_a_room([row for row in rows if row.is_led])
    found = [
        _sitting(row, spans.get(row.id), cases.get(row.id, ()), tables.get(row.id, ()), shared)
        for row in rows
    ]
    within = (one for one in found if start <= one.starts_at < end)
    return sorted(within, key=lambda one: (one.starts_at, one.ends_at, one.id))


def rooms(session: Session, regions: Collection[UUID]) -> Sequence[Room]:
    """Return the rooms that these regions use, by name."""
    return (
        session.execute(
            select(Room)
            .where(col(Room.region_id).in_(regions), col(Room.is_active))
            .order_by(col(Room.name), col(Room.id))
        )
        .scalars()
        .all()
    )


def panels(session: Session, regions: Collection[UUID]) -> Sequence[UUID]:
    """Return the keys of the standing tables that these regions use."""
    query = select(col(Panel.id)).where(col(Panel.region_id).in_(regions), col(Panel.is_active))
    return session.execute(query).scalars().all()


def _query(sight: Sight, start: datetime, end: datetime) -> Any:
    """Return the query for sittings that touch these days: one of the evening before as well."""
    starts_at = col(Conference.starts_at)
    return (
        select(
            col(Conference.id),
            col(Conference.kind),
            col(Conference.state),
            starts_at,
            col(Conference.minutes),
            col(Conference.place_kind),
            col(Conference.room_id),
            col(Room.name).label("room"),
            sight.led.label("is_led"),
        )
        .outerjoin(Room, col(Room.id) == Conference.room_id)
        .where(
            sight.conferences,
            col(Conference.state).in_(PLANNED),
            starts_at > start - LONGEST_SITTING,
            starts_at < end,
        )
    )


def _sitting(
    row: Any,
    span: tuple[datetime, int] | None,
    cases: Sequence[CaseName],
    table: Sequence[Mark],
    shared: Collection[UUID],
) -> Sitting:
    starts_at, minutes = span or (row.starts_at, row.minutes)
    return Sitting(
        id=row.id,
        kind=row.kind,
        state=row.state,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place_kind=row.place_kind,
        room_id=row.room_id,
        room=row.room or "",
        cases=tuple(cases),
        marks=tuple(table),
        is_led=row.is_led,
        shares_room=row.id in shared,
    )


def _sharing_a_room(rows: Sequence[Any]) -> set[UUID]:
    """Return which of these sit in one room with another of them at the same time."""
    in_rooms = [row for row in rows if row.room_id]
    found: set[UUID] = set()
    for one, other in combinations(in_rooms, 2):
        if one.room_id == other.room_id and _meet(one, other):
            found |= {one.id, other.id}
    return found


def _meet(one: Any, other: Any) -> bool:
    def ends(row: Any) -> Any:
        return row.starts_at + timedelta(minutes=row.minutes)

    return bool(one.starts_at < ends(other) and other.starts_at < ends(one))
