"""What the answers to a poll come to: per moment how each seat stands, and which is best. Pure.

A seat can be asked of several people out of its pool; one of them is enough, and nobody takes two
seats of the same item. A moment falls as soon as a seat that counts cannot: all who could fill it
said no.

Source: model.md, idea 2; scheduling.md 4.1 (a small matching per moment).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mdt.models import Reply
from mdt.scheduling import matching
from mdt.scheduling.matching import Demand

Key = Any
"""Any hashable thing that names a seat, a person or a moment."""

Replies = Mapping[Key, Reply]
"""What people said to one moment; who did not answer is not in it."""


class Stand(StrEnum):
    """How a seat stands at one moment."""

    YES = "yes"
    MAYBE = "maybe"
    WAITS = "waits"
    NO = "no"
    ON_DUTY = "on_duty"
    NOBODY = "nobody"


@dataclass(frozen=True)
class AskedSeat:
    """A seat of the table, and who is asked for it; the order of turns is kept.

    counts: without it the table does not sit. item: nobody sits twice at one.
    is_on_duty: whoever is on duty comes, and nobody is asked.
    """

    key: Key
    counts: bool
    people: tuple[Key, ...]
    item: Key = None
    is_on_duty: bool = False


@dataclass(frozen=True)
class Tally:
    """What was said to one moment.

    stands: of every seat, in the order of the table. takers: who would take each seat.
    """

    option: Key
    starts_at: datetime
    stands: Mapping[Key, Stand]
    takers: Mapping[Key, Key]
    counting: frozenset[Key]
    replies: Replies

    @property
    def is_struck(self) -> bool:
        """True when a seat that counts cannot."""
        return any(self.stands[key] is Stand.NO for key in self.counting)

    @property
    def is_agreed(self) -> bool:
        """True when every seat that counts can, without reserve."""
        return bool(self.counting) and all(self.stands[key] in _SURE for key in self.counting)

    @property
    def blocking(self) -> list[Key]:
        """The seats that strike the moment, in the order of the table."""
        return [key for key, one in self.stands.items() if key in self.counting and one is Stand.NO]

    def having(self, *stands: Stand) -> int:
        """Return how many seats stand so."""
        return sum(one in stands for one in self.stands.values())

    @property
    def rank(self) -> tuple[bool, int, int, int, int, datetime]:
        """The smaller, the better; an earlier moment decides between equals."""
        counting = [one for key, one in self.stands.items() if key in self.counting]
        others = [one for key, one in self.stands.items() if key not in self.counting]
        return (
            self.is_struck,
            -sum(one in _CAN for one in counting),
            -sum(one in _SURE for one in counting),
            -sum(one in _CAN for one in others),
            -sum(one in _SURE for one in others),
            self.starts_at,
        )


_SURE = frozenset({Stand.YES, Stand.ON_DUTY})
_CAN = _SURE | {Stand.MAYBE}


def tally(option: Key, starts_at: datetime, seats: Sequence[AskedSeat], replies: Replies) -> Tally:
    """Return what the replies to one moment come to."""
    takers = _takers(seats, replies)
    return Tally(
        option=option,
        starts_at=starts_at,
        stands={seat.key: _stand(seat, takers.get(seat.key), replies) for seat in seats},
        takers={key: person for key, person in takers.items() if replies.get(person) in _WILLING},
        counting=frozenset(seat.key for seat in seats if seat.counts),
        replies=replies,
    )


def best(tallies: Iterable[Tally]) -> Tally | None:
    """Return the best moment that stands; None while nobody said anything, or when all fell."""
    found = min(tallies, key=lambda one: one.rank, default=None)
    return None if found is None or found.is_struck or not found.replies else found


def agreed(tallies: Iterable[Tally]) -> Tally | None:
    """Return the best of the moments on which every seat that counts agrees, if any."""
    return min((one for one in tallies if one.is_agreed), key=lambda one: one.rank, default=None)


_WILLING = (Reply.YES, Reply.MAYBE)


def _takers(seats: Sequence[AskedSeat], replies: Replies) -> dict[Key, Key]:
    """Return who would take each seat if those who have not answered could: item by item."""
    by_item: dict[Key, list[AskedSeat]] = defaultdict(list)
    for seat in seats:
        by_item[seat.item].append(seat)
    found: dict[Key, Key] = {}
    for group in by_item.values():
        filled = matching.fill([_demand(seat, replies) for seat in group])
        found |= {group[index].key: person for index, person in filled.items()}
    return found


def _demand(seat: AskedSeat, replies: Replies) -> Demand:
    said = {reply: [one for one in seat.people if replies.get(one) is reply] for reply in Reply}
    waiting = [one for one in seat.people if one not in replies]
    return Demand(seat.counts, said[Reply.YES], [*said[Reply.MAYBE], *waiting])


def _stand(seat: AskedSeat, taker: Key, replies: Replies) -> Stand:
    if seat.is_on_duty:
        return Stand.ON_DUTY
    if not seat.people:
        return Stand.NOBODY
    if taker is None:
        return Stand.NO
    reply = replies.get(taker)
    return Stand(reply.value) if reply else Stand.WAITS
