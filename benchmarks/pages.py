"""What the pages cost that people open all day: "Vandaag", a conference, a plan.

In a region of 100 conferences and in one of 10,000, with the viewer's own rows the same; and
beside the same page made by hand. CPU time of a whole request, as a browser asks for it:
session, guard, queries, template, audit row, headers, compression.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from unittest.mock import patch

from benchmarks import (
    by_hand,
    conference_by_hand,
    plan_by_hand,
    region,
    today_by_hand,
    visits,
    weight,
)
from benchmarks.by_hand import Page
from benchmarks.cast import NOW
from benchmarks.harness import Figure, cpu_ms
from benchmarks.region import Filled
from benchmarks.visits import Visit
from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.web import guard

SMALL, LARGE = 100, 10_000
ROUNDS = 30
PAGES: Mapping[str, Callable[[Filled], Page]] = {
    "Vandaag": today_by_hand.page,
    "conference": conference_by_hand.page,
    "plan": plan_by_hand.page,
}


def figures() -> Iterator[Figure]:
    """Yield the figures of every page."""
    with (
        patch.object(clock, "now", lambda: NOW),
        region.filled(SMALL) as small,
        region.filled(LARGE) as large,
    ):
        for name, page in PAGES.items():
            yield from _figures_of(name, _Measured(small, page), _Measured(large, page))


Work = tuple[Callable[[], object], Callable[[], AbstractContextManager[object]]]
"""What is measured, and what surrounds it unmeasured."""


class _Measured:
    """One page of one region: how it is asked for, and how it is made by hand."""

    def __init__(self, filled: Filled, page_of: Callable[[Filled], Page]) -> None:
        self._engine = filled.engine
        self._app = visits.portal(filled.url, filled.engine)
        page = page_of(filled)
        self._path = page.path
        self._cookie = visits.as_person(self._app, filled.engine, page.viewer_id)
        self.visit = visits.visit(self._app, page.path, self._cookie)
        plain = visits.visit(self._app, page.path, self._cookie, "identity")
        self.make = by_hand.maker(self._app, filled.engine, page, plain)
        _check(plain, self.make)

    def statements(self) -> int:
        return len(visits.statements(self._engine, self.visit))

    def weight(self) -> weight.Weight:
        return weight.of(self._app, self._path, self._cookie)


def _check(plain: Visit, make: Callable[[], bytes]) -> None:
    """Assert that the page made by hand is the page, byte for byte."""
    answer = plain()
    assert answer.status == "200 OK", answer.status
    assert by_hand.without_tokens(answer.body) == by_hand.without_tokens(make())


def _figures_of(name: str, small: _Measured, large: _Measured) -> Iterator[Figure]:
    yield Figure(
        name=f"{name} queries at {LARGE} conferences",
        value=large.statements(),
        yardstick=f"at {SMALL}",
        yardstick_value=small.statements(),
        unit="statements",
        same=True,
    )
    at_small, at_large, made, unguarded = _in_turn(
        (small.visit, nullcontext),
        (large.visit, nullcontext),
        (large.make, nullcontext),
        (large.visit, _unguarded),
    )
    yield Figure(
        name=f"{name} CPU at {LARGE} conferences",
        value=at_large,
        yardstick=f"at {SMALL}",
        yardstick_value=at_small,
        ratio_at_most=1.5,
    )
    yield Figure(
        name=f"{name} CPU of the page",
        value=at_large,
        yardstick="made by hand",
        yardstick_value=made,
        ratio_at_most=2.5,
    )
    yield Figure(
        name=f"{name} CPU that guard, policy and audit add",
        value=at_large - unguarded,
        yardstick="the page without them",
        yardstick_value=unguarded,
        at_most=1.5,
    )
    first = large.weight()
    yield Figure(
        name=f"{name} first view",
        value=first.packed,
        yardstick="unpacked",
        yardstick_value=first.unpacked,
        unit="KB",
        at_most=60,
    )


def _in_turn(*works: Work) -> list[float]:
    """Return the least CPU milliseconds of each, measured in turn: all meet the same noise.

    The least, because whatever else runs on the machine only ever adds (benchmarks/harness.py).
    """
    samples: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for taken, (work, surroundings) in zip(samples, works, strict=True):
            with surroundings():
                taken.append(cpu_ms(work, repeat=1))
    return [min(taken) for taken in samples]


@contextmanager
def _unguarded() -> Iterator[None]:
    """Let the guard permit everything without asking, and let nothing be audited."""
    with (
        patch.object(guard, "_permits", lambda *_: True),
        patch.object(guard, "write_anyway", lambda _: None),
        patch.object(rules, "case_actions", lambda *_: frozenset(Action)),
    ):
        yield
