"""Rules of mdt.scheduling.ranking: plain loops rank every two starts alike."""

from hypothesis import given, settings

from mdt.scheduling import pools, ranking
from mdt.scheduling.pools import SeatPool
from tests.scheduling import plain
from tests.scheduling.tables import GRID_AROUND_NOON, tables

CELLS = 3


@settings(max_examples=300)
@given(tables())
def test_a_start_beside_the_scarcest_comes_first_and_then_the_one_with_fewest_scraps(
    table: list[SeatPool],
) -> None:
    starts = range(GRID_AROUND_NOON.cells - CELLS + 1)
    mask = GRID_AROUND_NOON.mask(0, len(starts))
    order = ranking.order(pools.seat(table, cells=CELLS, starts=mask))
    scarcities = sorted({pool.scarcity for pool in table} - {0}, reverse=True)

    ranks = {cell: [not better >> cell & 1 for better in order] for cell in starts}
    by_hand = {}
    for cell in starts:
        touching = plain.beside(table, cell, CELLS)
        seats = [-touching.get(scarcity, 0) for scarcity in scarcities]
        blocks = -plain.in_block(table, cell, CELLS)
        by_hand[cell] = [blocks, *seats, plain.fragments(table, cell, CELLS)]

    for one in starts:
        for other in starts:
            assert (ranks[one] < ranks[other]) == (by_hand[one] < by_hand[other])
