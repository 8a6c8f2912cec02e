"""Nobody is asked to be in two places, and no room sits two tables, unless somebody said so.

Two coordinators may want the last free moment at once. Whoever comes second waits for the first
one's transaction and then sees what it took: on PostgreSQL the rows of the people and the room
are locked, on SQLite a transaction that writes has the whole database (mdt.engine.writing).

Source: model.md, always true 5.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.conferences import timetable
from mdt.conferences.spans import Span
from mdt.conferences.timetable import Timetable
from mdt.errors import N_, DomainError
from mdt.models import Conference, Person, PlaceKind, Room
from mdt.scheduling import clashes, travel


class SlotTaken(DomainError):
    """Somebody who is needed, or the room, is taken at this moment.

    people: who is asked to another conference then; room: True when it is the room. on_the_way:
    who would have too little time from another room, or to one.
    """

    text = N_("Dit moment is net bezet door een ander overleg. Kies een ander moment.")

    def __init__(
        self, people: Collection[UUID], *, room: bool, on_the_way: Collection[UUID] = ()
    ) -> None:
        """Keep who stands in the way."""
        super().__init__()
        self.people = frozenset(people)
        self.room = room
        self.on_the_way = frozenset(on_the_way)


class TooFar(SlotTaken):
    """Nobody is taken then, but somebody cannot come from one room to the other in time."""

    text = N_("Iemand kan dan niet op tijd van de ene zaal naar de andere. Kies een ander moment.")


def require_free(
    session: Session,
    conference: Conference,
    starts_at: datetime,
    table: Timetable | None = None,
) -> None:
    """Raise SlotTaken when the conference cannot sit at this moment without double booking.

    TooFar when only the way between two rooms is too long. Nothing is said of the other conference.
    From here to the end of the transaction nobody else takes the time of these people.
    """
    table = table or timetable.of(session, conference)
    wanted: dict[UUID, Span] = table.spans(starts_at)
    room_id = conference.room_id if conference.place_kind is PlaceKind.ROOM else None
    _lock(session, wanted, room_id)
    found = clashes.of(
        session,
        wanted,
        planning=conference.id,
        travel=travel.of(session, conference.region_id) if room_id else travel.NONE,
        to=room_id,
    )
    whole = (starts_at, starts_at + timedelta(minutes=table.length_minutes))
    is_room_taken = room_id is not None and clashes.is_room_taken(
        session, room_id, whole, planning=conference.id
    )
    if found.asked or is_room_taken:
        raise SlotTaken(found.asked, room=is_room_taken, on_the_way=found.on_the_way)
    if found.on_the_way:
        raise TooFar((), room=False, on_the_way=found.on_the_way)


def _lock(session: Session, people: Collection[UUID], room_id: UUID | None) -> None:
    """Hold the people and the room until the transaction ends, always in the same order.

    The lock lets others refer to these rows: only who plans waits.
    """
    held = select(Person.id).where(col(Person.id).in_(people)).order_by(col(Person.id))
    session.exec(held.with_for_update(key_share=True)).all()
    if room_id:
        room = select(Room.id).where(Room.id == room_id)
        session.exec(room.with_for_update(key_share=True)).one()
