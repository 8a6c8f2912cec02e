"""Find the moments at which a table can sit: a pure search over masks, with its reasons.

A start is a bit. Whether a person can, a seat can, all seats can: each is one integer with a bit
for every start, so that a month of quarters is searched with a few hundred operations.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, reduce
from itertools import islice
from operator import and_

from mdt.scheduling import pools, ranking, tally
from mdt.scheduling.grid import Grid, cells_for
from mdt.scheduling.pools import Choice, Fit, Key, SeatFit, Seating, SeatPool


@dataclass(frozen=True)
class Search:
    """What is asked of a moment.

    starts_from: aware; now and the notice that people get.
    ends_by: aware; the sitting is over by then. None for as far as the grid goes.
    deadline: aware; a sitting that is not over by then is late. None for never.
    step_minutes: 15, 30 or 60; offered moments start on a multiple of it on the wall clock.
    per_half_day: so many moments are offered in one morning or afternoon.
    limit: so many moments are offered in all. None for no limit.
    """

    minutes: int
    starts_from: datetime
    ends_by: datetime | None = None
    deadline: datetime | None = None
    step_minutes: int = 30
    per_half_day: int = 2
    limit: int | None = 20


@dataclass(frozen=True)
class Slot:
    """A moment that is offered, and every seat at that moment. The best has rank 0."""

    rank: int
    cell: int
    starts_at: datetime
    ends_at: datetime
    seating: Seating = field(repr=False, compare=False)
    is_late: bool = False

    @property
    def seats(self) -> tuple[SeatFit, ...]:
        """Every seat in the order of the table, and whether it can be filled."""
        return pools.fits(self.seating, self.cell)

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """Who takes each seat, in the order of the table, and who else could step in."""
        return pools.choices(self.seating, self.cell)

    @property
    def is_best(self) -> bool:
        return self.rank == 0

    @property
    def is_full(self) -> bool:
        """True when every seat can, required or not."""
        return bool(self.seating.everybody >> self.cell & 1)

    @cached_property
    def can_count(self) -> int:
        return sum(seat.fit is Fit.CAN for seat in self.seats)

    @cached_property
    def beside(self) -> tuple[Key, ...]:
        """The scarce seats whose people come from another sitting, or go on to one."""
        return tuple(
            pool.key
            for index, pool in enumerate(self.seating.pools)
            if pool.scarcity
            and ranking.is_beside(
                self.seating, index, pools.taker(self.seating, index, self.cell), self.cell
            )
        )

    @cached_property
    def in_block(self) -> tuple[Key, ...]:
        """The seats that are filled in the standing block of their court."""
        return tuple(
            pool.key
            for index, pool in enumerate(self.seating.pools)
            if pool.block and ranking.in_block_of(self.seating, index) >> self.cell & 1
        )

    @property
    def blockers(self) -> tuple[SeatFit, ...]:
        """The required seats that cannot be filled; one alone makes a near miss."""
        return tuple(seat for seat in self.seats if seat.required and seat.fit is Fit.CANNOT)


@dataclass(frozen=True)
class NearMiss:
    """A required seat that alone stands in the way of so many starts, and the first of those."""

    key: Key
    starts: int
    first_at: datetime


@dataclass(frozen=True)
class Found:
    """The moments on offer, best first, and the seats that alone cost others.

    timely: the starts that were looked at and are not late.
    """

    slots: tuple[Slot, ...]
    grid: Grid = field(repr=False)
    seating: Seating = field(repr=False)
    timely: int = field(repr=False)

    @cached_property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """The seats that alone block a start, the one that costs most starts first."""
        return _near_misses(self.grid, self.seating, self.timely)


def find(grid: Grid, table: Sequence[SeatPool], search: Search) -> Found:
    """Return the best moments for this table.

    The first of these that makes a difference decides: it is not late; every required seat can;
    every required seat can or perhaps can; more seats can; more seats perhaps can; what
    ranking.order() says; earlier. Moments do not overlap. A moment at which fewer than half of
    the required seats could be filled is not offered.
    """
    cells = cells_for(search.minutes)
    starts = permitted(grid, search)
    seating = pools.seat(table, cells=cells, starts=starts)
    timely = in_time(grid, search)
    left, order = _worthwhile(seating, starts), [timely, *_order(seating, starts)]
    picked = islice(_pick(grid, left, order, search), search.limit)
    length = timedelta(minutes=search.minutes)
    late_from = timely.bit_length()
    return Found(
        slots=tuple(
            Slot(rank, cell, at, at + length, seating, cell >= late_from)
            for rank, cell in enumerate(picked)
            for at in (grid.instant(cell),)
        ),
        grid=grid,
        seating=seating,
        timely=timely,
    )


def at(
    grid: Grid,
    table: Sequence[SeatPool],
    starts_at: datetime,
    minutes: int,
    deadline: datetime | None = None,
) -> Slot:
    """Return this one moment as find() would offer it, whether it would or not.

    For a moment that somebody typed, and for looking once more before it is taken.
    """
    cell = grid.floor(starts_at)
    ends_at = starts_at + timedelta(minutes=minutes)
    cells = grid.ceil(ends_at) - cell
    if not 0 <= cell <= grid.cells - cells:
        raise ValueError("the moment lies outside the grid")
    seating = pools.seat(table, cells=cells, starts=1 << cell)
    is_late = deadline is not None and ends_at > deadline
    return Slot(0, cell, starts_at, ends_at, seating, is_late)


def permitted(grid: Grid, search: Search) -> int:
    """Return the mask of the starts at which this sitting may begin, whoever can."""
    cells = cells_for(search.minutes)
    end = grid.cells if search.ends_by is None else min(grid.floor(search.ends_by), grid.cells)
    within = grid.mask(grid.ceil(search.starts_from), end - cells + 1)
    return within & grid.on_the(cells_for(search.step_minutes))


def in_time(grid: Grid, search: Search) -> int:
    """Return the mask of those of them from which the sitting is over by its deadline."""
    starts = permitted(grid, search)
    if search.deadline is None:
        return starts
    last = search.deadline - timedelta(minutes=search.minutes)
    return starts & grid.mask(0, grid.floor(last) + 1)


def all_can(
    table: Sequence[SeatPool], starts: int, search: Search, *, required_only: bool = False
) -> int:
    """Return from which of these starts every seat can be filled, or every required one.

    The seats of few people come first: mostly they leave nothing for the large ones to decide.
    """
    cells = cells_for(search.minutes)
    for pool in sorted(table, key=lambda pool: len(pool.candidates)):
        if pool.required or not required_only:
            starts &= pool.reach(cells).can
        if not starts:
            return 0
    can = pools.seat(table, cells=cells, starts=starts).can
    counted = (
        mask for pool, mask in zip(table, can, strict=True) if pool.required or not required_only
    )
    return reduce(and_, counted, starts)


def spread(grid: Grid, starts: int, search: Search) -> list[int]:
    """Return which of these starts would be offered side by side, the earliest first."""
    return list(_pick(grid, starts, (), search))


def _pick(grid: Grid, left: int, order: Sequence[int], search: Search) -> Iterator[int]:
    """Yield the starts to offer, best first, each time out of what the earlier ones leave over."""
    cells = cells_for(search.minutes)
    taken: dict[int, int] = {}
    for equal in _tiers(left, order):
        while better := equal & left:
            cell = (better & -better).bit_length() - 1
            yield cell
            half = grid.half_day_of(cell)
            taken[half.first] = taken.get(half.first, 0) + 1
            left &= ~grid.mask(cell - cells + 1, cell + cells)
            if taken[half.first] == search.per_half_day:
                left &= ~half.mask


def _tiers(starts: int, order: Sequence[int]) -> Iterator[int]:
    """Yield the starts in tiers of equals, the best tier first."""
    waiting = [(starts, 0)]
    while waiting:
        tier, depth = waiting.pop()
        for place in range(depth, len(order)):
            better = tier & order[place]
            if better and better != tier:
                waiting.append((tier ^ better, place + 1))
                tier = better
        yield tier


def _order(seating: Seating, starts: int) -> list[int]:
    """Return masks of better starts, the weightiest first, as find() promises."""
    required = [index for index, pool in enumerate(seating.pools) if pool.required]
    possible = seating.possible
    return [
        reduce(and_, (seating.can[index] for index in required), starts),
        reduce(and_, (possible[index] for index in required), starts),
        *reversed(tally.count(seating.can)),
        *reversed(tally.count(possible)),
        *ranking.order(seating),
    ]


def _worthwhile(seating: Seating, starts: int) -> int:
    """Return the starts at which half of the required seats could be filled, or half of all."""
    possible = seating.possible
    required = [mask for pool, mask in zip(seating.pools, possible, strict=True) if pool.required]
    counted = required or possible
    return tally.at_least(tally.count(counted), -(-len(counted) // 2), starts)


def _near_misses(grid: Grid, seating: Seating, starts: int) -> tuple[NearMiss, ...]:
    blocked = {
        pool.key: starts & ~possible
        for pool, possible in zip(seating.pools, seating.possible, strict=True)
        if pool.required
    }
    lost = tally.exactly_one(blocked.values())
    misses = [
        NearMiss(key, mask.bit_count(), grid.instant(next(tally.cells(mask))))
        for key, blocks in blocked.items()
        if (mask := blocks & lost)
    ]
    return tuple(sorted(misses, key=lambda miss: -miss.starts))
