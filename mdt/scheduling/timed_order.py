"""The best order when it matters at what minute a case begins: windows, breaks, standing still.

Between two cases a break may be taken, or the sitting stands still for five minutes or until
something may begin, so that a window is met while few people wait. A state is the set of cases
done, the minute, and the breaks taken; the search goes from the state that promises the least,
and what it promises is never more than it costs, so that the first end found is the best. Pure.

Source: scheduling.md 4.2; Hart, Nilsson and Raphael 1968 (A*), with the exact rest of the sitting
without times as its promise.
"""

from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from mdt.scheduling import waiting
from mdt.scheduling.subset_order import NEVER, Subsets
from mdt.scheduling.waiting import Break, Item, Plan

STEP_MINUTES = 5
"""The sitting stands still for so long at a time."""


class State(NamedTuple):
    """How far the sitting is: cases done as bits, the minute, breaks taken, minutes stood still."""

    done: int
    minute: int
    taken: int
    still: int


class TooManyStates(Exception):
    """The search looked at more states than it may."""


Step = tuple[int, State]
"""What it costs to come to a state."""


def best(subsets: Subsets, most_states: int) -> Plan | None:
    """Return the best order that fits, with its pauses; None when none fits.

    Of several, one that stands still the least. Raises TooManyStates when it is not known after
    so many states.
    """
    first = State(0, 0, 0, 0)
    costs: dict[State, int] = {first: 0}
    came_from: dict[State, State] = {}
    number, seen = count(), set[State]()
    heap = [(0, 0, 0, 0, first)]
    end = len(subsets.minutes) - 1
    while heap:
        *_, state = heappop(heap)
        if state.done == end:
            return _plan(came_from, state)
        if state in seen:
            continue
        seen.add(state)
        if len(seen) > most_states:
            raise TooManyStates
        so_far = costs[state]
        for spent, after in _steps(subsets, state):
            left, found = subsets.left[after.taken][after.done], so_far + spent
            if left < NEVER and found < costs.get(after, NEVER):
                costs[after], came_from[after] = found, state
                entry = (found + left, after.still, -after.done.bit_count(), next(number), after)
                heappush(heap, entry)
    return None


def _steps(subsets: Subsets, state: State) -> Iterator[Step]:
    """Yield what may follow: a case, a break, standing still."""
    sitting = subsets.sitting
    done, minute, taken, still = state
    due = sitting.breaks[taken] if taken < len(sitting.breaks) else None
    for move in subsets.moves[done.bit_count()]:
        bit, minutes, _ = move
        is_in_time = due is None or minute + minutes <= due.latest
        if not done & bit and is_in_time and waiting.fits(_item(subsets, bit), minute):
            yield subsets.spent(done, move), State(done | bit, minute + minutes, taken, still)
    present = subsets.present(done)
    if due and done and due.earliest <= minute <= due.latest:
        yield present * due.minutes, State(done, minute + due.minutes, taken + 1, still)
    step = _until_something_begins(subsets, state, due)
    if step and still + step <= sitting.slack:
        yield present * step, State(done, minute + step, taken, still + step)


def _item(subsets: Subsets, bit: int) -> Item:
    return subsets.sitting.items[bit.bit_length() - 1]


def _until_something_begins(subsets: Subsets, state: State, due: Break | None) -> int:
    """Return how long the sitting stands still at once: five minutes, less if something opens.

    0 when nothing opens any more: to stand still then only costs.
    """
    items = subsets.sitting.items
    opens = [item.earliest for n, item in enumerate(items) if not state.done >> n & 1]
    if due:
        opens.append(due.earliest)
    waits = [at - state.minute for at in opens if at > state.minute]
    return min([STEP_MINUTES, *waits]) if waits else 0


def _plan(came_from: dict[State, State], state: State) -> Plan:
    order, pauses, pause = [], [], 0
    while before := came_from.get(state):
        if bit := state.done ^ before.done:
            order.append(bit.bit_length() - 1)
            if len(order) > 1:
                pauses.append(pause)
            pause = 0
        else:
            pause += state.minute - before.minute
        state = before
    return Plan(tuple(reversed(order)), tuple(reversed([*pauses, pause])))
