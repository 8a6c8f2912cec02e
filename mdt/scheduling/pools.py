"""Which seats can be filled at which start, and by whom.

A seat is filled out of a pool of people; one person takes at most one seat of an item.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, NamedTuple

from mdt.scheduling import matching, rivals, tally
from mdt.scheduling.grid import ones
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.matching import Demand

Key = Any
"""Any hashable thing that names a seat, an item or a person."""


class Fit(StrEnum):
    """Whether a seat can be filled at a moment; the worst first."""

    CANNOT = "cannot"
    MAYBE = "maybe"
    CAN = "can"


class SeatFit(NamedTuple):
    """A seat at one moment, and whether it can be filled then."""

    key: Key
    required: bool
    fit: Fit


@dataclass(frozen=True)
class SeatPool:
    """A seat and the people who may fill it, the preferred one first.

    item: seats of the same agenda item exclude each other's people; those of two items do not.
    span: the cells of the sitting in which the seat is held; None for all of them.
    scarcity: how much it matters that its people sit in one go; 0 for not at all.
    block: the cells that its people keep free for sittings, by a standing agreement; 0 for none.
    """

    key: Key
    required: bool
    candidates: Mapping[Key, PersonMask]
    item: Key = None
    span: range | None = None
    scarcity: int = 0
    is_room: bool = False
    block: int = 0
    _reached: dict[range, "Reach"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def reach(self, cells: int) -> "Reach":
        """Return from which starts of a sitting of so many cells its people can be there.

        Looked at once, however often the table is searched: this is where a search spends its time.
        """
        span = self.span or range(cells)
        if span not in self._reached:
            self._reached[span] = _reach(self, span)
        return self._reached[span]

    @property
    def people(self) -> frozenset[Key]:
        """The keys of the people who may fill it."""
        return frozenset(self.candidates)

    @property
    def said(self) -> tuple[SeatFit, ...]:
        """What is said of the seat by 0 (nobody), 1 (perhaps) or 2 (can)."""
        key, required = self.key, self.required
        return (
            SeatFit(key, required, Fit.CANNOT),
            SeatFit(key, required, Fit.MAYBE),
            SeatFit(key, required, Fit.CAN),
        )


class Choice(NamedTuple):
    """Who takes a seat at one moment, None when nobody can, and who else could step in."""

    person: Key
    spares: tuple[Key, ...]


class Reach(NamedTuple):
    """The starts from which each person of a seat can, somebody can, and somebody perhaps can."""

    free: Sequence[tuple[PersonMask, int]]
    can: int
    possible: int


@dataclass(frozen=True)
class Seating:
    """Per seat, in the order of the pools, the starts at which it can and perhaps can be filled.

    starts: the starts that were looked at. groups: the seats that compete for people, by index.
    free: per seat each of its people, and from which starts they can.
    told: by start what was said of every seat already.
    """

    pools: Sequence[SeatPool]
    cells: int
    starts: int
    groups: Sequence[Sequence[int]]
    free: Sequence[Sequence[tuple[PersonMask, int]]]
    can: list[int]
    perhaps: list[int]
    told: dict[int, tuple[SeatFit, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def possible(self) -> list[int]:
        """Per seat the starts at which it can be filled, perhaps or for certain."""
        return [can | perhaps for can, perhaps in zip(self.can, self.perhaps, strict=True)]

    @cached_property
    def everybody(self) -> int:
        """The starts at which every seat can be filled for certain."""
        return reduce(and_, self.can, self.starts)

    @cached_property
    def shown(self) -> list[tuple[bytes, bytes, tuple[SeatFit, ...]]]:
        """Per seat its masks as bytes, and what may be said of it.

        Bytes, because to take one bit out of a number costs as much as to shift all of it.
        """
        length = self.starts.bit_length() // 8 + 1
        return [
            (
                can.to_bytes(length, "little"),
                perhaps.to_bytes(length, "little"),
                pool.said,
            )
            for pool, can, perhaps in zip(self.pools, self.can, self.perhaps, strict=True)
        ]


def seat(pools: Sequence[SeatPool], *, cells: int, starts: int) -> Seating:
    """Return how the seats can be filled at each of these starts of a sitting of so many cells."""
    free, can, perhaps = [], [], []
    for pool in pools:
        people, certain, some = pool.reach(cells)
        free.append(people)
        can.append(certain & starts)
        perhaps.append(some & starts & ~certain)
    groups = rivals.groups(tuple([(pool.item, pool.people) for pool in pools]))
    seating = Seating(pools, cells, starts, groups, free, can, perhaps)
    for group in seating.groups:
        _settle(seating, group)
    return seating


def fits(seating: Seating, cell: int) -> tuple[SeatFit, ...]:
    """Return every seat as it is when the sitting starts in this cell."""
    if cell not in seating.told:
        byte, bit = divmod(cell, 8)
        seating.told[cell] = tuple(
            [
                said[2 if can[byte] >> bit & 1 else perhaps[byte] >> bit & 1]
                for can, perhaps, said in seating.shown
            ]
        )
    return seating.told[cell]


def choices(seating: Seating, cell: int) -> tuple[Choice, ...]:
    """Return for every seat who takes it when the sitting starts in this cell."""
    made = [_alone(seating, index, cell) for index in range(len(seating.pools))]
    for group in seating.groups:
        demands = [_demand(seating, index, cell) for index in group]
        filled = matching.fill(demands)
        busy = set(filled.values())
        for place, (index, demand) in enumerate(zip(group, demands, strict=True)):
            spares = [one for one in demand.can if one not in busy]
            made[index] = Choice(filled.get(place), tuple(spares))
    return tuple(made)


def taker(seating: Seating, index: int, cell: int) -> Key:
    """Return who takes this one seat when the sitting starts in this cell, as choices() says."""
    for group in seating.groups:
        if index in group:
            filled = matching.fill([_demand(seating, other, cell) for other in group])
            return filled.get(group.index(index))
    people = zip(seating.pools[index].candidates, seating.free[index], strict=True)
    first = next((person for person, (_, starts) in people if starts >> cell & 1), None)
    return first or _alone(seating, index, cell).person


def whole(mask: int, span: range) -> int:
    """Return the starts from which every cell of the span is in the mask."""
    for step in _steps(len(span)):
        mask &= mask >> step
    return mask >> span.start


def _reach(pool: SeatPool, span: range) -> Reach:
    steps, first, can, some = _steps(len(span)), span.start, 0, 0
    people = []
    # The loops of whole() are written out: this is where the search spends its time.
    for mask in pool.candidates.values():
        free = mask.free
        for step in steps:
            free &= free >> step
        people.append((mask, free >> first if first else free))
        can |= free
        if mask.maybe:
            either = mask.free | mask.maybe
            for step in steps:
                either &= either >> step
            some |= either
    return Reach(people, can >> first, (can | some) >> first)


def _steps(cells: int) -> list[int]:
    """Return the shifts that, one after the other, look so many cells ahead."""
    have, steps = 1, []
    while have < cells:
        steps.append(min(have, cells - have))
        have += steps[-1]
    return steps


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _settle(seating: Seating, group: Sequence[int]) -> None:
    """Correct the masks of a group at the starts where its seats may want the same person."""
    contested = _contested(seating, group)
    can, perhaps = dict.fromkeys(group, 0), dict.fromkeys(group, 0)
    known: dict[tuple[Demand, ...], dict[int, Key]] = {}
    for cell in tally.cells(contested):
        demands = tuple(_demand(seating, index, cell) for index in group)
        if demands not in known:
            known[demands] = matching.fill(demands)
        for place, who in known[demands].items():
            masks = can if who in demands[place].can else perhaps
            masks[group[place]] |= 1 << cell
    for index in group:
        seating.can[index] = seating.can[index] & ~contested | can[index]
        seating.perhaps[index] = seating.perhaps[index] & ~contested | perhaps[index]


def _contested(seating: Seating, group: Sequence[int]) -> int:
    """Return the starts at which two seats or more have nobody whom no other seat could want.

    At all other starts each seat takes somebody of its own, and the one that has nobody of its own
    takes whom it likes: there the plain masks are right, and no matching is needed.
    """
    seats_of = Counter(who for index in group for who in seating.pools[index].candidates)
    return tally.at_least(
        tally.count(_without_own(seating, index, seats_of) for index in group), 2, -1
    )


def _without_own(seating: Seating, index: int, seats_of: Mapping[Key, int]) -> int:
    pool = seating.pools[index]
    span = pool.span or range(seating.cells)
    people = zip(pool.candidates, seating.free[index], strict=True)
    own = [reached for person, reached in people if seats_of[person] == 1]
    own_can = _any(starts for _, starts in own)
    own_some = _any(whole(mask.free | mask.maybe, span) for mask, _ in own if mask.maybe)
    return seating.can[index] & ~own_can | seating.perhaps[index] & ~(own_can | own_some)


def _alone(seating: Seating, index: int, cell: int) -> Choice:
    """Return who takes a seat whose people no other seat of its item could want."""
    people = zip(seating.pools[index].candidates, seating.free[index], strict=True)
    can = [person for person, (_, starts) in people if starts >> cell & 1]
    if can:
        return Choice(can[0], tuple(can[1:]))
    return Choice(next(iter(_demand(seating, index, cell).perhaps), None), ())


def _demand(seating: Seating, index: int, cell: int) -> Demand:
    pool = seating.pools[index]
    span = pool.span or range(seating.cells)
    first, whole_span = cell + span.start, ones(len(span))
    can, perhaps = [], []
    for (person, mask), (_, starts) in zip(
        pool.candidates.items(), seating.free[index], strict=True
    ):
        if starts >> cell & 1:
            can.append(person)
        elif mask.maybe and (mask.free | mask.maybe) >> first & whole_span == whole_span:
            perhaps.append(person)
    return Demand(pool.required, can=tuple(can), perhaps=tuple(perhaps))
