"""Whose turn it is when a seat has lost its person: a pure function of what was asked and said.

One person or several wait for an answer at a time. Whoever lets their patience pass loses their
turn and not the chance: a late yes counts while the seat is open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from mdt.models import Reply
from mdt.scheduling import waking

Key = Any
"""Any hashable thing that names a person."""


class Ending(StrEnum):
    """Why nobody else is asked."""

    FILLED = "filled"
    NOBODY_LEFT = "nobody left"
    OVER = "over"


class Asked(NamedTuple):
    """Somebody who was asked, until when it is their turn, and what they said; None for nothing."""

    person: Key
    until: datetime
    reply: Reply | None = None

    def is_awaited(self, now: datetime) -> bool:
        """Tell whether it is their turn: no yes and no no, and their patience has not passed."""
        return self.reply not in {Reply.YES, Reply.NO} and self.until > now


@dataclass(frozen=True)
class Search:
    """A search for one seat.

    at_once: so many are awaited at a time. over_at: the seat is past.
    by_day: patience counts in the hours in which people are awake.
    """

    at_once: int
    patience: timedelta
    over_at: datetime
    asked: tuple[Asked, ...] = ()
    by_day: bool = False

    def turn_ends(self, now: datetime) -> datetime:
        """Return until when it is the turn of somebody who is asked now."""
        until = waking.after(now, self.patience) if self.by_day else now + self.patience
        return min(until, self.over_at)

    def places(self, now: datetime) -> int:
        """Return how many more may be asked now."""
        if self.taker is not None or now >= self.over_at:
            return 0
        return max(self.at_once - sum(one.is_awaited(now) for one in self.asked), 0)

    @property
    def taker(self) -> Key | None:
        """Return who said yes, the first that was asked; None while nobody did."""
        return next((one.person for one in self.asked if one.reply is Reply.YES), None)


@dataclass(frozen=True)
class Step:
    """What to do now: whom to ask, or that it ends and why; and when to look again."""

    ask: tuple[Asked, ...] = ()
    ending: Ending | None = None
    look_at: datetime | None = None


def step(search: Search, next_up: Iterable[Key], now: datetime) -> Step:
    """Return the next step; next_up: who is free, in the order in which they are asked."""
    if search.taker is not None:
        return Step(ending=Ending.FILLED)
    if now >= search.over_at:
        return Step(ending=Ending.OVER)
    until = search.turn_ends(now)
    fresh = tuple(Asked(person, until) for person in _fresh(search, next_up, now))
    awaited = [one.until for one in (*search.asked, *fresh) if one.is_awaited(now)]
    if not awaited:
        return Step(ending=Ending.NOBODY_LEFT)
    return Step(fresh, look_at=min(awaited))


def _fresh(search: Search, next_up: Iterable[Key], now: datetime) -> Sequence[Key]:
    """Return whom to ask now: nobody twice, and no more than there is room for."""
    known = {one.person for one in search.asked}
    left = [person for person in dict.fromkeys(next_up) if person not in known]
    return left[: search.places(now)]
