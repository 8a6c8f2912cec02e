"""Sittings of hypothesis, and every way to hold one, tried one by one."""

from collections.abc import Iterator
from typing import NamedTuple

from hypothesis import strategies as st

from mdt.scheduling import waiting
from mdt.scheduling.waiting import Break, Guest, Item, Plan, Sitting

STEP = 5


@st.composite
def sittings(draw: st.DrawFn, *, timed: bool, most: int = 5) -> Sitting:
    """Return a sitting of a few cases, with people who are needed for all or a part of some."""
    count = draw(st.integers(1, most))
    lengths = [STEP * draw(st.integers(1, 4)) for _ in range(count)]
    pinned = dict(draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)))))
    places = {place: index for index, place in pinned.items()}
    items = [
        _window(draw, Item(minutes, place)) if timed else Item(minutes, place)
        for minutes, place in (
            (lengths[index], next((p for p, i in places.items() if i == index), None))
            for index in range(count)
        )
    ]
    guests = [_guest(draw, lengths) for _ in range(draw(st.integers(1, 5)))]
    breaks = tuple(_breaks(draw)) if timed else ()
    return Sitting(tuple(items), tuple(guests), breaks, slack=10)


class Held(NamedTuple):
    """What was held of a sitting: a plan so far, the minute, and what happened since the last."""

    plan: Plan = Plan((), ())
    now: int = 0
    pause: int = 0
    still: int = 0
    taken: int = 0


NOTHING = Held()


def every_plan(sitting: Sitting, held: Held = NOTHING) -> Iterator[Plan]:
    """Yield every order with every way to pause that keeps all places, windows and breaks."""
    (order, pauses), now, pause, still, taken = held
    if len(order) == len(sitting.items):
        yield held.plan
        return
    due = sitting.breaks[taken] if taken < len(sitting.breaks) else None
    for index, item in enumerate(sitting.items):
        is_free = index not in order and item.place in {None, len(order)}
        if (
            is_free
            and waiting.fits(item, now)
            and (due is None or now + item.minutes <= due.latest)
        ):
            plan = Plan((*order, index), (*pauses, pause))
            yield from every_plan(sitting, Held(plan, now + item.minutes, 0, still, taken))
    if due and order and due.earliest <= now <= due.latest:
        long = due.minutes
        after = Held(held.plan, now + long, pause + long, still, taken + 1)
        yield from every_plan(sitting, after)
    if sitting.is_timed and still + STEP <= sitting.slack:
        after = Held(held.plan, now + STEP, pause + STEP, still + STEP, taken)
        yield from every_plan(sitting, after)


def _window(draw: st.DrawFn, item: Item) -> Item:
    earliest = STEP * draw(st.sampled_from([0, 0, 1, 4, 8]))
    room = draw(st.sampled_from([None, None, 0, 10, 30]))
    latest = None if room is None else earliest + item.minutes + room
    return Item(item.minutes, item.place, earliest, latest)


def _guest(draw: st.DrawFn, lengths: list[int]) -> Guest:
    indexes = draw(st.sets(st.integers(0, len(lengths) - 1)))
    stays = {}
    for index in indexes:
        since = draw(st.sampled_from([0, 0, 1, 2]))
        stays[index] = (since, draw(st.sampled_from([lengths[index], since + 1])))
    return Guest(draw(st.sampled_from([1, 3, 10])), stays)


def _breaks(draw: st.DrawFn) -> Iterator[Break]:
    after = 0
    for _ in range(draw(st.integers(0, 2))):
        earliest = after + STEP * draw(st.integers(0, 4))
        latest = earliest + STEP * draw(st.integers(0, 2))
        yield Break(STEP * draw(st.integers(1, 2)), earliest, latest)
        after = latest
