"""Rules of mdt.scheduling.slots and mdt.scheduling.pools."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdt.scheduling import local_time, masks, slots
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Search, Slot
from tests.scheduling import plain
from tests.scheduling.test_grid import SWITCH_DAYS, THURSDAY

GRID = Grid.of_days(THURSDAY, 1)


def instant(clock: str, day: date = THURSDAY) -> datetime:
    hour, minute = map(int, clock.split("."))
    return local_time.resolve_local(datetime(day.year, day.month, day.day, hour, minute))  # noqa: DTZ001 - wall clock


def free(*spans: str) -> PersonMask:
    """Return the mask of a person who is free in spans such as '09.00-10.30'."""
    edges = [text.split("-") for text in spans]
    return PersonMask(masks.inward(GRID, [(instant(start), instant(end)) for start, end in edges]))


def perhaps(*spans: str) -> PersonMask:
    return PersonMask(free=0, maybe=free(*spans).free)


def seat(key: str, *people: PersonMask, required: bool = True) -> SeatPool:
    return SeatPool(key, required, {f"{key}{index}": mask for index, mask in enumerate(people)})


def pool(
    key: str,
    candidates: dict[str, PersonMask],
    *,
    item: int | None = None,
    span: range | None = None,
) -> SeatPool:
    return SeatPool(key, required=True, candidates=candidates, item=item, span=span)


def search(minutes: int = 60, **wishes: object) -> Search:
    return Search(minutes, GRID.starts_at, **wishes)  # type: ignore[arg-type] # a test says them by name


def clocks(offered: tuple[Slot, ...]) -> list[str]:
    return [f"{local_time.local(slot.starts_at):%H.%M}" for slot in offered]


def fits(slot: Slot) -> str:
    return " ".join(f"{key}:{fit}" for key, _, fit in slot.seats)


def test_a_moment_suits_every_seat() -> None:
    table = [seat("care", free("09.00-12.00")), seat("police", free("10.30-11.30"))]

    best = slots.find(GRID, table, search()).slots[0]

    assert clocks((best,)) == ["10.30"]
    assert best.ends_at - best.starts_at == timedelta(minutes=60)
    assert (best.is_best, best.is_full, best.can_count, best.blockers) == (True, True, 2, ())


def test_a_seat_can_when_one_of_its_people_can_the_whole_time() -> None:
    judge = seat("judge", free("09.00-09.45"), free("09.30-10.00", "11.00-12.00"))

    assert clocks(slots.find(GRID, [judge], search()).slots) == ["11.00"]


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

    assert clocks(slots.find(GRID, table, search(step_minutes=step)).slots)[0] == first


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


def test_a_seat_held_for_one_part_is_asked_for_that_part_only() -> None:
    judge = pool("judge", {"j": free("13.00-13.15")}, span=range(1))
    table = [seat("care", free("12.00-14.00")), judge]

    best = slots.find(GRID, table, search(45)).slots[0]

    assert (clocks((best,)), best.is_full) == (["13.00"], True)


def test_a_part_that_comes_later_is_asked_for_later() -> None:
    lawyer = pool("lawyer", {"l": free("13.15-13.30")}, span=range(1, 2))
    table = [seat("care", free("12.00-14.00")), lawyer]

    assert clocks(slots.find(GRID, table, search(45)).slots)[0] == "13.00"


def test_one_person_does_not_fill_two_seats_of_an_item() -> None:
    busy_bee = {"x": free("09.00-10.00")}
    table = [pool("care", busy_bee), pool("police", busy_bee)]

    [slot] = slots.find(GRID, table, search()).slots

    assert fits(slot) == "care:can police:cannot"
    assert [choice.person for choice in slot.choices] == ["x", None]


def test_one_person_fills_a_seat_at_each_of_two_items() -> None:
    judge = {"x": free("09.00-10.00")}
    table = [pool("first", judge, item=1), pool("second", judge, item=2)]

    [slot] = slots.find(GRID, table, search()).slots

    assert slot.is_full


def test_a_shared_deputy_stands_in_where_the_holder_is_missing() -> None:
    table = [
        pool("care", {"c": free("09.00-12.00"), "d": free("09.00-12.00")}),
        pool("police", {"p": free("11.00-12.00"), "d": free("09.00-12.00")}),
    ]

    found = slots.find(GRID, table, search())

    assert [slot.is_full for slot in found.slots] == [True, True]
    assert [choice.person for choice in found.slots[0].choices] == ["c", "d"]
    later = slots.at(GRID, table, instant("11.00"), 60)
    assert [choice.person for choice in later.choices] == ["c", "p"]
    assert [choice.spares for choice in later.choices] == [("d",), ("d",)]


def test_the_holder_goes_before_the_deputy_and_who_can_before_who_perhaps_can() -> None:
    table = [
        seat("care", free("09.00-10.00"), free("09.00-10.00")),
        seat("police", perhaps("09.00-10.00"), free("09.00-10.00")),
    ]

    [slot] = slots.find(GRID, table, search()).slots

    assert [choice.person for choice in slot.choices] == ["care0", "police1"]
    assert [choice.spares for choice in slot.choices] == [("care1",), ()]


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


MASK = st.integers(0, 2**24 - 1).map(lambda bits: bits | bits << 1)
PEOPLE = st.lists(st.builds(PersonMask, MASK, MASK), min_size=5, max_size=5).map(
    lambda people: [PersonMask(who.free, who.maybe & ~who.free) for who in people]
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
        step_minutes=draw(st.sampled_from([15, 30, 60])),
        per_half_day=draw(st.integers(1, 3)),
        limit=draw(st.sampled_from([1, 4, None])),
    )


GRID_AROUND_NOON = Grid(datetime(2026, 10, 25, 8, 15, tzinfo=UTC), 24)


@settings(max_examples=300, deadline=None)
@given(tables(), searches())
def test_the_search_agrees_with_plain_loops(table: list[SeatPool], wanted: Search) -> None:
    found = slots.find(GRID_AROUND_NOON, table, wanted)

    assert [(slot.cell, [seat.fit for seat in slot.seats]) for slot in found.slots] == plain.find(
        GRID_AROUND_NOON, table, wanted
    )
    lost = plain.near_misses(GRID_AROUND_NOON, table, wanted)
    assert {miss.key: (miss.starts, miss.first_at) for miss in found.near_misses} == {
        key: (len(cells), GRID_AROUND_NOON.instant(cells[0])) for key, cells in lost.items()
    }


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(0, 20))
def test_the_people_named_are_those_the_fits_speak_of(table: list[SeatPool], cell: int) -> None:
    slot = slots.at(GRID_AROUND_NOON, table, GRID_AROUND_NOON.instant(cell), 45)

    seated = [
        (pool.item, choice.person)
        for pool, choice in zip(table, slot.choices, strict=True)
        if choice.person is not None
    ]
    assert len(set(seated)) == len(seated)
    for pool, seat_fit, choice in zip(table, slot.seats, slot.choices, strict=True):
        cells = [cell + offset for offset in pool.span or range(3)]
        if choice.person is None:
            assert seat_fit.fit is Fit.CANNOT
        else:
            mask = pool.candidates[choice.person]
            can = all(mask.free >> needed & 1 for needed in cells)
            assert can == (seat_fit.fit is Fit.CAN)
            assert all((mask.free | mask.maybe) >> needed & 1 for needed in cells)
        assert not {(pool.item, spare) for spare in choice.spares} & set(seated)
