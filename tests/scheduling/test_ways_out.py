"""Rules of mdt.scheduling.ways_out."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mdt.scheduling import slots, ways_out
from mdt.scheduling.masks import PersonMask
from mdt.scheduling.pools import Fit, SeatPool
from mdt.scheduling.slots import Search
from mdt.scheduling.ways_out import Blocker, Opening
from tests.scheduling import plain
from tests.scheduling.tables import (
    GRID,
    GRID_AROUND_NOON,
    PEOPLE,
    free,
    instant,
    perhaps,
    pool,
    search,
    searches,
    seat,
    tables,
)

MORNING, LATE = free("09.00-12.00"), free("15.00-17.00")


def test_the_seat_that_alone_stands_in_the_way_is_named_with_what_it_costs() -> None:
    table = [seat("care", MORNING), seat("police", MORNING), seat("judge", LATE)]

    [blocker] = ways_out.blockers(GRID, table, search())

    assert blocker == Blocker("judge", Opening(2, instant("09.00")))


def test_two_seats_that_cannot_at_once_are_no_answer() -> None:
    table = [seat("care", MORNING), seat("police", LATE), seat("judge", LATE), seat("om", MORNING)]

    assert ways_out.blockers(GRID, table, search()) == ()


def test_whoever_is_only_wanted_stands_in_the_way_too() -> None:
    table = [seat("care", MORNING), seat("guest", LATE, required=False)]

    assert {one.key for one in ways_out.blockers(GRID, table, search())} == {"care", "guest"}


def test_somebody_else_is_offered_with_the_first_moment_that_they_give() -> None:
    table = [seat("care", MORNING), seat("judge", LATE)]
    others = {"judge": pool("judge", {"a": LATE, "b": free("10.00-11.00"), "c": MORNING})}

    found = {one.key: one for one in ways_out.blockers(GRID, table, search(), others)}

    assert [(one.person, one.opening) for one in found["judge"].stand_ins] == [
        ("b", Opening(1, instant("10.00"))),
        ("c", Opening(2, instant("09.00"))),
    ]


def test_somebody_who_perhaps_can_is_not_promised() -> None:
    table = [seat("care", MORNING), seat("judge", LATE)]
    others = {"judge": pool("judge", {"a": perhaps("09.00-12.00")})}

    assert not any(one.stand_ins for one in ways_out.blockers(GRID, table, search(), others))


def test_somebody_else_is_needed_for_the_span_of_the_seat_only() -> None:
    table = [seat("care", MORNING), seat("judge", LATE)]
    others = {"judge": pool("judge", {"a": free("09.00-09.30")}, span=range(2))}

    [judge] = [one for one in ways_out.blockers(GRID, table, search(), others) if one.stand_ins]

    assert judge.stand_ins[0].opening == Opening(1, instant("09.00"))


def test_of_one_person_for_two_seats_either_seat_stands_in_the_way() -> None:
    table = [pool("care", {"a": MORNING}), pool("police", {"a": MORNING})]

    assert [one.key for one in ways_out.blockers(GRID, table, search())] == ["care", "police"]


def test_a_table_that_can_sit_has_its_moments() -> None:
    table = [seat("care", MORNING), seat("judge", free("10.00-14.00"))]

    assert ways_out.full(GRID, table, search()) == Opening(2, instant("10.00"))
    assert ways_out.full(GRID, [*table, seat("om", LATE)], search()) is None


OTHERS = st.builds(
    lambda people, names, span: {
        key: SeatPool(
            key,
            required=True,
            candidates={name: dict(zip("abcde", people, strict=True))[name] for name in chosen},
            span=span,
        )
        for key, chosen in enumerate(names)
    },
    PEOPLE,
    st.lists(st.lists(st.sampled_from("abcde"), unique=True, max_size=3), min_size=4, max_size=4),
    st.none() | st.just(range(1)),
)


@settings(max_examples=200)
@given(tables(), searches(), OTHERS)
def test_the_ways_out_agree_with_trying_every_one(
    table: list[SeatPool], wanted: Search, others: dict[int, SeatPool]
) -> None:
    found = {one.key: one for one in ways_out.blockers(GRID_AROUND_NOON, table, wanted, others)}

    assert ways_out.full(GRID_AROUND_NOON, table, wanted) == _opening(_full(table, wanted), wanted)
    late = _opening(_full(table, wanted, late=True), wanted)
    assert ways_out.late(GRID_AROUND_NOON, table, wanted) == late
    for index, own in enumerate(table):
        rest = [*table[:index], *table[index + 1 :]]
        cost = _full(rest, wanted) - _full(table, wanted)
        blocker = found.get(own.key)
        assert (blocker.opening if blocker else None) == _opening(cost, wanted)
        if blocker is None:
            continue
        for who, mask in others[index].candidates.items():
            swapped = [*rest, _only(own, who, mask, others[index].span)]
            [*given] = [one.opening for one in blocker.stand_ins if one.person == who]
            starts = _opening(_full(swapped, wanted), wanted)
            assert given == ([starts] if starts else [])


def _only(own: SeatPool, who: str, mask: PersonMask, span: range | None) -> SeatPool:
    return replace(own, candidates={who: PersonMask(mask.free)}, span=span)


def _full(table: list[SeatPool], wanted: Search, *, late: bool = False) -> set[int]:
    cells = -(-wanted.minutes // 15)
    return {
        cell
        for cell in range(GRID_AROUND_NOON.cells)
        if slots.permitted(GRID_AROUND_NOON, wanted) >> cell & 1
        and plain.is_late(GRID_AROUND_NOON, wanted, cell) == late
        and all(fit is Fit.CAN for fit in plain.seats(table, cell, cells))
    }


def _opening(starts: set[int], wanted: Search) -> Opening | None:
    """Take the earliest that fits beside those taken, as somebody would by hand."""
    cells = -(-wanted.minutes // 15)
    taken: list[int] = []
    for cell in sorted(starts):
        half = GRID_AROUND_NOON.half_day_of(cell)
        beside = sum(GRID_AROUND_NOON.half_day_of(other) == half for other in taken)
        if all(cell - other >= cells for other in taken) and beside < wanted.per_half_day:
            taken.append(cell)
    return Opening(len(taken), GRID_AROUND_NOON.instant(taken[0])) if taken else None
