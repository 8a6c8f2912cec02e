"""The ways round a seat that stands in the way, as the page of the slot finder offers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mdt import clock
from mdt.conferences import candidates
from mdt.conferences.moments import ROOM, Finder
from mdt.conferences.ways_out import Offered
from mdt.models import Conference, Person, Seat
from mdt.scheduling.ways_out import Blocker
from mdt.web.database import get_session
from mdt.web.pips import Mark


@dataclass(frozen=True)
class Swap:
    """Somebody else for the seat, and the first moment for everybody that this gives."""

    seat_id: UUID
    person_id: UUID
    name: str
    seen: UUID | None
    starts_at: datetime


@dataclass(frozen=True)
class Way:
    """A seat that alone costs so many moments, and what helps.

    noun: None for the room. swap: None when nobody helps. without_at: the first moment without this
    seat, when it is not one of those that must be there.
    """

    noun: str | None
    moments: int
    swap: Swap | None
    without_at: datetime | None


@dataclass(frozen=True)
class Instead:
    """Somebody in the stead of a seat's holder, looked at and not yet decided.

    seen: the holder. name, before: both people, in words.
    """

    seat_id: UUID
    person_id: UUID
    seen: UUID | None
    name: str
    before: str


def instead(conference: Conference, chosen: tuple[UUID, UUID] | None) -> Instead | None:
    """Return who would sit in somebody's stead; None unless that can be."""
    session = get_session()
    seat = session.get(Seat, chosen[0]) if chosen else None
    if chosen is None or seat is None or seat.item.conference_id != conference.id:
        return None
    offered = {one.person_id: one.name for one in candidates.of(session, seat, now=clock.now())}
    if chosen[1] not in offered or chosen[1] == seat.holder_id:
        return None
    holder = session.get(Person, seat.holder_id) if seat.holder_id else None
    before = holder.name if holder else ""
    return Instead(seat.id, chosen[1], seat.holder_id, offered[chosen[1]], before)


def of(
    finder: Finder, marks: Iterable[Mark], found: Iterable[Blocker], offered: Offered
) -> list[Way]:
    """Return what helps for each of these."""
    nouns = {key: mark.noun for mark in marks for key in mark.keys}
    counting = {place.key for place in finder.places if place.counts} | {ROOM}
    return [
        Way(
            nouns.get(one.key),
            one.opening.moments,
            _swap(finder, one, offered),
            None if one.key in counting else one.opening.first_at,
        )
        for one in found
    ]


def _swap(finder: Finder, blocker: Blocker, offered: Offered) -> Swap | None:
    """Return the preferred stand-in, or None when nobody helps."""
    if not blocker.stand_ins:
        return None
    first = blocker.stand_ins[0]
    names = {one.person_id: one.name for one in offered[blocker.key]}
    holders = {place.key: place.holder_id for place in finder.places}
    return Swap(
        blocker.key,
        first.person,
        names[first.person],
        holders[blocker.key],
        first.opening.first_at,
    )
