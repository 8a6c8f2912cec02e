"""Which seats of an item compete for people, directly or through another seat. Pure."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

People = frozenset[Any]


@lru_cache(maxsize=64)
def groups(seats: tuple[tuple[Any, People], ...]) -> list[list[int]]:
    """Return the seats that compete, by their places; seats: the item of each, and its people.

    The same table is searched for many weeks and lengths, and again when somebody's time changes.
    """
    by_item: dict[Any, list[int]] = {}
    for index, (item, _) in enumerate(seats):
        by_item.setdefault(item, []).append(index)
    found = []
    for of_item in by_item.values():
        wanted = [seats[index][1] for index in of_item]
        if len(People().union(*wanted)) < sum(map(len, wanted)):
            found += _linked(zip(of_item, wanted, strict=True))
    return found


def _linked(seats: Iterable[tuple[int, People]]) -> list[list[int]]:
    found: list[tuple[list[int], People]] = []
    for index, own in seats:
        touched = [group for group in found if not group[1].isdisjoint(own)]
        apart = [group for group in found if group[1].isdisjoint(own)]
        together = [*(seat for group in touched for seat in group[0]), index]
        found = [*apart, (together, own.union(*(group[1] for group in touched)))]
    return [sorted(together) for together, _ in found if len(together) > 1]
