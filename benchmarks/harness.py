"""Measure work in CPU time, and say in one line whether it is fast enough.

CPU time and not the clock on the wall: a busy machine makes people wait, not our code slow. Each
figure stands beside a yardstick that ran in the same minute on the same machine.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from time import process_time_ns

NANOSECONDS_PER_MS = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, beside its yardstick; lower is better.

    at_most, ratio_at_most: the target for the figure, and for the figure divided by the yardstick;
    same: the figure must be the yardstick's.
    """

    name: str
    value: float
    yardstick: str
    yardstick_value: float
    unit: str = "ms"
    at_most: float | None = None
    ratio_at_most: float | None = None
    same: bool = False

    @property
    def ratio(self) -> float:
        return self.value / self.yardstick_value

    @property
    def is_ok(self) -> bool:
        """True when every target that was set is met."""
        return (
            (self.at_most is None or self.value <= self.at_most)
            and (self.ratio_at_most is None or self.ratio <= self.ratio_at_most)
            and (not self.same or self.value == self.yardstick_value)
        )

    def __str__(self) -> str:
        """Return `name: figure unit, yardstick figure, ratio, target, ok|short`."""
        return ", ".join(
            [
                f"{self.name}: {self.value:.3g} {self.unit}",
                f"{self.yardstick} {self.yardstick_value:.3g} {self.unit}",
                f"ratio {self.ratio:.2g}",
                f"target {self._target}",
                "ok" if self.is_ok else "short",
            ]
        )

    @property
    def _target(self) -> str:
        targets = []
        if self.at_most is not None:
            targets.append(f"at most {self.at_most:g} {self.unit}")
        if self.ratio_at_most is not None:
            targets.append(f"at most {self.ratio_at_most:g} times the yardstick")
        if self.same:
            targets.append("the same")
        return " and ".join(targets) or "none"


def cpu_ms(work: Callable[[], object], *, repeat: int = 3) -> float:
    """Return the CPU milliseconds that the work takes: the least of a few runs.

    The least, because whatever else runs on the machine only ever adds.
    """
    return min(_once(work) for _ in range(repeat))


def p95(samples: Sequence[float]) -> float:
    """Return the value that 95 of 100 samples do not exceed."""
    return sorted(samples)[ceil(len(samples) * 0.95) - 1]


def _once(work: Callable[[], object]) -> float:
    start = process_time_ns()
    work()
    return (process_time_ns() - start) / NANOSECONDS_PER_MS
