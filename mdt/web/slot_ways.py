"""The ways round a seat that stands in the way, as the page of the slot finder offers them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mdt.conferences.moments import ROOM, Finder
from mdt.conferences.ways_out import Offered
from mdt.scheduling.ways_out import Blocker
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

    noun: None for the room. without_at: the first moment without this seat, when it is not one
    of those that must be there.
    """

    noun: str | None
    moments: int
    swap: Swap | None
    without_at: datetime | None


def of(
    finder: Finder,
    marks: Iterable[Mark],
    found: Iterable[Blocker],
    offered: Offered,
    *,
    can_swap: bool,
) -> list[Way]:
    """Return what helps for each of these; can_swap: nobody was asked for a moment yet."""
    nouns = {key: mark.noun for mark in marks for key in mark.keys}
    counting = {place.key for place in finder.places if place.counts} | {ROOM}
    return [
        Way(
            nouns.get(one.key),
            one.opening.moments,
            _swap(finder, one, offered) if can_swap else None,
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
