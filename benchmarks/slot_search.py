"""How fast a moment is found, with its reasons, for a large table and for a very large one.

Beside the same search in numpy, which must give the same answer. And how much the masks cost,
beside reading the rows that they are made of.

50 people and 6 rooms, 30 days of quarters, working hours and lunch per person, 1 to 6
appointments a day and a tentative one now and then, a sitting in some weeks; a pool of six judges
on duty in turn, four other pools, a pool of rooms, two fixed seats and eight that are not required;
90 minutes, two days' notice. The larger table has ten pools of 50. Invented, and the same every
time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from functools import partial
from random import Random

from benchmarks import diaries, numpy_search
from benchmarks.harness import Figure, cpu_ms, p95
from mdt.scheduling import availability, diary, masks, slots
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval, PersonMask, WeeklyHours
from mdt.scheduling.pools import SeatPool
from mdt.scheduling.slots import Search

DAYS, MINUTES, INSTANCES, REPEAT = 30, 90, 200, 3
# The month in which the clock goes back, so that no day may be taken for another.
GRID = Grid.of_days(date(2026, 10, 5), DAYS)
SEARCH = Search(MINUTES, GRID.starts_at + timedelta(days=2))
JUDGE = "judge"
SCARCE = {JUDGE: 10, "prosecution": 5}


@dataclass(frozen=True)
class Shape:
    """How many people a table has: by pool, on seats of their own, not required; and rooms."""

    pools: Mapping[str, int]
    fixed: int = 2
    optional: int = 8
    rooms: int = 6

    @property
    def size(self) -> int:
        """How many people and rooms there are."""
        return sum(self.pools.values()) + self.fixed + self.optional + self.rooms


LARGE = Shape({JUDGE: 6, "care": 9, "police": 9, "prosecution": 8, "probation": 8})
VERY_LARGE = Shape({JUDGE: 50, **{f"pool {number}": 50 for number in range(9)}})


def figures() -> Iterator[Figure]:
    """Yield the searches with masks ready, and the making of the masks."""
    yield _search_figure(LARGE, INSTANCES, at_most=1, ratio_at_most=0.2)
    yield _search_figure(VERY_LARGE, INSTANCES // 5, at_most=5)
    yield _masks_figure()


def _search_figure(
    shape: Shape, instances: int, *, at_most: float, ratio_at_most: float | None = None
) -> Figure:
    random = Random(2026)  # noqa: S311 - the same tables in every run
    seats = [table(random, shape) for _ in range(instances)]
    matrices = [numpy_search.ready(GRID, one, SEARCH) for one in seats]
    for one, matrix in zip(seats, matrices, strict=True):
        found = numpy_search.answer(GRID, slots.find(GRID, one, SEARCH))
        assert found == numpy_search.find(matrix, SEARCH)
    return Figure(
        name=f"slot search with reasons, {shape.size} people and rooms x {DAYS} days (p95)",
        value=p95([_search_ms(one) for one in seats]),
        yardstick="the same in numpy",
        yardstick_value=p95([cpu_ms(partial(numpy_search.find, one, SEARCH)) for one in matrices]),
        at_most=at_most,
        ratio_at_most=ratio_at_most,
    )


def _masks_figure() -> Figure:
    with diaries.full(date(2026, 10, 5)) as (session, grid, wanted):
        return Figure(
            name=f"masks, {diaries.PEOPLE + diaries.ROOMS} people and rooms, rows read",
            value=cpu_ms(partial(availability.of, session, grid, wanted), repeat=9),
            yardstick="reading the same rows",
            yardstick_value=cpu_ms(partial(diary.read, session, grid, wanted), repeat=9),
            ratio_at_most=3,
        )


def _search_ms(table: Sequence[SeatPool]) -> float:
    """Return what it takes to find the moments and to look at every seat of each, as the page does.

    A seat remembers from which starts its people can: each run gets seats that know nothing yet.
    """
    tables = iter([[replace(seat) for seat in table] for _ in range(REPEAT)])

    def look() -> None:
        found = slots.find(GRID, next(tables), SEARCH)
        assert all(slot.seats for slot in found.slots)
        assert found.near_misses is not None

    return cpu_ms(look, repeat=REPEAT)


def table(random: Random, shape: Shape) -> list[SeatPool]:
    """Return an invented table of this shape."""
    everybody = iter([_person(random, number, shape) for number in range(shape.size)])
    seats = [
        _seat(key, [next(everybody) for _ in range(size)]) for key, size in shape.pools.items()
    ]
    seats += [_seat(f"fixed {number}", [next(everybody)]) for number in range(shape.fixed)]
    seats += [
        _seat(f"guest {number}", [next(everybody)], required=False)
        for number in range(shape.optional)
    ]
    seats.append(_seat("room", list(everybody), is_room=True))
    return seats


def _seat(
    key: str, people: list[PersonMask], *, required: bool = True, is_room: bool = False
) -> SeatPool:
    candidates = {(key, number): mask for number, mask in enumerate(people)}
    return SeatPool(key, required, candidates, scarcity=SCARCE.get(key, 0), is_room=is_room)


def _person(random: Random, number: int, shape: Shape) -> PersonMask:
    return masks.person(
        GRID,
        masks.weekly(GRID, _hours(random)),
        busy=[
            *_appointments(random, 6),
            *(_other_weeks(number) if number < shape.pools[JUDGE] else []),
        ],
        sittings=_appointments(random, 2)[::5],
        tentative=_appointments(random, 1),
    )


def _hours(random: Random) -> WeeklyHours:
    begins, ends = random.choice([8, 9]), random.choice([16, 17, 18])
    day = [(time(begins, 30), time(12, random.choice([0, 30]))), (time(13), time(ends))]
    return dict.fromkeys(random.sample(range(5), random.choice([4, 5, 5])), day)


def _appointments(random: Random, most: int) -> list[Interval]:
    """Return up to so many appointments a day, of half an hour to two hours."""
    starts = [
        GRID.starts_at + timedelta(days=day, minutes=15 * random.randrange(36, 68))
        for day in range(DAYS)
        for _ in range(random.randint(min(1, most - 1), most))
    ]
    return [
        (start, start + timedelta(minutes=random.choice([30, 45, 60, 120]))) for start in starts
    ]


def _other_weeks(number: int) -> list[Interval]:
    """Return the weeks in which a judge is not on duty: every second one."""
    week = timedelta(days=7)
    begins = [GRID.starts_at + (2 * turn + number % 2) * week for turn in range(3)]
    return [(start, start + week) for start in begins]
