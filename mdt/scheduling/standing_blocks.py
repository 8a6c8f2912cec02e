"""Which quarters of a grid lie in a standing block: a weekday and two times on the wall. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from mdt.scheduling import local_time, masks
from mdt.scheduling.grid import Grid


@dataclass(frozen=True)
class Block:
    """Time that comes back every week, wall clock; but: the days on which it does not.

    until_on: the last day on which it may be, None for no end.
    """

    weekday: int
    starts: time
    ends: time
    from_on: date
    until_on: date | None = None
    but: frozenset[date] = frozenset()

    def is_on(self, day: date) -> bool:
        """Tell whether the block is there on this local day."""
        runs = self.from_on <= day and (self.until_on is None or day <= self.until_on)
        return runs and day.weekday() == self.weekday and day not in self.but

    def days(self, within: Collection[date]) -> list[date]:
        """Return on which of these days the block is there, in their order."""
        return [day for day in within if self.is_on(day)]


def mask(grid: Grid, blocks: Iterable[Block]) -> int:
    """Return the cells that lie whole inside one of the blocks."""
    found = 0
    days = [local.day for local in grid.local_days]
    for block in blocks:
        spans = [
            (local_time.coming_round(day, block.starts), local_time.coming_round(day, block.ends))
            for day in block.days(days)
        ]
        found |= masks.inward(grid, spans)
    return found
