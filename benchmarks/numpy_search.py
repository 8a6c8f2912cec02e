"""The slot search once more, in numpy: over a matrix of people and quarters, by running sums.

The yardstick of benchmarks/slot_search.py. It answers the same: the same moments in the same
order, every seat of each, and the seats that alone cost others. Nobody may be in two pools.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mdt.scheduling import slots
from mdt.scheduling.grid import Grid, cells_for
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Found, Search

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FITS = (Fit.CANNOT, Fit.MAYBE, Fit.CAN)

Answer = tuple[list[tuple[int, list[Fit]]], list[tuple[Any, int, int]]]
"""The cells that are offered with the fit of every seat; seats, how many starts each costs alone,
and the first of those."""


@dataclass(frozen=True)
class Table:
    """A table, ready to search. By person and quarter, seat after seat: free, possible, where a
    sitting elsewhere is, and where it would leave a scrap of time before it or after it.

    firsts: the row of each seat's first person. permitted: at which quarters a sitting may begin.
    halves: in which half of a day each quarter is.
    """  # noqa: D205 - one sentence

    free: Flags
    possible: Flags
    sittings: Flags
    short_until: Flags
    short_from: Flags
    scarcity: Numbers
    is_room: Flags
    firsts: Numbers
    required: Flags
    keys: Sequence[Any]
    permitted: Flags
    halves: Numbers


def ready(grid: Grid, table: Sequence[SeatPool], search: Search) -> Table:
    """Return the table as matrices."""
    people = [mask for pool in table for mask in pool.candidates.values()]
    sizes = [len(pool.candidates) for pool in table]
    return Table(
        free=_matrix(grid, [mask.free for mask in people]),
        possible=_matrix(grid, [_either(mask) for mask in people]),
        sittings=_matrix(grid, [mask.sittings for mask in people]),
        short_until=_matrix(grid, [mask.short_until & grid.everything for mask in people]),
        short_from=_matrix(grid, [mask.short_from for mask in people]),
        scarcity=np.array([pool.scarcity for pool in table]),
        is_room=np.array([pool.is_room for pool in table]),
        firsts=np.cumsum([0, *sizes[:-1]]),
        required=np.array([pool.required for pool in table]),
        keys=[pool.key for pool in table],
        permitted=_matrix(grid, [slots.permitted(grid, search)])[0],
        halves=np.array([grid.half_day_of(cell).first for cell in range(grid.cells)]),
    )


def find(table: Table, search: Search) -> Answer:
    """Return what slots.find() returns, in numbers."""
    cells = cells_for(search.minutes)
    starts = np.flatnonzero(table.permitted)
    free = _whole(table.free, starts, cells)
    can = np.logical_or.reduceat(free, table.firsts, axis=0)
    possible = np.logical_or.reduceat(_whole(table.possible, starts, cells), table.firsts, axis=0)
    sitters = _sitters(free, table.firsts)
    better = _better(table, can, sitters, starts, cells)
    order = _best_first(table.required, can, possible, starts, better)
    picked = list(islice(_pick(table, starts, order, cells, search), search.limit))
    fits = can[:, picked].astype(np.int8) + possible[:, picked]
    offered = [
        (int(starts[index]), [FITS[fit] for fit in seats])
        for index, seats in zip(picked, fits.T.tolist(), strict=True)
    ]
    return offered, _near_misses(table, starts, possible)


def answer(grid: Grid, found: Found) -> Answer:
    """Return what slots.find() found, in the same form."""
    return (
        [(slot.cell, [seat.fit for seat in slot.seats]) for slot in found.slots],
        [(miss.key, miss.starts, grid.floor(miss.first_at)) for miss in found.near_misses],
    )


def _either(mask: PersonMask) -> int:
    return mask.free | mask.maybe


def _matrix(grid: Grid, masks: Sequence[int]) -> Flags:
    """Return a row of flags for each mask."""
    length = -(-grid.cells // 8)
    packed = np.frombuffer(b"".join(mask.to_bytes(length, "little") for mask in masks), np.uint8)
    rows = packed.reshape(len(masks), length)
    return np.unpackbits(rows, axis=1, bitorder="little")[:, : grid.cells].astype(np.bool_)


def _whole(people: Flags, starts: Numbers, cells: int) -> Flags:
    """Return by person and start whether they are there for every quarter of the sitting."""
    sums = np.zeros((people.shape[0], people.shape[1] + 1), np.int16)
    np.cumsum(people, axis=1, dtype=np.int16, out=sums[:, 1:])
    whole: Flags = sums[:, starts + cells] - sums[:, starts] == cells
    return whole


def _sitters(free: Flags, firsts: Numbers) -> Numbers:
    """Return by seat and start the row of the first person who can; of no matter whom if nobody."""
    ends = [*firsts[1:].tolist(), len(free)]
    return np.stack(
        [
            first + free[first:end].argmax(axis=0)
            for first, end in zip(firsts.tolist(), ends, strict=True)
        ]
    )


def _better(
    table: Table, can: Flags, sitters: Numbers, starts: Numbers, cells: int
) -> list[Numbers]:
    """Return what ranking.order() counts, the least weighty first, as numbers to sort by."""
    seated = can & ~table.is_room[:, None]
    last = np.minimum(starts + cells, table.free.shape[1] - 1)
    touching = seated & (table.sittings[sitters, starts - 1] | table.sittings[sitters, last])
    scraps = seated & table.short_until[sitters, starts]
    scraps_after = seated & table.short_from[sitters, last]
    return [
        scraps.sum(axis=0) + scraps_after.sum(axis=0),
        *(
            -touching[table.scarcity == scarcity].sum(axis=0)
            for scarcity in sorted({*table.scarcity.tolist()} - {0})
        ),
    ]


def _best_first(
    required: Flags, can: Flags, possible: Flags, starts: Numbers, better: Sequence[Numbers]
) -> Numbers:
    """Return the starts that are worthwhile, the best first, as slots.find() promises."""
    reached = possible[required].sum(axis=0)
    order: Numbers = np.lexsort(
        (
            starts,
            *better,
            -possible.sum(axis=0),
            -can.sum(axis=0),
            -possible[required].all(axis=0).astype(np.int8),
            -can[required].all(axis=0).astype(np.int8),
        )
    )
    worthwhile: Numbers = order[reached[order] * 2 >= required.sum()]
    return worthwhile


def _pick(
    table: Table, starts: Numbers, order: Numbers, cells: int, search: Search
) -> Iterator[int]:
    """Yield the starts to offer: none that overlaps one before it, a few in each half day."""
    taken: list[int] = []
    in_half: Counter[int] = Counter()
    for index in order.tolist():
        start = int(starts[index])
        half = int(table.halves[start])
        if in_half[half] < search.per_half_day and all(abs(start - one) >= cells for one in taken):
            taken.append(start)
            in_half[half] += 1
            yield index


def _near_misses(table: Table, starts: Numbers, possible: Flags) -> list[tuple[Any, int, int]]:
    blocked = ~possible & table.required[:, None]
    alone = blocked & (blocked.sum(axis=0) == 1)
    costs = alone.sum(axis=1)
    misses = [
        (table.keys[seat], int(costs[seat]), int(starts[alone[seat].argmax()]))
        for seat in np.flatnonzero(costs).tolist()
    ]
    return sorted(misses, key=lambda miss: -miss[1])
