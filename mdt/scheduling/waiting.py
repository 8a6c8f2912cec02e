"""Who waits how long when the cases of a sitting are taken in some order. Pure.

A sitting is told in numbers: cases and people are known by their index, times are whole minutes
from the start of the sitting. Somebody comes when their first case begins and leaves when their
last one ends; all that is not their own case in between is waiting, a break too.

Source: scheduling.md 4.2 (the talent scheduling problem: weighted idle time of everyone).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

SLACK_MINUTES = 60
"""How long a sitting may stand still, all together, so that times fit; breaks come on top."""


@dataclass(frozen=True)
class Item:
    """A case: how long it takes, and where in the order or in time it must stand.

    place: counted from 0. earliest: it begins no sooner; latest: it ends no later.
    """

    minutes: int
    place: int | None = None
    earliest: int = 0
    latest: int | None = None


@dataclass(frozen=True)
class Guest:
    """Somebody who is needed: how much a minute of theirs weighs, and when in which case.

    stays: by case, from and until which minute of it they are needed.
    """

    weight: int
    stays: Mapping[int, tuple[int, int]]

    @cached_property
    def mask(self) -> int:
        """The cases they are needed for, as bits."""
        return sum(1 << index for index in self.stays)

    @cached_property
    def own_minutes(self) -> int:
        """How long they are needed, all together."""
        return sum(until - since for since, until in self.stays.values())


@dataclass(frozen=True)
class Break:
    """A lunch or a pause between two cases: it begins no sooner than earliest, nor after latest.

    A sitting that is over by then needs none.
    """

    minutes: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Sitting:
    """What has to be put in order. breaks: in the order in which they are taken."""

    items: tuple[Item, ...]
    guests: tuple[Guest, ...]
    breaks: tuple[Break, ...] = ()
    slack: int = SLACK_MINUTES

    @cached_property
    def is_timed(self) -> bool:
        """True when it matters at what minute something begins."""
        has_window = any(item.earliest or item.latest is not None for item in self.items)
        return has_window or bool(self.breaks)


class Plan(NamedTuple):
    """Cases in order, and how many minutes nobody is heard before each: breaks, and standing still.

    Both have the same length.
    """

    order: tuple[int, ...]
    pauses: tuple[int, ...]


def starts(sitting: Sitting, plan: Plan) -> dict[int, int]:
    """Return at which minute each case begins."""
    lengths = [0, *(sitting.items[index].minutes for index in plan.order)]
    steps = [length + pause for length, pause in zip(lengths, plan.pauses, strict=False)]
    return dict(zip(plan.order, accumulate(steps), strict=True))


def waits(sitting: Sitting, plan: Plan) -> list[int]:
    """Return how many minutes each guest waits, in the order of the guests."""
    begins = starts(sitting, plan)
    return [_wait(guest, begins) for guest in sitting.guests]


def cost(sitting: Sitting, plan: Plan) -> int:
    """Return the minutes that everyone waits, each times the weight of who waits."""
    waited = zip(sitting.guests, waits(sitting, plan), strict=True)
    return sum(guest.weight * minutes for guest, minutes in waited)


def timed(sitting: Sitting, order: Sequence[int]) -> Plan | None:
    """Return the order with every case as early as it can be; None when it does not fit so."""
    pauses, now, taken = [], 0, 0
    for place, index in enumerate(order):
        item, since = sitting.items[index], now
        if item.place not in {None, place}:
            return None
        for due in sitting.breaks[taken:] if place else ():
            if not _is_due(due, max(now, item.earliest), item):
                break
            if now > due.latest:
                return None
            now = max(now, due.earliest) + due.minutes
            taken += 1
        now = max(now, item.earliest)
        ends = now + item.minutes
        if not fits(item, now) or any(ends > left.latest for left in sitting.breaks[taken:]):
            return None
        pauses.append(now - since)
        now = ends
    broken = sum(due.minutes for due in sitting.breaks[:taken])
    return Plan(tuple(order), tuple(pauses)) if sum(pauses) - broken <= sitting.slack else None


def fits(item: Item, begin: int) -> bool:
    """Tell whether the case may begin at this minute."""
    return item.earliest <= begin and (item.latest is None or begin + item.minutes <= item.latest)


def _is_due(due: Break, now: int, item: Item) -> bool:
    """Tell whether the break is taken before the case: it may be now, and after it, it is late."""
    return now >= due.earliest or now + item.minutes > due.latest


def _wait(guest: Guest, begins: Mapping[int, int]) -> int:
    if not guest.stays:
        return 0
    came = min(begins[index] + since for index, (since, _) in guest.stays.items())
    left = max(begins[index] + until for index, (_, until) in guest.stays.items())
    return left - came - guest.own_minutes


def bits(mask: int) -> Iterator[int]:
    """Yield the index of every bit that is set, from the lowest."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
