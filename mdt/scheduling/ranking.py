"""Which of two moments is better for the people who sit there. Pure.

Time that a court keeps free for sittings is filled first: it stays empty otherwise, and nobody has
to be asked for other time.

What counts further is whoever would sit: of each seat the first of its people who can. A moment
next to another sitting of somebody scarce spares them a journey and a half day; a moment that
leaves no stretch of less than an hour before or after it leaves people time to work in. In a group
of seats that share people somebody else may sit in the end; then this is a good guess, no promise.

Source: scheduling.md 4.1 (prefer slots beside a scarce person's existing block).
"""

from collections.abc import Iterable, Iterator, Sequence

from mdt.scheduling import pools, tally
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import Key, Seating

Sitter = tuple[PersonMask, int]
"""Somebody, and the starts at which they are the first of their seat who can."""


def order(seating: Seating) -> list[int]:
    """Return masks of better starts, the weightiest first: in blocks, beside the scarce, no scraps.

    More seats in the standing block of their court are better. Then seats of more scarcity come
    first; of the same scarcity more seats are better.
    """
    seats = [
        (pool, pool.span or range(seating.cells), list(_sitters(people, seating.starts)))
        for pool, people in zip(seating.pools, seating.free, strict=True)
        if not pool.is_room
    ]
    in_block = [
        in_block_of(seating, index) for index, pool in enumerate(seating.pools) if pool.block
    ]
    better: list[int] = [*reversed(tally.count(in_block))]
    for scarcity in sorted({pool.scarcity for pool, _, _ in seats} - {0}, reverse=True):
        touching = [
            _touching(sitters, span) for pool, span, sitters in seats if pool.scarcity == scarcity
        ]
        better += reversed(tally.count(touching))
    scraps = tally.count(mask for _, span, sitters in seats for mask in _scraps(sitters, span))
    return better + [seating.starts & ~plane for plane in reversed(scraps)]


def in_block_of(seating: Seating, index: int) -> int:
    """Return the starts at which the seat can be filled, and all of its time is in its block."""
    pool = seating.pools[index]
    span = pool.span or range(seating.cells)
    return pools.whole(pool.block, span) & seating.can[index] if pool.block else 0


def is_beside(seating: Seating, index: int, person: Key, cell: int) -> bool:
    """Tell whether somebody on this seat has another sitting next to this one."""
    pool = seating.pools[index]
    mask = pool.candidates.get(person)
    if mask is None or not mask.sittings:
        return False
    return bool(beside_of(mask, pool.span or range(seating.cells)) >> cell & 1)


def beside_of(mask: PersonMask, span: range) -> int:
    """Return the starts at which the span touches another sitting of this person."""
    return (mask.sittings << 1 >> span.start) | (mask.sittings >> span.stop)


def _sitters(people: Sequence[tuple[PersonMask, int]], left: int) -> Iterator[Sitter]:
    for mask, starts in people:
        if first := left & starts:
            left ^= first
            yield mask, first
        if not left:
            return


def _touching(sitters: Iterable[Sitter], span: range) -> int:
    touching = 0
    for mask, starts in sitters:
        if mask.sittings:
            touching |= starts & beside_of(mask, span)
    return touching


def _scraps(sitters: Iterable[Sitter], span: range) -> tuple[int, int]:
    """Return the starts that leave whoever sits a scrap of time before it, and after it."""
    before = after = 0
    first, last = span.start, span.stop
    for mask, starts in sitters:
        until = mask.short_until
        before |= starts & (until >> first if first else until)
        after |= starts & mask.short_from >> last
    return before, after
