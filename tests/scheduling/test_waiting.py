"""Rules of mdt.scheduling.waiting."""

from mdt.scheduling import waiting
from mdt.scheduling.waiting import Break, Guest, Item, Plan, Sitting


def sitting(*items: Item, breaks: tuple[Break, ...] = (), slack: int = 60) -> Sitting:
    return Sitting(items, (), breaks, slack)


def test_a_case_begins_when_what_is_before_it_and_the_pause_are_over() -> None:
    three = sitting(Item(30), Item(20), Item(45))

    assert waiting.starts(three, Plan((2, 0, 1), (0, 15, 0))) == {2: 0, 0: 60, 1: 90}


def test_who_is_needed_first_and_last_waits_all_between_and_through_the_break() -> None:
    guest = Guest(3, {0: (0, 30), 1: (5, 15)})
    both = Sitting((Item(30), Item(20), Item(45)), (guest, Guest(1, {})))
    plan = Plan((0, 2, 1), (0, 10, 0))

    assert waiting.waits(both, plan) == [60, 0]
    assert waiting.cost(both, plan) == 180


def test_a_break_is_taken_before_the_case_that_would_run_past_it() -> None:
    lunch = Break(30, 45, 60)

    plan = waiting.timed(sitting(Item(30), Item(20), Item(30), breaks=(lunch,)), (0, 1, 2))

    assert plan == Plan((0, 1, 2), (0, 0, 30))


def test_an_order_that_misses_a_place_a_window_or_stands_still_too_long_does_not_fit() -> None:
    assert waiting.timed(sitting(Item(30), Item(20, place=0)), (0, 1)) is None
    assert waiting.timed(sitting(Item(30), Item(20, latest=40)), (0, 1)) is None
    late = sitting(Item(30), Item(20, earliest=60), slack=25)
    assert waiting.timed(late, (0, 1)) is None
    assert waiting.timed(sitting(Item(30), Item(20, earliest=60)), (0, 1)) is not None
