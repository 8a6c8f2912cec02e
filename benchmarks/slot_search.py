"""How fast a moment is found for a large table, beside plain loops with an early exit.

And how much the masks cost, beside reading the rows that they are made of.

50 people and 6 rooms, 30 days of quarters, working hours and lunch per person, 1 to 6
appointments a day of which one in ten tentative; a pool of six judges on duty in turn, four other
pools, a pool of rooms, two fixed seats and eight that are not required; 90 minutes, two days'
notice. Invented, and the same every time.
"""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from functools import partial
from random import Random

from benchmarks import diaries
from benchmarks.harness import Figure, cpu_ms, p95
from mdt.scheduling import availability, diary, masks, slots
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval, PersonMask, WeeklyHours
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Search

PEOPLE, ROOMS, DAYS, MINUTES, INSTANCES = 50, 6, 30, 90, 200
# The month in which the clock goes back, so that no day may be taken for another.
GRID = Grid.of_days(date(2026, 10, 5), DAYS)
SEARCH = Search(MINUTES, GRID.starts_at + timedelta(days=2))
CELLS = MINUTES // 15
POOLS = {"judge": 6, "care": 8, "police": 8, "prosecution": 6, "probation": 6}
FIXED, OPTIONAL = 2, 8


def figures() -> Iterator[Figure]:
    """Yield the search with masks ready, and the making of the masks."""
    yield _search_figure()
    yield _masks_figure()


def _search_figure() -> Figure:
    random = Random(2026)  # noqa: S311 - the same tables in every run
    tables = [_table(random) for _ in range(INSTANCES)]
    plain_tables = [_plain_table(table) for table in tables]
    for table, plain_table in zip(tables, plain_tables, strict=True):
        _check(table, _plain(plain_table))
    return Figure(
        name=f"slot search, {PEOPLE + ROOMS} people and rooms x {DAYS} days, masks ready (p95)",
        value=p95([cpu_ms(partial(_search, table)) for table in tables]),
        yardstick="plain loops",
        yardstick_value=p95([cpu_ms(partial(_plain, table), repeat=1) for table in plain_tables]),
        at_most=1,
    )


def _masks_figure() -> Figure:
    with diaries.full(date(2026, 10, 5)) as (session, grid, wanted):
        return Figure(
            name=f"masks, {PEOPLE + ROOMS} people and rooms x {DAYS} days, rows read",
            value=cpu_ms(partial(availability.of, session, grid, wanted), repeat=9),
            yardstick="reading the same rows",
            yardstick_value=cpu_ms(partial(diary.read, session, grid, wanted), repeat=9),
            ratio_at_most=3,
        )


def _search(table: Sequence[SeatPool]) -> list[object]:
    """Find the moments and look at every seat of each, as the page does."""
    return [slot.seats for slot in slots.find(GRID, table, SEARCH).slots]


def _table(random: Random) -> list[SeatPool]:
    everybody = iter([_person(random, number) for number in range(PEOPLE + ROOMS)])
    table = [_seat(key, [next(everybody) for _ in range(size)]) for key, size in POOLS.items()]
    table += [_seat(f"fixed {number}", [next(everybody)]) for number in range(FIXED)]
    table += [
        _seat(f"guest {number}", [next(everybody)], required=False) for number in range(OPTIONAL)
    ]
    table.append(_seat("room", list(everybody)))
    return table


def _seat(key: str, people: list[PersonMask], *, required: bool = True) -> SeatPool:
    candidates = {(key, number): mask for number, mask in enumerate(people)}
    return SeatPool(key, required, candidates)


def _person(random: Random, number: int) -> PersonMask:
    return masks.person(
        GRID,
        masks.weekly(GRID, _hours(random)),
        busy=[
            *_appointments(random, 6),
            *(_other_weeks(number) if number < POOLS["judge"] else []),
        ],
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


PlainTable = list[list[list[bool]]]
"""Per required seat, per person, per cell: is this person free?"""


def _plain_table(table: Sequence[SeatPool]) -> PlainTable:
    return [
        [[bool(mask.free >> cell & 1) for cell in range(GRID.cells)] for mask in people]
        for people in (pool.candidates.values() for pool in table if pool.required)
    ]


def _plain(table: PlainTable) -> list[int]:
    """Return the starts at which every required seat can; no ranking, no reasons, no perhaps."""
    first = GRID.ceil(SEARCH.starts_from)
    return [
        start
        for start in range(first, GRID.cells - CELLS + 1, SEARCH.step_minutes // 15)
        if all(any(all(free[start : start + CELLS]) for free in people) for people in table)
    ]


def _check(table: Sequence[SeatPool], plain_starts: Sequence[int]) -> None:
    """Assert that the search offers what the plain loops find, and nothing else as such."""
    found = slots.find(GRID, table, SEARCH).slots
    for slot in found:
        suits = all(seat.fit is Fit.CAN for seat in slot.seats if seat.required)
        assert suits == (slot.cell in plain_starts)
    assert not plain_starts or found[0].cell in plain_starts
