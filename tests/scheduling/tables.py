"""Tables of seats to search, a few by hand and many at random."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mdt.scheduling import local_time, masks
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import SeatPool
from mdt.scheduling.slots import Search, Slot
from tests.scheduling.test_grid import THURSDAY

GRID = Grid.of_days(THURSDAY, 1)

GRID_AROUND_NOON = Grid(datetime(2026, 10, 25, 8, 15, tzinfo=UTC), 24)


def instant(clock: str, day: date = THURSDAY) -> datetime:
    hour, minute = map(int, clock.split("."))
    return local_time.resolve_local(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 - wall clock


def free(*spans: str) -> PersonMask:
    """Return the mask of a person who is free in spans such as '09.00-10.30'."""
    edges = [text.split("-") for text in spans]
    return PersonMask(masks.inward(GRID, [(instant(start), instant(end)) for start, end in edges]))


def perhaps(*spans: str) -> PersonMask:
    return PersonMask(free=0, maybe=free(*spans).free)


def sitting_elsewhere(mask: PersonMask, *spans: str) -> PersonMask:
    return replace(mask, sittings=free(*spans).free)


def seat(key: str, *people: PersonMask, required: bool = True) -> SeatPool:
    return SeatPool(key, required, {f"{key}{index}": mask for index, mask in enumerate(people)})


def pool(
    key: str,
    candidates: dict[str, PersonMask],
    *,
    item: int | None = None,
    span: range | None = None,
    scarcity: int = 0,
) -> SeatPool:
    return SeatPool(
        key, required=True, candidates=candidates, item=item, span=span, scarcity=scarcity
    )


def search(minutes: int = 60, **wishes: Any) -> Search:
    return Search(minutes, GRID.starts_at, **wishes)


def clocks(offered: tuple[Slot, ...]) -> list[str]:
    return [f"{local_time.local(slot.starts_at):%H.%M}" for slot in offered]


def fits(slot: Slot) -> str:
    return " ".join(f"{key}:{fit}" for key, _, fit in slot.seats)


MASK = st.integers(0, 2**24 - 1).map(lambda bits: bits | bits << 1)
PEOPLE = st.lists(st.builds(PersonMask, MASK, MASK, MASK), min_size=5, max_size=5).map(
    lambda people: [
        PersonMask(who.free, who.maybe & ~who.free, who.sittings & ~who.free) for who in people
    ]
)


@st.composite
def tables(draw: st.DrawFn) -> list[SeatPool]:
    people = dict(zip("abcde", draw(PEOPLE), strict=True))
    pools = []
    for key in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=3))
        span = draw(st.none() | st.sampled_from([range(1), range(1, 2)]))
        pools.append(
            SeatPool(
                key,
                draw(st.booleans()),
                {name: people[name] for name in names},
                item=draw(st.sampled_from([1, 1, 2])),
                span=span,
                scarcity=draw(st.sampled_from([0, 0, 3, 10])),
                is_room=draw(st.sampled_from([False, False, True])),
                block=draw(st.just(0) | MASK),
            )
        )
    return pools


@st.composite
def searches(draw: st.DrawFn) -> Search:
    start = GRID_AROUND_NOON.starts_at
    return Search(
        minutes=draw(st.sampled_from([30, 45, 60])),
        starts_from=start + timedelta(minutes=draw(st.integers(0, 60))),
        ends_by=draw(st.none() | st.integers(200, 400).map(lambda m: start + timedelta(minutes=m))),
        deadline=draw(
            st.none() | st.integers(100, 400).map(lambda m: start + timedelta(minutes=m))
        ),
        step_minutes=draw(st.sampled_from([15, 30, 60])),
        per_half_day=draw(st.integers(1, 3)),
        limit=draw(st.sampled_from([1, 4, None])),
    )
