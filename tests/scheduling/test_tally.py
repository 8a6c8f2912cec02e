"""Rules of mdt.scheduling.tally."""

from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import tally

CELLS = 12
MASKS = st.lists(st.integers(0, 2**CELLS - 1), max_size=20)


def how_many(masks: list[int], cell: int) -> int:
    return sum(mask >> cell & 1 for mask in masks)


@given(MASKS)
def test_the_planes_spell_the_count_of_every_cell(masks: list[int]) -> None:
    planes = tally.count(masks)

    for cell in range(CELLS):
        spelled = sum((plane >> cell & 1) << index for index, plane in enumerate(planes))
        assert spelled == how_many(masks, cell)


@given(MASKS, st.integers(0, 25), st.integers(0, 2**CELLS - 1))
def test_at_least_keeps_the_cells_that_reach_the_threshold(
    masks: list[int], threshold: int, within: int
) -> None:
    reached = tally.at_least(tally.count(masks), threshold, within)

    for cell in range(CELLS):
        expected = bool(within >> cell & 1) and how_many(masks, cell) >= threshold
        assert (reached >> cell & 1) == expected


@given(MASKS)
def test_exactly_one_leaves_out_what_nobody_or_several_have(masks: list[int]) -> None:
    once = tally.exactly_one(masks)

    assert [once >> cell & 1 for cell in range(CELLS)] == [
        how_many(masks, cell) == 1 for cell in range(CELLS)
    ]


@given(st.sets(st.integers(0, 300)))
def test_cells_come_earliest_first(cells: set[int]) -> None:
    assert list(tally.cells(sum(1 << cell for cell in cells))) == sorted(cells)
