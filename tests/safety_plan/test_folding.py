"""What a long plan shows at first: never less than what is late, and never a wrong number."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import ActionState, PlanHeading
from mdt.safety_plan import folding, lateness, overview
from mdt.safety_plan.folding import FITS
from mdt.safety_plan.overview import Line, Plan, Version
from tests.conftest import NOON

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LAST_TABLE = NOON - 10 * DAY


def line(days: float = 1, state: ActionState = ActionState.OPEN, **changed: Any) -> Line:
    """Return an action due so many days from now."""
    due_at = NOON + days * DAY
    facts: dict[str, Any] = {
        "heading": PlanHeading.CHILDREN,
        "title": "Slot",
        "owner": "Dennis Kok",
        "organisation": "Politie",
        "risk": "wapen",
        "remark": "",
        "alias": "Populier",
        "due_on": None,
        "settled_at": None,
        "version": 1,
    } | changed
    facts |= {name: uuid4() for name in ("id", "case_id", "owner_id")}
    return Line(**facts, due_at=due_at, late_after=due_at, state=state)


def ahead(number: int) -> list[Line]:
    return [line(days) for days in range(1, number + 1)]


def plan(*lines: Line, frozen: bool = True) -> Plan:
    """Return a plan of these actions, the first due first; frozen ten days ago."""
    return Plan(
        case=None,  # type: ignore[arg-type] # what is shown does not depend on it
        lines=tuple(sorted(lines, key=lambda one: one.late_after)),
        measures=(),
        versions=(Version(uuid4(), 1, LAST_TABLE),) if frozen else (),
        next_meeting=None,
        count=overview.count(lines, now=NOON),
    )


def shown(found: Plan, *unfolded: PlanHeading) -> list[Line]:
    return [one for part in folding.sections(found, unfolded, now=NOON) for one in part.lines]


def done(days_ago: float) -> Line:
    return line(-30, ActionState.DONE, settled_at=NOON - days_ago * DAY)


def stuck(settled_at: Any) -> Line:
    return line(-30, ActionState.NOT_DONE, settled_at=settled_at)


def test_a_plan_that_fits_is_shown_whole() -> None:
    found = plan(*ahead(FITS - 1), done(100))

    assert not folding.is_long(found)
    assert shown(found) == list(found.lines)


def test_of_a_longer_plan_the_first_due_are_shown_and_the_others_counted() -> None:
    found = plan(*ahead(FITS + 2), done(2))

    [section] = folding.sections(found, now=NOON)

    assert section.lines == list(found.lines)[1 : FITS + 1]
    assert (section.settled, section.later, section.folded) == (1, 2, 3)


def test_what_is_late_is_always_shown() -> None:
    late = [line(-days) for days in range(1, 2 * FITS)]

    assert shown(plan(*late, *ahead(3))) == sorted(late, key=lambda one: one.late_after)


@pytest.mark.parametrize(
    ("action", "is_shown"),
    [
        (done(0.9), True),
        (done(1.1), False),
        (stuck(LAST_TABLE + HOUR), True),
        (stuck(LAST_TABLE - HOUR), False),
        (line(-30, ActionState.DONE), False),
    ],
    ids=["done today", "done earlier", "stuck since the table", "stuck before it", "long ago"],
)
def test_what_is_over_folds_once_it_is_no_news(action: Line, *, is_shown: bool) -> None:
    assert (action in shown(plan(action, *ahead(FITS)))) == is_shown


def test_what_cannot_be_done_is_shown_until_a_table_has_seen_it() -> None:
    action = stuck(NOON - 300 * DAY)

    assert action in shown(plan(action, *ahead(FITS), frozen=False))


def test_an_unfolded_heading_shows_everything_and_the_others_do_not() -> None:
    law = [line(days, heading=PlanHeading.LAW) for days in range(100, 110)]
    children = [line(days) for days in range(1, FITS + 9)]
    found = plan(*law, *children)

    first, second = folding.sections(found, {PlanHeading.LAW}, now=NOON)

    assert (first.heading, len(first.lines), first.later) == (PlanHeading.CHILDREN, FITS, 8)
    assert (second.lines, second.folded, second.is_unfolded) == (law, 0, True)


LINES = st.lists(
    st.builds(
        line,
        st.integers(-60, 60),
        st.sampled_from(ActionState),
        heading=st.sampled_from(PlanHeading),
        settled_at=st.none() | st.integers(0, 60).map(lambda days: NOON - days * DAY),
    ),
    max_size=3 * FITS,
)


@given(lines=LINES, unfolded=st.sets(st.sampled_from(PlanHeading)), frozen=st.booleans())
def test_every_action_is_shown_or_counted_and_no_late_one_is_only_counted(
    *, lines: list[Line], unfolded: set[PlanHeading], frozen: bool
) -> None:
    found = plan(*lines, frozen=frozen)

    parts = folding.sections(found, unfolded, now=NOON)

    for part, (heading, all_of_it) in zip(parts, overview.under_headings(found.lines), strict=True):
        assert part.heading == heading
        assert [one for one in all_of_it if one in part.lines] == part.lines
        hidden = [one for one in all_of_it if one not in part.lines]
        assert part.later == sum(one.is_open for one in hidden)
        assert part.folded == len(hidden)
        assert not hidden or (folding.is_long(found) and heading not in unfolded)
        assert not any(lateness.is_late(one.state, one.late_after, now=NOON) for one in hidden)
