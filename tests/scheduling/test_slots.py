"""Rules of mdt.scheduling.slots."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings

from mdt.scheduling import masks, slots
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import SeatPool
from mdt.scheduling.slots import Search
from tests.scheduling import plain
from tests.scheduling.tables import (
    GRID,
    GRID_AROUND_NOON,
    clocks,
    fits,
    free,
    instant,
    perhaps,
    pool,
    search,
    searches,
    seat,
    sitting_elsewhere,
    tables,
)
from tests.scheduling.test_grid import SWITCH_DAYS


def test_a_moment_suits_every_seat() -> None:
    table = [seat("care", free("09.00-12.00")), seat("police", free("10.30-11.30"))]

    best = slots.find(GRID, table, search()).slots[0]

    assert clocks((best,)) == ["10.30"]
    assert best.ends_at - best.starts_at == timedelta(minutes=60)
    assert (best.is_best, best.is_full, best.can_count, best.blockers) == (True, True, 2, ())


def test_required_seats_come_before_more_seats() -> None:
    table = [
        seat("care", free("09.00-10.00", "13.00-14.00")),
        seat("police", free("13.00-14.00")),
        seat("a", free("09.00-10.00"), required=False),
        seat("b", free("09.00-10.00"), required=False),
    ]

    assert clocks(slots.find(GRID, table, search()).slots) == ["13.00", "09.00"]


def test_perhaps_on_a_required_seat_comes_before_cannot() -> None:
    table = [
        seat("care", free("09.00-10.00", "13.00-14.00")),
        seat("police", perhaps("13.00-14.00")),
        seat("guest", free("09.00-10.00"), required=False),
    ]

    found = slots.find(GRID, table, search()).slots

    assert [fits(slot) for slot in found] == [
        "care:can police:maybe guest:cannot",
        "care:can police:cannot guest:can",
    ]


def test_more_seats_then_more_perhaps_then_earlier_decides() -> None:
    spans = "09.00-10.00", "10.00-11.00", "13.00-14.00", "14.00-15.00"
    table = [
        seat("care", free(*spans)),
        seat("a", free("14.00-15.00"), required=False),
        seat("b", perhaps("13.00-14.00"), required=False),
    ]

    found = slots.find(GRID, table, search())

    assert clocks(found.slots) == ["14.00", "13.00", "09.00", "10.00"]
    assert [slot.rank for slot in found.slots] == [0, 1, 2, 3]


def test_a_moment_after_the_deadline_comes_last_and_is_late() -> None:
    table = [seat("care", free("09.00-10.00", "13.00-14.00")), seat("police", free("13.00-14.00"))]

    found = slots.find(GRID, table, search(deadline=instant("13.59"))).slots

    assert [(clocks((slot,)), slot.is_full, slot.is_late) for slot in found] == [
        (["09.00"], False, False),
        (["13.00"], True, True),
    ]
    assert slots.at(GRID, table, instant("13.00"), 60, instant("13.59")).is_late
    assert not slots.at(GRID, table, instant("13.00"), 60, instant("14.00")).is_late


def test_a_moment_next_to_a_sitting_of_the_judge_comes_before_an_earlier_one() -> None:
    judge = sitting_elsewhere(free("09.00-12.00", "13.00-17.00"), "12.00-13.00")
    lawyer = sitting_elsewhere(free("09.00-12.30", "14.00-17.00"), "12.30-14.00")
    care = pool("care", {"c": free("09.00-17.00")})
    table = [
        pool("judge", {"j": judge}, scarcity=10),
        pool("lawyer", {"l": lawyer}, scarcity=3),
        care,
    ]

    found = slots.find(GRID, table, search()).slots

    assert [(clock, slot.beside) for clock, slot in zip(clocks(found), found, strict=True)][:2] == [
        ("11.00", ("judge",)),
        ("14.00", ("lawyer",)),
    ]


def test_a_moment_in_the_block_of_the_judges_court_comes_first_when_all_else_is_equal() -> None:
    judge = replace(
        pool("judge", {"j": free("09.00-17.00")}, scarcity=10), block=free("13.00-14.30").free
    )
    care = pool("care", {"c": free("09.00-14.00")})

    found = slots.find(GRID, [judge, care], search()).slots
    assert [(clocks((slot,)), slot.in_block) for slot in found][:2] == [
        (["13.00"], ("judge",)),
        (["09.00"], ()),
    ]
    fuller = slots.find(GRID, [judge, pool("care", {"c": free("09.00-12.00")})], search()).slots
    assert clocks(fuller)[0] == "09.00", "who can come weighs more"


def test_a_block_in_which_the_judge_cannot_come_is_none() -> None:
    judge = replace(pool("judge", {"j": free("09.00-11.00")}), block=free("14.00-15.00").free)
    care = [pool(key, {key: free("09.00-15.00")}) for key in ("c", "d")]

    found = slots.find(GRID, [judge, *care], search()).slots

    assert all(slot.in_block == () for slot in found)


def test_a_moment_that_leaves_no_scraps_of_time_comes_before_an_earlier_one() -> None:
    table = [seat("care", free("09.00-10.30", "13.00-14.00"))]

    assert clocks(slots.find(GRID, table, search(per_half_day=1)).slots) == ["13.00", "09.00"]


def test_a_room_has_no_day_to_leave_whole() -> None:
    room = SeatPool("room", required=True, candidates={"r": free("09.00-14.30")}, is_room=True)

    assert clocks(slots.find(GRID, [room], search(per_half_day=1)).slots) == ["09.00", "12.00"]


def test_at_most_two_in_a_half_day_and_none_overlap() -> None:
    found = slots.find(GRID, [seat("care", free("08.30-17.00"))], search(90))

    assert clocks(found.slots) == ["08.30", "10.00", "12.00", "13.30"]


def test_notice_and_deadline_bound_the_whole_sitting() -> None:
    table = [seat("care", free("08.00-18.00"))]
    bounded = Search(60, instant("09.10"), ends_by=instant("11.10"), per_half_day=9)

    assert clocks(slots.find(GRID, table, bounded).slots) == ["09.30"]


@pytest.mark.parametrize(("step", "first"), [(15, "09.15"), (30, "09.30"), (60, "10.00")])
def test_moments_start_on_the_step_that_was_asked(step: int, first: str) -> None:
    table = [seat("care", free("09.15-12.00"))]

    assert min(clocks(slots.find(GRID, table, search(step_minutes=step)).slots)) == first


def test_a_moment_for_fewer_than_half_of_the_required_seats_is_not_offered() -> None:
    table = [
        seat("care", free("09.00-10.00", "13.00-14.00")),
        seat("police", free("13.00-14.00")),
        seat("prosecution"),
        seat("judge", free("09.00-10.00"), required=False),
    ]

    assert clocks(slots.find(GRID, table, search()).slots) == ["13.00"]


def test_a_limit_keeps_the_best() -> None:
    table = [seat("care", free("08.30-17.00"))]

    found = slots.find(GRID, table, search(limit=3))

    assert clocks(found.slots) == ["08.30", "09.30", "12.00"]


def test_the_seat_that_alone_stands_in_the_way_is_named() -> None:
    table = [
        seat("care", free("09.00-12.00")),
        seat("police", free("09.00-12.00")),
        seat("judge", free("14.00-15.00")),
        seat("guest", required=False),
    ]

    found = slots.find(GRID, table, search())

    [miss] = found.near_misses
    assert (miss.key, miss.starts, miss.first_at) == ("judge", 5, instant("09.00"))
    assert [blocker.key for blocker in found.slots[0].blockers] == ["judge"]


def test_the_seat_that_costs_most_moments_is_named_first() -> None:
    table = [
        seat("judge", free("09.00-12.30", "16.00-17.00")),
        seat("care", free("09.00-10.00", "14.00-17.00")),
        seat("police", free("09.00-17.00")),
    ]

    found = slots.find(GRID, table, search())

    assert [(miss.key, miss.starts) for miss in found.near_misses] == [("care", 5), ("judge", 4)]


def test_a_moment_looked_at_once_more_is_as_it_was_found() -> None:
    table = [seat("care", free("09.00-12.00")), seat("police", perhaps("09.00-10.00"))]
    [first, *_] = slots.find(GRID, table, search()).slots

    again = slots.at(GRID, table, first.starts_at, 60)

    assert again == first
    assert again.seats == first.seats


def test_a_moment_off_the_quarter_takes_every_cell_that_it_touches() -> None:
    table = [seat("care", free("09.00-10.00"))]

    assert slots.at(GRID, table, instant("09.10"), 50).is_full
    assert not slots.at(GRID, table, instant("09.10"), 55).is_full
    assert slots.at(GRID, table, instant("09.10"), 50).starts_at == instant("09.10")


@pytest.mark.parametrize("clock", ["00.00", "23.30"])
def test_a_moment_outside_the_grid_is_an_error(clock: str) -> None:
    before = instant(clock) - timedelta(minutes=1 if clock == "00.00" else 0)

    with pytest.raises(ValueError, match="outside the grid"):
        slots.at(GRID, [], before, 60)


@pytest.mark.parametrize("day", SWITCH_DAYS)
def test_a_morning_of_the_day_the_clock_changes_has_its_own_moments(day: date) -> None:
    grid = Grid.of_days(day, 1)
    office = masks.weekly(grid, {6: [(time(9), time(17))]})
    table = [pool("care", {"c": PersonMask(office)})]

    found = slots.find(grid, table, Search(60, grid.starts_at))

    assert clocks(found.slots) == ["09.00", "10.00", "12.00", "13.00"]


def test_nothing_is_offered_when_nobody_is_asked_or_nobody_is_free() -> None:
    assert slots.find(GRID, [seat("care")], search()).slots == ()
    assert slots.find(GRID, [seat("care", free("09.00-09.45"))], search()).slots == ()


@settings(max_examples=300)
@given(tables(), searches())
def test_the_search_agrees_with_plain_loops(table: list[SeatPool], wanted: Search) -> None:
    found = slots.find(GRID_AROUND_NOON, table, wanted)

    assert [(slot.cell, [seat.fit for seat in slot.seats]) for slot in found.slots] == plain.find(
        GRID_AROUND_NOON, table, wanted
    )
    assert [slot.is_late for slot in found.slots] == [
        plain.is_late(GRID_AROUND_NOON, wanted, slot.cell) for slot in found.slots
    ]
    lost = plain.near_misses(GRID_AROUND_NOON, table, wanted)
    assert {miss.key: (miss.starts, miss.first_at) for miss in found.near_misses} == {
        key: (len(cells), GRID_AROUND_NOON.instant(cells[0])) for key, cells in lost.items()
    }
