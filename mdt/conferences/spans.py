"""When an invitee is needed: the span of their own seats, and of nobody else's items. Pure.

A sitting runs its items one after the other, and an item its parts. A seat is held for all of an
item or for some of its parts; a person is asked from the first minute of any of their seats up to
the last one, once.

Source: model.md, idea 1 (a sitting, its items, their parts).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

Key = Any
"""Any hashable thing that names an item or a part."""


@dataclass(frozen=True)
class Part:
    """A stretch of an item."""

    key: Key
    minutes: int


@dataclass(frozen=True)
class Item:
    """A case on the agenda: its minutes, and its parts in order as far as they are laid down.

    Parts that take more than the item's minutes stretch it; what they leave over stays at its end.
    pause: the minutes before it in which nobody is heard.
    """

    key: Key
    minutes: int
    parts: Sequence[Part] = ()
    pause: int = 0

    @property
    def length(self) -> int:
        """How many minutes the item takes."""
        return max(self.minutes, sum(part.minutes for part in self.parts))


@dataclass(frozen=True)
class HeldSeat:
    """A seat of the invitee at an item; without parts it is held for the whole item."""

    item: Key
    parts: Collection[Key] = ()


class Minutes(NamedTuple):
    """A stretch of the sitting, in minutes from its start."""

    start: int
    end: int


class Span(NamedTuple):
    """The time an invitee is asked for, in UTC."""

    starts_at: datetime
    ends_at: datetime


def span(
    starts_at: datetime, items: Sequence[Item], held: Collection[HeldSeat], margin: int = 0
) -> Span:
    """Return when the holder of these seats is asked to a sitting that starts at this instant.

    margin: see roomy(). Raises LookupError when a seat belongs to no item or part of the agenda,
    ValueError when no seat is held.
    """
    if starts_at.tzinfo is None:
        raise ValueError("an instant carries its zone")
    needed = roomy(minutes(items, held), total(items), margin)
    # Minutes elapse in UTC: added to local time they would count the hour that a clock change
    # skips.
    start = starts_at.astimezone(UTC)
    return Span(start + timedelta(minutes=needed.start), start + timedelta(minutes=needed.end))


def minutes(items: Sequence[Item], held: Collection[HeldSeat]) -> Minutes:
    """Return the same in minutes from the start of the sitting; for a moment not yet chosen."""
    if not held:
        raise ValueError("who holds no seat is asked for nothing")
    begins = starts(items)
    by_key = {item.key: (item, start) for item, start in zip(items, begins, strict=True)}
    stretches = [_stretch(*by_key[seat.item], seat) for seat in held]
    return Minutes(min(part.start for part in stretches), max(part.end for part in stretches))


def roomy(needed: Minutes, length: int, margin: int) -> Minutes:
    """Return for which minutes of a sitting somebody is asked who is needed in these.

    margin: so many minutes before and after, as items run out and run short; never outside it.
    """
    return Minutes(max(needed.start - margin, 0), min(needed.end + margin, length))


def still_holds(told: Span, asked: Span, needed: Span) -> bool:
    """Tell whether what somebody was told still does for what they would be asked now.

    Half of the margin at each end may be used up; without a margin it must be the same.
    """
    before, after = needed.starts_at - asked.starts_at, asked.ends_at - needed.ends_at
    return (
        abs(told.starts_at - asked.starts_at) <= before / 2
        and abs(told.ends_at - asked.ends_at) <= after / 2
    )


def total(items: Sequence[Item]) -> int:
    """Return how many minutes the sitting takes."""
    return sum(item.pause + item.length for item in items)


def starts(items: Sequence[Item]) -> list[int]:
    """Return in which minute of the sitting each item begins."""
    begins = _begins([item.pause + item.length for item in items])
    return [begin + item.pause for begin, item in zip(begins, items, strict=True)]


def _stretch(item: Item, start: int, seat: HeldSeat) -> Minutes:
    if not seat.parts:
        return Minutes(start, start + item.length)
    begins = _begins([part.minutes for part in item.parts])
    by_key = {
        part.key: Minutes(start + begin, start + begin + part.minutes)
        for part, begin in zip(item.parts, begins, strict=True)
    }
    taken = [by_key[key] for key in seat.parts]
    return Minutes(min(part.start for part in taken), max(part.end for part in taken))


def _begins(lengths: Sequence[int]) -> list[int]:
    """Return in which minute each of a row of stretches begins."""
    return list(accumulate(lengths, initial=0))[:-1]
