"""The rooms that standing tables keep for their turns, from when a turn is planned.

A turn is no row (decision 18), so that it is worked out whenever somebody looks at a room. It keeps
its room until it falls out, or until what stands on it sits at a moment or in a place of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from mdt.models import (
    Conference,
    ConferenceState,
    Panel,
    PanelException,
    PanelRhythm,
    PlaceKind,
)
from mdt.scheduling import local_time, table_rhythm
from mdt.scheduling.masks import Interval
from mdt.scheduling.table_rhythm import Exceptions, Turn

DAY = timedelta(days=1)

Kept = tuple[UUID, datetime, int]
"""A room, from when, and for how many minutes."""

Days = Mapping[UUID, Collection[date]]
"""Days of turns, by their table."""


def of(
    session: Session, rooms: Collection[UUID], within: Interval, planning: UUID | None
) -> list[Kept]:
    """Return what turns keep of these rooms, for other conferences than the planned one."""
    if not rooms:
        return []
    rhythms = (
        session.execute(
            select(PanelRhythm)
            .join(Panel, col(Panel.id) == PanelRhythm.panel_id)
            .where(col(PanelRhythm.room_id).in_(rooms), col(Panel.is_active))
        )
        .scalars()
        .all()
    )
    if not rhythms:
        return []
    keys = [row.panel_id for row in rhythms]
    exceptions, gone = _exceptions(session, keys), _gone(session, rhythms, planning)
    return [
        (row.room_id, turn.starts_at, row.minutes)
        for row in rhythms
        for turn in _turns(row, exceptions[row.panel_id], within)
        if row.room_id and turn.out is None and turn.on not in gone[row.panel_id]
    ]


def _turns(row: PanelRhythm, exceptions: Exceptions, within: Interval) -> Iterator[Turn]:
    """Yield the turns that may touch these instants; a moved one belongs to another day."""
    rhythm = table_rhythm.of(row)
    first, last = (local_time.local(at).date() for at in within)
    usual = table_rhythm.turns(rhythm, exceptions, first - DAY, last + DAY)
    known = {turn.on for turn in usual}
    yield from usual
    for on, moved_to in exceptions.items():
        if moved_to and on not in known and (turn := table_rhythm.turn(rhythm, exceptions, on)):
            yield turn


def _exceptions(session: Session, panels: Collection[UUID]) -> Mapping[UUID, Exceptions]:
    found: dict[UUID, dict[date, datetime | None]] = defaultdict(dict)
    query = select(PanelException).where(col(PanelException.panel_id).in_(panels))
    for row in session.execute(query).scalars():
        found[row.panel_id][row.turn_on] = row.moved_to
    return found


def _gone(session: Session, rhythms: Collection[PanelRhythm], planning: UUID | None) -> Days:
    """Return the turns that keep no room for themselves: what stands on them says where it sits."""
    rooms = {row.panel_id: row.room_id for row in rhythms}
    rows = session.execute(
        select(
            col(Conference.id),
            col(Conference.panel_id),
            col(Conference.turn_on),
            col(Conference.state),
            col(Conference.place_kind),
            col(Conference.room_id),
        ).where(
            col(Conference.panel_id).in_(rooms),
            col(Conference.turn_on).is_not(None),
            col(Conference.state) != ConferenceState.CANCELLED,
        )
    )
    found: dict[UUID, set[date]] = defaultdict(set)
    for key, panel_id, turn_on, state, place_kind, room_id in rows:
        is_there = place_kind is PlaceKind.ROOM and room_id == rooms[panel_id]
        if key == planning or state is not ConferenceState.DRAFT or not is_there:
            found[panel_id].add(turn_on)
    return found
