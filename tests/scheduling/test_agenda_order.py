"""Rules of mdt.scheduling.agenda_order, held against every order there is."""

from dataclasses import replace
from itertools import permutations
from random import Random

from hypothesis import given, settings

from mdt.scheduling import agenda_order, waiting
from mdt.scheduling.waiting import Break, Guest, Item, Plan, Sitting
from tests.scheduling.sittings import every_plan, sittings


def whole(weight: int, *indexes: int) -> Guest:
    """Return somebody who is needed for all of these cases of half an hour."""
    return Guest(weight, dict.fromkeys(indexes, (0, 30)))


def half_hours(count: int, *guests: Guest, breaks: tuple[Break, ...] = ()) -> Sitting:
    return Sitting(tuple(Item(30) for _ in range(count)), guests, breaks)


def plan_of(sitting: Sitting) -> Plan:
    proposal = agenda_order.best(sitting)
    assert proposal is not None
    assert proposal.is_proven
    return proposal.plan


def pinned(sitting: Sitting, index: int, item: Item) -> Sitting:
    items = [*sitting.items[:index], item, *sitting.items[index + 1 :]]
    return replace(sitting, items=tuple(items))


@given(sittings(timed=False))
def test_without_times_no_order_of_all_is_better(sitting: Sitting) -> None:
    orders = permutations(range(len(sitting.items)))
    plans = [plan for order in orders if (plan := waiting.timed(sitting, order))]

    proposal = agenda_order.best(sitting)

    assert proposal is not None
    assert proposal.is_proven
    assert proposal.plan in plans
    least = min(waiting.cost(sitting, plan) for plan in plans)
    assert waiting.cost(sitting, proposal.plan) == least


@settings(max_examples=150)
@given(sittings(timed=True, most=4))
def test_with_windows_breaks_and_pauses_no_way_of_all_is_better(sitting: Sitting) -> None:
    plans = list(every_plan(sitting))

    proposal = agenda_order.best(sitting)

    if proposal is None:
        assert plans == []
    else:
        assert proposal.is_proven
        assert proposal.plan in plans
        least = min(waiting.cost(sitting, plan) for plan in plans)
        assert waiting.cost(sitting, proposal.plan) == least


def test_a_judge_who_is_needed_twice_is_there_once() -> None:
    sitting = half_hours(4, whole(10, 0, 3), whole(1, 0, 1), whole(1, 1, 2))

    plan = plan_of(sitting)

    assert abs(plan.order.index(0) - plan.order.index(3)) == 1
    assert waiting.waits(sitting, plan)[0] == 0


def test_the_order_stays_when_another_one_wins_nothing() -> None:
    assert plan_of(half_hours(3, whole(10, 1, 2), whole(1, 0, 1))).order == (0, 1, 2)


def test_somebody_who_comes_for_a_part_is_not_there_for_the_rest() -> None:
    judge = Guest(10, {0: (0, 9), 1: (0, 9)})
    sitting = half_hours(2, judge)

    assert waiting.waits(sitting, Plan((0, 1), (0, 0))) == [21]


def test_a_case_that_is_pinned_stands_at_its_place() -> None:
    sitting = half_hours(3, whole(10, 0, 2))

    plan = plan_of(pinned(sitting, 1, Item(30, place=1)))

    assert plan.order[1] == 1


def test_the_sitting_stands_still_so_that_few_wait_for_a_window() -> None:
    guest = whole(10, 0, 1)
    sitting = pinned(half_hours(2, guest), 1, Item(30, earliest=45, latest=75))

    plan = plan_of(sitting)

    assert plan == Plan((0, 1), (15, 0))
    assert waiting.cost(sitting, plan) == 0


def test_lunch_falls_where_few_have_to_wait_for_it() -> None:
    lunch = Break(30, 30, 75)
    sitting = half_hours(4, whole(10, 0, 1), whole(10, 2, 3), breaks=(lunch,))

    assert plan_of(sitting) == Plan((0, 1, 2, 3), (0, 0, 30, 0))


def test_a_sitting_that_is_over_before_lunch_has_none() -> None:
    sitting = half_hours(2, whole(1, 0, 1), breaks=(Break(30, 60, 90),))

    assert plan_of(sitting).pauses == (0, 0)


def test_windows_that_no_order_meets_are_said_so() -> None:
    sitting = half_hours(2, whole(1, 0))
    for index in (0, 1):
        sitting = pinned(sitting, index, Item(30, latest=30))

    assert agenda_order.best(sitting) is None


def test_an_agenda_without_cases_has_no_order() -> None:
    assert agenda_order.best(half_hours(0)) is None


def test_above_the_exact_size_the_best_found_is_not_called_proven() -> None:
    random = Random(5)  # noqa: S311 - the same table in every run
    count = agenda_order.MOST_PROVEN + 1
    guests = [whole(10, *random.sample(range(count), 3)) for _ in range(6)]
    sitting = half_hours(count, *guests)

    proposal = agenda_order.best(sitting)

    assert proposal is not None
    assert not proposal.is_proven
    given_order = waiting.timed(sitting, range(count))
    assert given_order is not None
    assert waiting.cost(sitting, proposal.plan) < waiting.cost(sitting, given_order)


def test_a_search_that_grows_too_long_ends_with_the_best_found() -> None:
    count = 6
    sitting = half_hours(count, whole(10, 0, 5), whole(3, 1, 4), breaks=(Break(15, 60, 90),))
    most, agenda_order.MOST_STATES = agenda_order.MOST_STATES, 2
    try:
        proposal = agenda_order.best(sitting)
    finally:
        agenda_order.MOST_STATES = most

    assert proposal is not None
    assert not proposal.is_proven
