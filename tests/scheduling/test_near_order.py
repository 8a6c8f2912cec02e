"""Rules of mdt.scheduling.near_order."""

from hypothesis import given

from mdt.scheduling import near_order, waiting
from mdt.scheduling.waiting import Guest, Item, Plan, Sitting
from tests.scheduling.sittings import every_plan, sittings


@given(sittings(timed=True, most=4))
def test_what_is_found_keeps_every_place_and_window(sitting: Sitting) -> None:
    found = near_order.mended(sitting, range(len(sitting.items)))

    assert found is None or found in list(every_plan(sitting))


@given(sittings(timed=False))
def test_mending_never_makes_it_worse(sitting: Sitting) -> None:
    greedy = near_order.greedy(sitting)
    mended = near_order.mended(sitting)

    assert greedy is not None
    assert mended is not None
    assert waiting.cost(sitting, mended) <= waiting.cost(sitting, greedy)


def test_the_next_case_is_the_one_that_shares_the_most() -> None:
    stays = (0, 30)
    guests = (Guest(10, {0: stays, 2: stays}), Guest(1, {0: stays, 1: stays}))
    sitting = Sitting(tuple(Item(30) for _ in range(3)), guests)

    assert near_order.greedy(sitting) == Plan((1, 0, 2), (0, 0, 0))
