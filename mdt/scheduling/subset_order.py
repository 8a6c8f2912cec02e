"""The least waiting that is still to come, for every set of cases that may be done by then. Pure.

What a case costs when it is taken next follows from the set that was done before, not from its
order: whoever has begun and is not ready by then is present all through it. So the best order of
all follows from the best ends of all sets, 2^n of them. What is counted is the time that people
are present; that they are needed for part of it is the same in every order.

Source: scheduling.md 4.2; Garcia de la Banda and Stuckey, the talent scheduling problem (dynamic
programming over subsets, after Held and Karp).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import add

from mdt.scheduling.waiting import Guest, Plan, Sitting

NEVER = 1 << 60
"""More than any sitting costs: from this set no order keeps every case at its place."""

Move = tuple[int, int, "Saved | None"]
"""A case that may come next: its bit, its minutes, and what is saved on guests of a part of it."""


class Saved(dict[int, int]):
    """By the cases done before it: the weighted minutes of a case that guests are not yet or
    no longer present, since they are needed for a part of it only.
    """  # noqa: D205 - one sentence

    def __init__(self, index: int, minutes: int, guests: Sequence[Guest]) -> None:
        """Save on the guests who are needed for a part of the case."""
        super().__init__()
        self._guests = []
        self.mask = 0
        for guest in guests:
            others = guest.mask & ~(1 << index)
            since, until = guest.stays[index]
            self.mask |= others
            self._guests.append((others, guest.weight * since, guest.weight * (minutes - until)))

    def __missing__(self, done: int) -> int:
        """Return it for the cases of self.mask that are done, and remember it."""
        saved = 0
        for others, before, after in self._guests:
            saved += (0 if done & others else before) + (0 if others & ~done else after)
        self[done] = saved
        return saved


class _Possible(dict[int, tuple[list[Move], int]]):
    """By how long and how many the cases done are (minutes << 5 | number): what may come next.

    The cases that can begin then, and the minutes of the break that can; 0 for none.
    """

    def __init__(self, subsets: "Subsets", taken: int) -> None:
        """Look at a sitting of which so many breaks are taken."""
        super().__init__()
        sitting = subsets.sitting
        self._moves, self._items, self._slack = subsets.moves, sitting.items, sitting.slack
        self._before = sum(due.minutes for due in sitting.breaks[:taken])
        self._due = sitting.breaks[taken] if taken < len(sitting.breaks) else None
        # The last break that was taken may not have been possible yet.
        last = sitting.breaks[taken - 1] if taken else None
        self._since = last.earliest + last.minutes if last else 0

    def __missing__(self, key: int) -> tuple[list[Move], int]:
        """Return it, and remember it."""
        first = (key >> 5) + self._before
        last = first + self._slack
        due = self._due
        if last < self._since:
            self[key] = [], 0
        else:
            moves = [move for move in self._moves[key & 31] if self._can(move, first, last)]
            can_break = due and first <= due.latest and due.earliest <= last
            self[key] = moves, due.minutes if due and can_break else 0
        return self[key]

    def _can(self, move: Move, first: int, last: int) -> bool:
        item = self._items[move[0].bit_length() - 1]
        ends = [last + item.minutes]
        if item.latest is not None:
            ends.append(item.latest)
        if self._due:
            ends.append(self._due.latest)
        return max(first, item.earliest) + item.minutes <= min(ends)


@dataclass(frozen=True)
class Subsets:
    """The sets of cases of a sitting; a set is a number whose bits are its cases."""

    sitting: Sitting

    @cached_property
    def finished(self) -> list[int]:
        """By set: the weight of everybody whose cases are all in it."""
        found = [0] * self._size
        for guest in self.sitting.guests:
            if guest.mask:  # whoever is needed nowhere never comes
                found[guest.mask] += guest.weight
        for index in range(len(self.sitting.items)):
            _add_subsets(found, 1 << index)
        return found

    @cached_property
    def begun(self) -> list[int]:
        """By set: the weight of everybody who has a case in it."""
        total = self.finished[-1]
        return [total - weight for weight in reversed(self.finished)]

    @cached_property
    def minutes(self) -> list[int]:
        """By set: how long its cases take."""
        found = [0]
        for item in self.sitting.items:
            found += [minutes + item.minutes for minutes in found]
        return found

    @cached_property
    def moves(self) -> list[list[Move]]:
        """By how many cases are done: which may come next, whether they are done or not."""
        items = self.sitting.items
        pinned = {item.place: index for index, item in enumerate(items) if item.place is not None}
        moves = [self._move(index) for index in range(len(items))]
        free = [move for move, item in zip(moves, items, strict=True) if item.place is None]
        return [[moves[pinned[n]]] if n in pinned else free for n in range(len(items))]

    @cached_property
    def left(self) -> list[list[int]]:
        """By breaks taken, then by set that is done: the least presence that must still come.

        In weighted minutes, and never too much: that the sitting may stand still where it likes
        is free here.
        """
        if not self.sitting.is_timed:
            return [self._untimed()]
        layers: list[list[int]] = []
        for taken in range(len(self.sitting.breaks), -1, -1):
            layers.insert(0, self._layer(taken, layers[0] if layers else None))
        return layers

    def present(self, done: int) -> int:
        """Return the weight of who is present when these cases are done, and nothing is heard."""
        return self.begun[done] - self.finished[done]

    def spent(self, done: int, move: Move) -> int:
        """Return the weighted minutes of presence of this case after these."""
        bit, minutes, saved = move
        spent = minutes * (self.begun[done | bit] - self.finished[done])
        return spent - saved[done & saved.mask] if saved is not None else spent

    @property
    def _size(self) -> int:
        return 1 << len(self.sitting.items)

    def _untimed(self) -> list[int]:
        """Return left of a sitting that takes no breaks, when no case minds when it begins.

        What may follow a set is then told by its cases alone; that is looked up for each half of
        the cases, so that nobody asks of every case whether it is done.
        """
        begun, finished = self.begun, self.finished
        middle = len(self.sitting.items) // 2
        first = (1 << middle) - 1
        # Where no case has its place the moves are the same list, and looked at once.
        lists = {id(moves): moves for moves in self.moves}
        found = {key: self._still_to_come(moves, middle) for key, moves in lists.items()}
        halves = [found[id(moves)] for moves in self.moves]
        left = [0] * self._size
        for done in range(self._size - 2, -1, -1):
            lower, upper = halves[done.bit_count()]
            ready, best = finished[done], NEVER
            for bit, minutes, saved in lower[done & first] + upper[done >> middle]:
                after = done | bit
                spent = minutes * (begun[after] - ready) + left[after]
                if saved is not None:
                    spent -= saved[done & saved.mask]
                if spent < best:  # noqa: PLR1730 - min() costs a third more time here
                    best = spent
            left[done] = best
        return left

    def _still_to_come(self, moves: Sequence[Move], middle: int) -> tuple[list[list[Move]], ...]:
        """Return per set of the cases before the middle, and after it, which moves are left."""
        lower = [move for move in moves if move[0] < 1 << middle]
        upper = [move for move in moves if move[0] >= 1 << middle]
        return (
            _without_done(lower, 0, middle),
            _without_done(upper, middle, len(self.sitting.items) - middle),
        )

    def _layer(self, taken: int, after_break: Sequence[int] | None) -> list[int]:
        """Return left after so many breaks; after_break: left after one more."""
        begun, finished, lengths = self.begun, self.finished, self.minutes
        possible = _Possible(self, taken)
        left = [0] * self._size
        for done in range(self._size - 2, -1, -1):
            moves, pause = possible[lengths[done] << 5 | done.bit_count()]
            ready, best = finished[done], NEVER
            for bit, minutes, saved in moves:
                if not done & bit:
                    after = done | bit
                    spent = minutes * (begun[after] - ready) + left[after]
                    if saved is not None:
                        spent -= saved[done & saved.mask]
                    if spent < best:  # noqa: PLR1730 - min() costs a third more time here
                        best = spent
            if pause and after_break and done:
                best = min(best, pause * (begun[done] - ready) + after_break[done])
            left[done] = best
        return left

    def _move(self, index: int) -> Move:
        minutes = self.sitting.items[index].minutes
        partly = [
            guest
            for guest in self.sitting.guests
            if guest.stays.get(index, (0, minutes)) != (0, minutes)
        ]
        return 1 << index, minutes, Saved(index, minutes, partly) if partly else None


def best(subsets: Subsets) -> Plan | None:
    """Return the order with the least waiting, without a look at times; None when there is none.

    Of several the one whose first cases come first in the sitting as it was given.
    """
    [left] = subsets.left
    if left[0] >= NEVER:
        return None
    order, done = [], 0
    for moves in subsets.moves:
        move = next(
            move
            for move in moves
            if not done & move[0] and subsets.spent(done, move) + left[done | move[0]] == left[done]
        )
        done |= move[0]
        order.append(move[0].bit_length() - 1)
    return Plan(tuple(order), (0,) * len(order))


def _without_done(moves: Sequence[Move], first: int, cases: int) -> list[list[Move]]:
    """Return for each set of so many cases, from the first on, the moves that are not done."""
    found = [list(moves)]
    for index in range(first, first + cases):
        found += [[move for move in left if move[0] != 1 << index] for left in found]
    return found


def _add_subsets(found: list[int], bit: int) -> None:
    """Add to each set with the bit what the same set without it has, in as few slices as can."""
    if bit * bit < len(found):
        for offset in range(bit):
            lower, upper = slice(offset, None, 2 * bit), slice(offset + bit, None, 2 * bit)
            found[upper] = list(map(add, found[upper], found[lower]))
    else:
        for offset in range(0, len(found), 2 * bit):
            lower, upper = slice(offset, offset + bit), slice(offset + bit, offset + 2 * bit)
            found[upper] = list(map(add, found[upper], found[lower]))
