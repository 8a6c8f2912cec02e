"""How often one secret address may be asked for: generous, so that only a runaway program notices.

Counted in memory, by each process for itself: it guards our processor and no secret, and a hit must
cost next to nothing.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from threading import Lock

MOST = 60
WITHIN = timedelta(minutes=10)
REMEMBERED = 10_000
"""Of how many addresses the count is kept; of more the one counted longest ago is forgotten."""


@dataclass
class FeedLimit:
    """How often each address was asked for since its count began."""

    counts: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def wait_seconds(self, address: str, *, now: datetime) -> int:
        """Count one hit; return after how many seconds to come back, 0 for who is welcome now."""
        with self.lock:
            since, number = self.counts.get(address, (now, 0))
            if not timedelta() <= now - since < WITHIN:
                since, number = now, 0
            self.counts[address] = since, number + 1
            if number == 0:
                self.counts.move_to_end(address)
            if len(self.counts) > REMEMBERED:
                self.counts.popitem(last=False)
        return ceil((since + WITHIN - now).total_seconds()) if number >= MOST else 0
