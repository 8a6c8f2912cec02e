"""A small line of a few figures in time, as points for an SVG of our own."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 260.0, 48.0
EDGE = 6.0


@dataclass(frozen=True)
class Sparkline:
    """The line as the points of a polyline, and its last point."""

    points: str
    last: tuple[float, float]


def draw(figures: Sequence[float]) -> Sparkline:
    """Return the line; the highest figure touches the top, the lowest the bottom."""
    lowest, highest = min(figures), max(figures)
    spread = (highest - lowest) or 1.0
    step = (WIDTH - 2 * EDGE) / max(len(figures) - 1, 1)
    places = [
        (
            round(EDGE + nth * step, 1),
            round(EDGE + (highest - figure) / spread * (HEIGHT - 2 * EDGE), 1),
        )
        for nth, figure in enumerate(figures)
    ]
    return Sparkline(" ".join(f"{x},{y}" for x, y in places), places[-1])
