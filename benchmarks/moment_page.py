"""What the whole page "Kies een moment" costs, for a large table and for a very large one.

Beside the emptiest page of somebody who is signed in, so that only what the page itself does
counts. CPU time of a whole request: session, guard, queries, masks, search, template, audit row.
"""

from collections.abc import Callable, Iterator, Mapping
from statistics import median
from unittest.mock import patch

from benchmarks import moment_region, visits
from benchmarks.cast import NOW
from benchmarks.harness import Figure, cpu_ms
from mdt import clock
from mdt.models import SeatDomain

LARGE: Mapping[SeatDomain, int] = {
    SeatDomain.JUDICIARY: 6,
    SeatDomain.SHELTER: 9,
    SeatDomain.POLICE: 9,
    SeatDomain.OM: 8,
    SeatDomain.PROBATION: 8,
}
VERY_LARGE: Mapping[SeatDomain, int] = dict.fromkeys(
    [
        *LARGE,
        *(SeatDomain.GI, SeatDomain.RVDK, SeatDomain.GGZ),
        *(SeatDomain.LOCAL_TEAM, SeatDomain.MUNICIPALITY),
    ],
    50,
)
EMPTY = "/search/"
ROUNDS = 15


def figures() -> Iterator[Figure]:
    """Yield the page at both sizes."""
    with patch.object(clock, "now", lambda: NOW):
        for pools in (LARGE, VERY_LARGE):
            with moment_region.filled(pools) as seeking:
                yield _figure(seeking, sum(pools.values()))


def _figure(seeking: moment_region.Seeking, people: int) -> Figure:
    app = visits.portal(seeking.url, seeking.engine)
    cookie = visits.as_person(app, seeking.engine, seeking.coordinator_id)
    page = visits.visit(app, f"/conferences/{seeking.conference_id}/moment", cookie)
    empty = visits.visit(app, EMPTY, cookie)
    for one in (page, empty):
        answer = one()
        assert answer.status == "200 OK", answer.status
    value, yardstick = _in_turn(page, empty)
    return Figure(
        name=f"the whole page of moments, {people} people in pools",
        value=value,
        yardstick="an empty page",
        yardstick_value=yardstick,
        ratio_at_most=5,
    )


def _in_turn(*works: Callable[[], object]) -> list[float]:
    """Return the median CPU milliseconds of each, measured in turn: all meet the same noise."""
    rounds = [[cpu_ms(work, repeat=1) for work in works] for _ in range(ROUNDS)]
    return [median(taken) for taken in zip(*rounds, strict=True)]
