"""Count over many masks at once: bit by bit, in planes, without looking at a single cell.

Plane k of a tally holds bit k of every cell's count.
"""

from collections.abc import Iterable, Iterator, Sequence


def count(masks: Iterable[int]) -> list[int]:
    """Return the planes that say, per cell, how many of the masks have it; lowest bit first."""
    planes: list[int] = []
    for mask in masks:
        carry = mask
        for index, plane in enumerate(planes):
            planes[index], carry = plane ^ carry, plane & carry
            if not carry:
                break
        if carry:
            planes.append(carry)
    return planes


def at_least(planes: Sequence[int], threshold: int, within: int) -> int:
    """Return the cells of `within` whose count reaches the threshold."""
    if threshold >> len(planes):
        return 0
    reached = within
    for index, plane in enumerate(planes):
        reached = reached & plane if threshold >> index & 1 else reached | plane
    return reached & within


def exactly_one(masks: Iterable[int]) -> int:
    """Return the cells that precisely one of the masks has."""
    once = twice = 0
    for mask in masks:
        twice |= once & mask
        once |= mask
    return once & ~twice


def cells(mask: int) -> Iterator[int]:
    """Yield the cells of a mask, earliest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
