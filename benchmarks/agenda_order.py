"""How fast the best order of a sitting is proven, and how much waiting it saves.

Beside the greedy order with local search, which proves nothing; beside the order in which the
cases came in; and on small sittings beside every order there is.

12 cases of 15 to 45 minutes and 30 people; two judges share the cases that need one, six in ten;
then two prosecutors, six specialists and others. Two cases have a window in time that the order
in which they came in meets. Invented, and the same every time.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import permutations
from random import Random

from benchmarks.harness import Figure, cpu_ms, p95
from mdt.scheduling import agenda_order, near_order, waiting
from mdt.scheduling.waiting import Break, Guest, Item, Plan, Sitting

CASES, MORE_CASES, FEW_CASES, PEOPLE = 12, 16, 7, 30
INSTANCES, FEW_INSTANCES = 100, 20
JUDGES, JUDGE_SHARE = 2, 0.6
WEIGHTS = (*[10] * JUDGES, *[5] * 2, *[3] * 6, *[1] * 20)
SHARES = {5: 0.4, 3: 0.2, 1: 0.15}
"""In which share of the cases somebody of this weight is needed."""
PAUSE, LUNCH = Break(10, 75, 105), Break(30, 180, 240)
WINDOW_MINUTES = 60


def figures() -> Iterator[Figure]:
    """Yield how fast, then how good, then that it is the best of all."""
    plain, windows = sittings(INSTANCES), sittings(INSTANCES, windows=2)
    full = sittings(INSTANCES, windows=2, breaks=(PAUSE, LUNCH))
    people = f"cases, {PEOPLE} people"
    yield _speed(f"agenda order proven, {CASES} {people} (p95)", plain, 10)
    yield _speed(f"the same with windows, lunch and pauses, {CASES} {people} (p95)", full, 60)
    more = sittings(FEW_INSTANCES, cases=MORE_CASES)
    yield _speed(f"agenda order proven, {MORE_CASES} {people} (p95)", more, 300)
    yield from _savings(windows)
    few = sittings(FEW_INSTANCES, cases=FEW_CASES)
    yield Figure(
        name=f"weighted waiting of the proven orders, {FEW_CASES} cases",
        value=_mean([proven(sitting) for sitting in few]),
        yardstick="the best of every order",
        yardstick_value=_mean([of_all(sitting) for sitting in few]),
        unit="min",
        same=True,
    )


def sittings(
    count: int, *, cases: int = CASES, windows: int = 0, breaks: tuple[Break, ...] = ()
) -> list[Sitting]:
    """Return invented sittings, with their cases in the order in which they came in."""
    random = Random(2026)  # noqa: S311 - the same sittings in every run
    return [_sitting(random, cases, windows, breaks) for _ in range(count)]


def intake(sitting: Sitting) -> Plan:
    """Return the order in which the cases came in."""
    plan = waiting.timed(sitting, range(len(sitting.items)))
    assert plan is not None
    return plan


def judge_minutes(sitting: Sitting, plan: Plan) -> int:
    """Return how long the judges wait, together."""
    return sum(waiting.waits(sitting, plan)[:JUDGES])


def proven(sitting: Sitting) -> int:
    """Return the weighted waiting of the order that is proven the best."""
    return waiting.cost(sitting, _proven(sitting))


def of_all(sitting: Sitting) -> int:
    """Return the weighted waiting of the best of every order of a few cases, without times."""
    no_pauses = (0,) * len(sitting.items)
    orders = permutations(range(len(sitting.items)))
    return min(waiting.cost(sitting, Plan(order, no_pauses)) for order in orders)


def _savings(windows: Sequence[Sitting]) -> Iterator[Figure]:
    best = [_proven(sitting) for sitting in windows]
    greedy = [near_order.greedy(sitting) for sitting in windows]
    fit = [found for found in zip(windows, best, greedy, strict=True) if found[2]]
    yield Figure(
        name="judges' idle minutes in a sitting (mean)",
        value=_over(judge_minutes, windows, best),
        yardstick="order of intake",
        yardstick_value=_over(judge_minutes, windows, [intake(sitting) for sitting in windows]),
        unit="min",
        ratio_at_most=0.5,
    )
    for name, measure in (
        (f"judges' idle minutes where greedy fits, {len(fit)} of {INSTANCES}", judge_minutes),
        ("weighted waiting of everyone there", waiting.cost),
    ):
        yield Figure(
            name=f"{name} (mean)",
            value=_mean([measure(sitting, plan) for sitting, plan, _ in fit]),
            yardstick="greedy order",
            yardstick_value=_mean([measure(sitting, plan) for sitting, _, plan in fit if plan]),
            unit="min",
            ratio_at_most=1,
        )


def _speed(name: str, instances: Sequence[Sitting], at_most: float) -> Figure:
    for sitting in instances:
        _proven(sitting)
    return Figure(
        name=name,
        value=p95([cpu_ms(partial(agenda_order.best, sitting)) for sitting in instances]),
        yardstick="greedy and local search, not proven",
        yardstick_value=p95(
            [cpu_ms(partial(near_order.mended, sitting), repeat=1) for sitting in instances]
        ),
        at_most=at_most,
    )


def _proven(sitting: Sitting) -> Plan:
    proposal = agenda_order.best(sitting)
    assert proposal is not None
    assert proposal.is_proven
    return proposal.plan


def _over(
    measure: Callable[[Sitting, Plan], int], instances: Sequence[Sitting], plans: Sequence[Plan]
) -> float:
    return _mean([measure(*pair) for pair in zip(instances, plans, strict=True)])


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)


def _sitting(random: Random, cases: int, windows: int, breaks: tuple[Break, ...]) -> Sitting:
    lengths = [random.choice([15, 20, 30, 45]) for _ in range(cases)]
    needed: list[list[int]] = [[] for _ in WEIGHTS]
    for index in range(cases):
        if random.random() < JUDGE_SHARE:
            needed[random.randrange(JUDGES)].append(index)
        for person, weight in list(enumerate(WEIGHTS))[JUDGES:]:
            if random.random() < SHARES[weight]:
                needed[person].append(index)
    guests = tuple(
        Guest(weight, {index: (0, lengths[index]) for index in indexes})
        for weight, indexes in zip(WEIGHTS, needed, strict=True)
    )
    items = tuple(Item(minutes) for minutes in lengths)
    plan = intake(Sitting(items, guests, breaks))
    begins = waiting.starts(Sitting(items, guests, breaks), plan)
    fixed = random.sample(range(cases), windows)
    return Sitting(
        tuple(
            _windowed(item, begins[index]) if index in fixed else item
            for index, item in enumerate(items)
        ),
        guests,
        breaks,
    )


def _windowed(item: Item, begin: int) -> Item:
    """Return the case with an hour around the minute at which it begins."""
    earliest = max(0, begin - WINDOW_MINUTES // 2)
    return Item(item.minutes, None, earliest, earliest + WINDOW_MINUTES + item.minutes)
