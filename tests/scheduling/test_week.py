"""Rules of mdt.scheduling.week."""

from datetime import date, time, timedelta

from hypothesis import given, settings

from mdt.scheduling import local_time, masks, slots, week
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import PersonMask, WeeklyHours
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Search, Slot
from tests.scheduling.tables import GRID_AROUND_NOON as AROUND_NOON
from tests.scheduling.tables import searches, tables

MONDAY = date(2026, 10, 19)

GRID = Grid.of_days(MONDAY, 14)
OFFICE: WeeklyHours = {day: [(time(9), time(12)), (time(13), time(16))] for day in range(5)}


def table(*hours: WeeklyHours) -> list[SeatPool]:
    return [
        SeatPool(index, required=True, candidates={index: PersonMask(masks.weekly(GRID, rhythm))})
        for index, rhythm in enumerate(hours)
    ]


def clocks(shown: tuple[Slot, ...]) -> list[str]:
    return [f"{local_time.local(slot.starts_at):%H.%M}" for slot in shown]


def search() -> Search:
    return Search(60, GRID.starts_at)


def test_a_week_shows_its_moments_per_day_and_half_day_in_order_of_time() -> None:
    shown = week.week(GRID, table(OFFICE, {0: [(time(10), time(12))]}), search(), MONDAY)

    monday, tuesday = shown.days[:2]
    assert [day.day for day in shown.days] == [MONDAY + timedelta(days=n) for n in range(5)]
    assert clocks(monday.morning) == ["10.00", "11.00"]
    assert clocks(monday.afternoon) == ["13.00", "14.00"]
    assert [slot.is_full for slot in monday.morning] == [True, True]
    assert [slot.is_full for slot in tuesday.morning] == [False, False]


def test_one_moment_of_the_week_is_the_best() -> None:
    shown = week.week(GRID, table(OFFICE, {2: [(time(14), time(16))]}), search(), MONDAY)

    assert shown.best is shown.days[2].afternoon[0]
    assert [slot.is_best for slot in shown.slots].count(True) == 1
    assert shown.full_count == 2


def test_a_weekend_is_shown_only_when_it_has_a_moment() -> None:
    sunday = table({6: [(time(10, 30), time(11, 30))]})

    shown = week.week(GRID, sunday, search(), MONDAY)

    assert [day.day.isoweekday() for day in shown.days] == [1, 2, 3, 4, 5, 7]
    assert clocks(shown.days[-1].morning) == ["10.30"]
    assert shown.days[-1].morning[0].starts_at.hour == 9  # winter time began that night


def test_a_week_keeps_to_itself_and_to_the_bounds_of_the_search() -> None:
    bounded = Search(
        60,
        local_time.midnight(MONDAY + timedelta(days=1)),
        ends_by=local_time.midnight(MONDAY + timedelta(days=9)),
    )

    first = week.week(GRID, table(OFFICE), bounded, MONDAY)
    second = week.week(GRID, table(OFFICE), bounded, MONDAY + timedelta(days=7))

    assert [bool(day.morning) for day in first.days] == [False, True, True, True, True]
    assert [bool(day.morning) for day in second.days] == [True, True, False, False, False]


def test_a_week_without_moments_is_empty() -> None:
    assert week.week(GRID, table(OFFICE, OFFICE, {}), search(), MONDAY).full_count == 0
    nobody = week.week(GRID, table({}), search(), MONDAY)
    assert (nobody.slots, nobody.best, len(nobody.days)) == ((), None, 5)


@settings(max_examples=200)
@given(tables(), searches())
def test_a_week_is_said_to_have_a_moment_when_it_offers_one(
    table: list[SeatPool], wanted: Search
) -> None:
    def has(*, required_only: bool) -> bool:
        starts = week.in_time(AROUND_NOON, wanted, MONDAY)
        return bool(slots.all_can(table, starts, wanted, required_only=required_only))

    shown = week.week(AROUND_NOON, table, wanted, MONDAY)

    assert has(required_only=False) == (shown.full_count > 0)
    if any(seat.required for seat in table):
        in_time = shown.best.seats if shown.best and not shown.best.is_late else ()
        required = {seat.fit for seat in in_time if seat.required}
        assert has(required_only=True) == (required == {Fit.CAN})
