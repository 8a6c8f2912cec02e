"""What the first view of a long plan weighs: 200 actions, no two of them named alike.

Half of them are done, some cannot be done, a few are late and the rest is ahead, as after a year
at the table. The page that shows every one of them is weighed too: it is asked for by its link.
"""

from collections.abc import Iterator
from unittest.mock import patch

from benchmarks import own_plan, region, visits, weight
from benchmarks.cast import NOW
from benchmarks.harness import Figure
from benchmarks.region import Filled
from benchmarks.rows import Rows
from mdt import clock

ACTIONS = 200
SEED = 200
CONFERENCES = 100


def figures() -> Iterator[Figure]:
    """Yield what the plan weighs at its first view, and with every action shown."""
    with patch.object(clock, "now", lambda: NOW), region.filled(CONFERENCES) as filled:
        fill(filled)
        app = visits.portal(filled.url, filled.engine)
        cookie = visits.as_person(app, filled.engine, filled.cast.coordinator_id)
        path = f"/cases/{filled.own.case_id}/plan"
        first = weight.of(app, path, cookie)
        whole = weight.of(app, f"{path}?show=all", cookie)
    yield _figure("first view", first, at_most=60)
    yield _figure("with all shown", whole, at_most=None)


def fill(filled: Filled) -> None:
    """Give the plan of the viewer's own case its 200 actions in all."""
    rows = Rows(SEED)
    own_plan.lengthen(rows, filled.cast, filled.own.case_id, ACTIONS)
    with filled.engine.begin() as connection:
        rows.write(connection)


def _figure(what: str, measured: weight.Weight, *, at_most: float | None) -> Figure:
    return Figure(
        name=f"plan of {ACTIONS} actions {what}",
        value=measured.packed,
        yardstick="unpacked",
        yardstick_value=measured.unpacked,
        unit="KB",
        at_most=at_most,
    )
