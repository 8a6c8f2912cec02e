"""Who stands in the way of a moment for everybody, and who could sit there instead. Pure.

A seat stands in the way of a start when all the others could sit together then, but not with it
as it is filled now. Somebody else on that seat opens the starts at which they can, and all the
others. Perhaps is not enough: what is promised here must come true at one click. Nothing says why
anybody is busy.

Source: scheduling.md 4.1 (the seat that alone costs a moment answers "who blocks it?").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import and_
from typing import NamedTuple

from mdt.scheduling import pools, slots, tally
from mdt.scheduling.grid import Grid, cells_for
from mdt.scheduling.pools import Key, Seating, SeatPool
from mdt.scheduling.slots import Search


class Opening(NamedTuple):
    """So many moments that could be offered side by side, and when the first begins, in UTC."""

    moments: int
    first_at: datetime


class StandIn(NamedTuple):
    """Somebody else for a seat, and the moments for everybody that this would give."""

    person: Key
    opening: Opening


@dataclass(frozen=True)
class Blocker:
    """A seat that alone stands in the way of some moments.

    opening: the moments that there would be without it.
    stand_ins: whoever could sit there instead, in the order in which they were named.
    """

    key: Key
    opening: Opening
    stand_ins: tuple[StandIn, ...] = ()


def full(grid: Grid, table: Sequence[SeatPool], search: Search) -> Opening | None:
    """Return the moments at which every seat can; None when there is none."""
    return _opening(grid, slots.all_can(table, slots.in_time(grid, search), search), search)


def late(grid: Grid, table: Sequence[SeatPool], search: Search) -> Opening | None:
    """Return the moments after the deadline at which every seat can; None when there is none."""
    starts = slots.permitted(grid, search) & ~slots.in_time(grid, search)
    return _opening(grid, slots.all_can(table, starts, search), search)


def blockers(
    grid: Grid,
    table: Sequence[SeatPool],
    search: Search,
    others: Mapping[Key, SeatPool] | None = None,
) -> tuple[Blocker, ...]:
    """Return the seats that alone stand in the way, the one that costs most moments first.

    others: per seat of the table that has them, whoever else may take it, preferred first, and for
    which span.
    """
    starts = slots.in_time(grid, search)
    seating = pools.seat(table, cells=cells_for(search.minutes), starts=starts)
    everybody = reduce(and_, seating.can, starts)
    found = []
    for pool, without in zip(table, _without(seating, starts, search), strict=True):
        if opening := _opening(grid, without & ~everybody, search):
            other = (others or {}).get(pool.key)
            rest = [one for one in table if one is not pool]
            given = _stand_ins(rest, pool.item, other, without, search) if other else {}
            stand_ins = [
                StandIn(person, opens)
                for person, mask in given.items()
                if (opens := _opening(grid, mask, search))
            ]
            found.append(Blocker(pool.key, opening, tuple(stand_ins)))
    return tuple(sorted(found, key=lambda one: -one.opening.moments))


def _without(seating: Seating, starts: int, search: Search) -> list[int]:
    """Return per seat the starts at which all the other seats can."""
    everybody = reduce(and_, seating.can, starts)
    all_but_one = tally.exactly_one(starts & ~can for can in seating.can)
    found = [everybody | all_but_one & ~can for can in seating.can]
    for group in seating.groups:
        apart = [can for index, can in enumerate(seating.can) if index not in group]
        elsewhere = reduce(and_, apart, starts)
        for index in group:
            rest = [seating.pools[other] for other in group if other != index]
            found[index] = slots.all_can(rest, elsewhere, search)
    return found


def _stand_ins(
    rest: Sequence[SeatPool], item: Key, other: SeatPool, without: int, search: Search
) -> dict[Key, int]:
    """Return per person the starts at which they can, and all the other seats."""
    span = other.span or range(cells_for(search.minutes))
    wanted = {person for pool in rest if pool.item == item for person in pool.candidates}
    found = {}
    for person, mask in other.candidates.items():
        starts = without & pools.whole(mask.free, span)
        if starts and person in wanted:
            starts = slots.all_can([_spared(pool, item, person) for pool in rest], starts, search)
        found[person] = starts
    return found


def _spared(pool: SeatPool, item: Key, person: Key) -> SeatPool:
    """Return the seat without a person who sits elsewhere at its item."""
    if pool.item != item:
        return pool
    left = {other: mask for other, mask in pool.candidates.items() if other != person}
    return replace(pool, candidates=left)


def _opening(grid: Grid, starts: int, search: Search) -> Opening | None:
    if not starts:
        return None
    cells = slots.spread(grid, starts, search)
    return Opening(len(cells), grid.instant(cells[0]))
