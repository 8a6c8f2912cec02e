"""A good order, found step by step and not proven: for sittings with too many cases. Pure.

From every first case the next one is always the one that shares the most with the last; the best
of these orders is then mended by moving one case or changing two, until nothing helps any more.

Source: scheduling.md 4.2 (greedy, and greedy with local search).
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from mdt.scheduling import waiting
from mdt.scheduling.waiting import Plan, Sitting

MOST_TRIES = 20_000
"""So many orders are looked at before the best one so far is taken."""


def greedy(sitting: Sitting) -> Plan | None:
    """Return the best of the orders that always take the nearest case; None when none fits."""
    shared = _shared(sitting)
    orders = [_from(sitting, first, shared) for first in range(len(sitting.items))]
    return _best(sitting, [plan for order in orders if (plan := waiting.timed(sitting, order))])


def mended(sitting: Sitting, *others: Sequence[int]) -> Plan | None:
    """Return the greedy order or another one, whichever is best, and mended; None: none fits."""
    plans = [greedy(sitting), *(waiting.timed(sitting, order) for order in others)]
    best = _best(sitting, [plan for plan in plans if plan])
    if best is None:
        return None
    least, tries = waiting.cost(sitting, best), 0
    is_better = True
    while is_better and tries < MOST_TRIES:
        is_better = False
        for order in _near(best.order):
            tries += 1
            plan = waiting.timed(sitting, order)
            if plan and (found := waiting.cost(sitting, plan)) < least:
                best, least, is_better = plan, found, True
                break
            if tries >= MOST_TRIES:
                break
    return best


def _best(sitting: Sitting, plans: Sequence[Plan]) -> Plan | None:
    return min(plans, key=lambda plan: waiting.cost(sitting, plan), default=None)


def _shared(sitting: Sitting) -> list[list[int]]:
    """Return by two cases the weight of everybody whom both need."""
    size = len(sitting.items)
    shared = [[0] * size for _ in range(size)]
    for guest in sitting.guests:
        for one, other in combinations(guest.stays, 2):
            shared[one][other] += guest.weight
            shared[other][one] += guest.weight
    return shared


def _from(sitting: Sitting, first: int, shared: Sequence[Sequence[int]]) -> list[int]:
    """Return the order that begins with the case, as far as the places of others allow."""
    pinned = {item.place: n for n, item in enumerate(sitting.items) if item.place is not None}
    left = [n for n, item in enumerate(sitting.items) if item.place is None]
    order: list[int] = []
    for place in range(len(sitting.items)):
        if place in pinned:
            order.append(pinned[place])
        else:
            row = shared[order[-1]] if order else [0] * len(sitting.items)
            chosen = first if not order and first in left else max(left, key=row.__getitem__)
            left.remove(chosen)
            order.append(chosen)
    return order


def _near(order: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield the orders with one case elsewhere, and with two cases changed."""
    for one in range(len(order)):
        rest = [*order[:one], *order[one + 1 :]]
        for place in range(len(order)):
            if place != one:
                yield (*rest[:place], order[one], *rest[place:])
    for one, other in combinations(range(len(order)), 2):
        changed = list(order)
        changed[one], changed[other] = changed[other], changed[one]
        yield tuple(changed)
