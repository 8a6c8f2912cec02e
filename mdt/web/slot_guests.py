"""Whoever sits at the table of the slot finder, by name: for how long, and out of which pool."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from mdt.conferences import seat_pools, spans
from mdt.conferences.moments import Finder
from mdt.models import Person
from mdt.web import slot_words
from mdt.web.database import get_session
from mdt.web.pips import Mark
from mdt.web.slot_board import Card


@dataclass(frozen=True)
class Guest:
    """Somebody who will be told: their seats, and for how long they are needed."""

    name: str
    seats: str
    minutes: int


def of(finder: Finder, marks: Iterable[Mark]) -> list[Guest]:
    """Return everybody who will be told, in the order of the table."""
    labels = {key: mark.label for mark in marks for key in mark.keys}
    seats: dict[UUID, list[str]] = {}
    for place in finder.places:
        if place.holder_id:
            seats.setdefault(place.holder_id, []).append(labels[place.key])
    names = _names(seats)
    return [
        Guest(names[person_id], ", ".join(dict.fromkeys(held)), _minutes_of(finder, person_id))
        for person_id, held in seats.items()
    ]


def out_of_pools(finder: Finder, card: Card) -> list[str]:
    """Return who comes out of a pool at this moment, in words."""
    labels = {key: pip.mark.label for pip in card.pips for key in pip.mark.keys}
    chosen = seat_pools.chosen(finder.places, card.slot)
    names = _names([one.person for one in chosen.values() if one.person])
    said = [
        slot_words.out_of_pool(labels[key], names[one.person], len(one.spares))
        for key, one in chosen.items()
        if one.person
    ]
    return list(dict.fromkeys(said))


def _minutes_of(finder: Finder, person_id: UUID) -> int:
    start, end = spans.minutes(finder.table.items, finder.table.people[person_id])
    return end - start


def _names(people: Collection[UUID]) -> dict[UUID, str]:
    rows = get_session().execute(
        select(col(Person.id), col(Person.name)).where(col(Person.id).in_(people))
    )
    return {row.id: row.name for row in rows}
