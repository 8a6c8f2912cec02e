"""Rules of mdt.scheduling.pools."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mdt.scheduling import pools, slots
from mdt.scheduling.pools import Fit, SeatPool
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
    seat,
    tables,
)


def test_a_seat_can_when_one_of_its_people_can_the_whole_time() -> None:
    judge = seat("judge", free("09.00-09.45"), free("09.30-10.00", "11.00-12.00"))

    assert clocks(slots.find(GRID, [judge], search()).slots) == ["11.00"]


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


@settings(max_examples=200)
@given(tables(), st.integers(0, 20))
def test_the_people_named_are_those_the_fits_speak_of(table: list[SeatPool], cell: int) -> None:
    slot = slots.at(GRID_AROUND_NOON, table, GRID_AROUND_NOON.instant(cell), 45)

    seated = [
        (wanted.item, choice.person)
        for wanted, choice in zip(table, slot.choices, strict=True)
        if choice.person is not None
    ]
    assert len(set(seated)) == len(seated)
    for index, choice in enumerate(slot.choices):
        assert pools.taker(slot.seating, index, slot.cell) == choice.person
    assert slot.is_full == all(one.fit is Fit.CAN for one in slot.seats)
    for wanted, seat_fit, choice in zip(table, slot.seats, slot.choices, strict=True):
        cells = [cell + offset for offset in wanted.span or range(3)]
        if choice.person is None:
            assert seat_fit.fit is Fit.CANNOT
        else:
            mask = wanted.candidates[choice.person]
            can = all(mask.free >> needed & 1 for needed in cells)
            assert can == (seat_fit.fit is Fit.CAN)
            assert all((mask.free | mask.maybe) >> needed & 1 for needed in cells)
        assert not {(wanted.item, spare) for spare in choice.spares} & set(seated)
