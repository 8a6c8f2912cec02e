"""A QR code as one SVG path: no inline style, no script, no image request. Pure."""

from dataclasses import dataclass
from itertools import groupby

import segno

BORDER = 4
"""Light modules around the code (ISO/IEC 18004: the quiet zone)."""


@dataclass(frozen=True)
class Picture:
    """A square of size modules; path draws the dark ones."""

    size: int
    path: str


def draw(text: str) -> Picture:
    """Return the QR code of text."""
    rows = [list(row) for row in segno.make(text, micro=False).matrix_iter(border=BORDER)]
    path = "".join(_dark_runs(y, row) for y, row in enumerate(rows))
    return Picture(len(rows), path)


def _dark_runs(y: int, row: list[int]) -> str:
    path, x = "", 0
    for is_dark, modules in groupby(row, key=bool):
        length = len(list(modules))
        if is_dark:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return path
