"""Whoever sits at the table of the slot finder, by name: for how long, and out of which pool."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import col

from mdt.conferences import seat_pools
from mdt.conferences.moments import Finder
from mdt.models import Person
from mdt.scheduling.pools import Choice
from mdt.web import slot_words
from mdt.web.database import get_session
from mdt.web.pips import Mark
from mdt.web.slot_board import Card

Names = Mapping[UUID, str]
"""What people are called."""

_NAMES = select(col(Person.id), col(Person.name)).where(
    col(Person.id).in_(bindparam("people", expanding=True))
)


@dataclass(frozen=True)
class Guest:
    """Somebody who will be told: their seats, and for how long they are needed."""

    name: str
    seats: str
    minutes: int


def names(finder: Finder, card: Card | None) -> Names:
    """Return what everybody is called who holds a seat, or comes out of a pool at this moment."""
    held = {place.holder_id for place in finder.places if place.holder_id}
    drawn = _drawn(finder, card).values() if card else ()
    wanted = held | {one.person for one in drawn}
    rows = get_session().connection().execute(_NAMES, {"people": wanted})
    return {one.id: one.name for one in rows}


def of(finder: Finder, marks: Iterable[Mark], names: Names) -> list[Guest]:
    """Return everybody who will be told, in the order of the table."""
    labels = {key: mark.label for mark in marks for key in mark.keys}
    seats: dict[UUID, list[str]] = {}
    for place in finder.places:
        if place.holder_id:
            seats.setdefault(place.holder_id, []).append(labels[place.key])
    return [
        Guest(names[person_id], ", ".join(dict.fromkeys(held)), _minutes_of(finder, person_id))
        for person_id, held in seats.items()
    ]


def out_of_pools(finder: Finder, card: Card, names: Names) -> list[str]:
    """Return who comes out of a pool at this moment, in words."""
    labels = {key: pip.mark.label for pip in card.pips for key in pip.mark.keys}
    said = [
        slot_words.out_of_pool(labels[key], names[one.person], len(one.spares))
        for key, one in _drawn(finder, card).items()
    ]
    return list(dict.fromkeys(said))


def _minutes_of(finder: Finder, person_id: UUID) -> int:
    start, end = finder.table.asked(finder.table.people[person_id])
    return end - start


def _drawn(finder: Finder, card: Card) -> dict[UUID, Choice]:
    """Return who comes out of which pool; a seat that nobody can take is left out."""
    chosen = seat_pools.chosen(finder.places, card.slot)
    return {key: one for key, one in chosen.items() if one.person}
