"""Fill several seats of one table out of pools that share people: nobody sits twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Person = Any
"""Any hashable thing that names a person."""


@dataclass(frozen=True)
class Demand:
    """A seat at one moment, and who can and who perhaps can take it, preferred people first."""

    required: bool
    can: Sequence[Person]
    perhaps: Sequence[Person] = ()

    @property
    def people(self) -> list[Person]:
        return [*self.can, *self.perhaps]


def fill(demands: Sequence[Demand]) -> dict[int, Person]:
    """Return who takes which demand, by its index; what cannot be filled is left out.

    The first of these that makes a difference decides, seats in their given order: required seats
    filled, required seats filled by somebody who can, other seats filled by somebody who can,
    other seats filled.
    """
    required = [index for index, demand in enumerate(demands) if demand.required]
    others = [index for index, demand in enumerate(demands) if not demand.required]
    wanted: dict[int, Sequence[Person]] = {}
    for index in required:
        _try(wanted, index, demands[index].people)
    for index in required:
        _try(wanted, index, demands[index].can)
    for index in others:
        _try(wanted, index, demands[index].can)
    for index in others:
        if index not in wanted:
            _try(wanted, index, demands[index].perhaps)
    return _match(wanted) or {}


def _try(wanted: dict[int, Sequence[Person]], index: int, people: Sequence[Person]) -> None:
    """Want the index filled by one of these people, if all that is wanted stays possible."""
    if _match(wanted | {index: people}) is not None:
        wanted[index] = people


def _match(wanted: Mapping[int, Sequence[Person]]) -> dict[int, Person] | None:
    """Return a different person for every index, or None when there are too few."""
    holder: dict[Person, int] = {}
    for index in wanted:
        if not _seat(index, wanted, holder, set()):
            return None
    return {index: person for person, index in holder.items()}


def _seat(
    index: int,
    wanted: Mapping[int, Sequence[Person]],
    holder: dict[Person, int],
    asked: set[Person],
) -> bool:
    """Give the index a person, moving others along if need be (an augmenting path)."""
    for person in wanted[index]:
        if person not in asked:
            asked.add(person)
            if person not in holder or _seat(holder[person], wanted, holder, asked):
                holder[person] = index
                return True
    return False
