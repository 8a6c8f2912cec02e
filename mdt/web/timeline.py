"""Measures in time: where each bar begins and ends between the first start and the last end.

Positions are percentages for SVG attributes, because our content policy allows no inline style.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MORE = timedelta(days=14)
"""How far the picture runs on after the last date when a measure has no end."""

CROWDED = 24
"""Nearer than so many percent to an edge, the word for today takes that edge's own place."""


@dataclass(frozen=True)
class Bar:
    """One measure: a label, its two instants, and the sentence beside it.

    ends_at is None for a measure without an end; is_ended for one that was ended before its time;
    href leads to its own page, if it has one.
    """

    label: str
    starts_at: datetime
    ends_at: datetime | None
    note: str = ""
    is_ended: bool = False
    href: str | None = None


@dataclass(frozen=True)
class Placed:
    """A bar with its place: x and width as percentages."""

    bar: Bar
    x: float
    width: float


@dataclass(frozen=True)
class Timeline:
    """All bars between start and end; now as a percentage."""

    start: datetime
    end: datetime
    now: float
    rows: tuple[Placed, ...]

    @property
    def has_room_for_start(self) -> bool:
        """True when the word for today does not stand where the first date is."""
        return self.now > CROWDED

    @property
    def has_room_for_end(self) -> bool:
        """True when the word for today does not stand where the last date is."""
        return self.now < 100 - CROWDED

    @property
    def anchor(self) -> str:
        """Return the SVG text-anchor that keeps the word for today inside the picture."""
        if self.now < CROWDED / 2:
            return "start"
        return "end" if self.now > 100 - CROWDED / 2 else "middle"


def lay_out(bars: Sequence[Bar], *, now: datetime) -> Timeline:
    """Return the picture of bars, wide enough to hold every one of them and today.

    Raises ValueError when there is nothing to lay out.
    """
    if not bars:
        raise ValueError("a timeline of no bars")
    start = min(now, *(bar.starts_at for bar in bars))
    end = _end(bars, max(now, *(bar.starts_at for bar in bars)))
    rows = tuple(_placed(bar, start, end) for bar in bars)
    return Timeline(start, end, _percent(now, start, end), rows)


def _end(bars: Sequence[Bar], latest: datetime) -> datetime:
    """Return the last end; some days more when a bar has none, or when all lies in one point."""
    ends = [bar.ends_at for bar in bars if bar.ends_at is not None]
    last = max(latest, *ends) if ends else latest
    return last if len(ends) == len(bars) and last > min(b.starts_at for b in bars) else last + MORE


def _placed(bar: Bar, start: datetime, end: datetime) -> Placed:
    x = _percent(bar.starts_at, start, end)
    return Placed(bar, x, round(_percent(bar.ends_at or end, start, end) - x, 2))


def _percent(at: datetime, start: datetime, end: datetime) -> float:
    return round((at - start) / (end - start) * 100, 2)
