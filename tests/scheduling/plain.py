"""The search once more, as anybody would write it first: loops over seats, people and cells.

It is slow and plainly right, and mdt.scheduling must always agree with it.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product

from mdt.scheduling import local_time
from mdt.scheduling.grid import CELL, Grid
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.matching import Demand, Person
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Search


def fill(demands: Sequence[Demand]) -> list[Fit]:
    """Try every way to seat people and return the fits of the best one."""
    options = [[None, *demand.people] for demand in demands]
    ways = (way for way in product(*options) if _nobody_twice(way))
    return max(
        ([_fit(*pair) for pair in zip(demands, way, strict=True)] for way in ways),
        key=lambda fits: _merit(demands, fits),
    )


def find(grid: Grid, table: Sequence[SeatPool], search: Search) -> list[tuple[int, list[Fit]]]:
    """Look at every start and return those that are offered, best first."""
    cells = -(-search.minutes // 15)
    moments = [
        (cell, seats(table, cell, cells))
        for cell in range(grid.cells)
        if _is_permitted(grid, search, cell, cells)
    ]
    moments = [moment for moment in moments if _is_worthwhile(table, moment[1])]
    moments.sort(key=lambda moment: _rank(grid, table, search, *moment))
    offered: list[tuple[int, list[Fit]]] = []
    for cell, fits in moments:
        overlaps = any(abs(cell - other) < cells for other, _ in offered)
        beside = sum(_half_day(grid, cell) == _half_day(grid, other) for other, _ in offered)
        if not overlaps and beside < search.per_half_day:
            offered.append((cell, fits))
    return offered[: search.limit]


def seats(table: Sequence[SeatPool], cell: int, cells: int) -> list[Fit]:
    """Return the fit of every seat when the sitting starts in this cell."""
    fits: dict[int, Fit] = {}
    for item in {pool.item for pool in table}:
        indices = [index for index, pool in enumerate(table) if pool.item == item]
        demands = [_demand(table[index], cell, cells) for index in indices]
        fits |= dict(zip(indices, fill(demands), strict=True))
    return [fits[index] for index in range(len(table))]


def near_misses(grid: Grid, table: Sequence[SeatPool], search: Search) -> dict[object, list[int]]:
    """Return the starts that each required seat alone stands in the way of."""
    cells = -(-search.minutes // 15)
    lost: dict[object, list[int]] = {}
    for cell in range(grid.cells):
        if _is_permitted(grid, search, cell, cells) and not is_late(grid, search, cell):
            fits = zip(table, seats(table, cell, cells), strict=True)
            blocking = [pool.key for pool, fit in fits if pool.required and fit is Fit.CANNOT]
            if len(blocking) == 1:
                lost.setdefault(blocking[0], []).append(cell)
    return lost


def _nobody_twice(way: Sequence[Person]) -> bool:
    seated = [person for person in way if person is not None]
    return len(seated) == len(set(seated))


def _fit(demand: Demand, person: Person) -> Fit:
    if person is None:
        return Fit.CANNOT
    return Fit.CAN if person in demand.can else Fit.MAYBE


def _merit(demands: Sequence[Demand], fits: Sequence[Fit]) -> tuple[list[bool], ...]:
    pairs = list(zip(demands, fits, strict=True))
    required = [fit for demand, fit in pairs if demand.required]
    others = [fit for demand, fit in pairs if not demand.required]
    return (
        [fit is not Fit.CANNOT for fit in required],
        [fit is Fit.CAN for fit in required],
        [fit is Fit.CAN for fit in others],
        [fit is not Fit.CANNOT for fit in others],
    )


def _demand(pool: SeatPool, cell: int, cells: int) -> Demand:
    span = pool.span or range(cells)
    needed = [cell + offset for offset in span]
    can = [who for who, mask in pool.candidates.items() if _all_in(needed, mask.free)]
    possible = [who for who, mask in pool.candidates.items() if _all_in(needed, _either(mask))]
    return Demand(pool.required, can, [who for who in possible if who not in can])


def _all_in(cells: Sequence[int], mask: int) -> bool:
    return all(mask >> cell & 1 for cell in cells)


def _either(mask: PersonMask) -> int:
    return mask.free | mask.maybe


def _is_permitted(grid: Grid, search: Search, cell: int, cells: int) -> bool:
    start, end = grid.starts_at + cell * CELL, grid.starts_at + (cell + cells) * CELL
    latest = grid.ends_at if search.ends_by is None else min(search.ends_by, grid.ends_at)
    minute = local_time.local(start).minute
    return start >= search.starts_from and end <= latest and minute % search.step_minutes == 0


def _is_worthwhile(table: Sequence[SeatPool], fits: Sequence[Fit]) -> bool:
    pairs = list(zip(table, fits, strict=True))
    counted = [fit for pool, fit in pairs if pool.required] or list(fits)
    return 2 * sum(fit is not Fit.CANNOT for fit in counted) >= len(counted)


def is_late(grid: Grid, search: Search, cell: int) -> bool:
    """Say whether a sitting that starts in this cell is over after its deadline."""
    ends = grid.instant(cell) + timedelta(minutes=search.minutes)
    return search.deadline is not None and ends > search.deadline


def beside(table: Sequence[SeatPool], cell: int, cells: int) -> dict[int, int]:
    """Return by scarcity on how many seats whoever would sit has another sitting next to this."""
    found: dict[int, int] = {}
    for pool, mask, span in _sitters(table, cell, cells):
        around = [cell + span.start - 1, cell + span.stop]
        if any(other >= 0 and mask.sittings >> other & 1 for other in around):
            found[pool.scarcity] = found.get(pool.scarcity, 0) + 1
    return found


def in_block(table: Sequence[SeatPool], cell: int, cells: int) -> int:
    """Count the seats that can be filled with all of their time in the block of their court."""
    fits = seats(table, cell, cells)
    return sum(
        fit is Fit.CAN and _all_in([cell + one for one in pool.span or range(cells)], pool.block)
        for pool, fit in zip(table, fits, strict=True)
    )


def fragments(table: Sequence[SeatPool], cell: int, cells: int) -> int:
    """Count the stretches of less than an hour that are left before and after this sitting."""
    found = 0
    for _, mask, span in _sitters(table, cell, cells):
        for first, step in (cell + span.start - 1, -1), (cell + span.stop, 1):
            at = first
            while at >= 0 and mask.free >> at & 1:
                at += step
            found += 0 < abs(at - first) < 4
    return found


def _sitters(
    table: Sequence[SeatPool], cell: int, cells: int
) -> Iterator[tuple[SeatPool, PersonMask, range]]:
    for pool in table:
        who = next(iter(_demand(pool, cell, cells).can), None)
        if who is not None and not pool.is_room:
            yield pool, pool.candidates[who], pool.span or range(cells)


def _rank(
    grid: Grid, table: Sequence[SeatPool], search: Search, cell: int, fits: Sequence[Fit]
) -> tuple[object, ...]:
    cells = -(-search.minutes // 15)
    touching = beside(table, cell, cells)
    scarcities = sorted({pool.scarcity for pool in table} - {0}, reverse=True)
    required = [fit for pool, fit in zip(table, fits, strict=True) if pool.required]
    can = sum(fit is Fit.CAN for fit in fits)
    return (
        is_late(grid, search, cell),
        any(fit is not Fit.CAN for fit in required),
        any(fit is Fit.CANNOT for fit in required),
        -can,
        -sum(fit is Fit.MAYBE for fit in fits),
        -in_block(table, cell, cells),
        *(-touching.get(scarcity, 0) for scarcity in scarcities),
        fragments(table, cell, cells),
        cell,
    )


def _half_day(grid: Grid, cell: int) -> tuple[object, bool]:
    clock = local_time.local(grid.instant(cell))
    return clock.date(), clock.hour < 12
