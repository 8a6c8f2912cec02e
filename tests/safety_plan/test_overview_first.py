"""The first of many actions, and how many there are in all."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col

from mdt.models import ActionState, SafetyAction
from mdt.safety_plan import overview
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)


@pytest.mark.parametrize(("there_are", "shown"), [(0, 0), (2, 2), (5, 3)])
def test_the_first_due_are_shown_and_all_are_counted(
    session: Session, make: Make, there_are: int, shown: int
) -> None:
    case = make.case()
    for days in reversed(range(there_are)):
        make.action(case, title=f"{there_are - days}", late_after=NOON + days * DAY)
    make.action(make.case())

    found, total = overview.first(session, col(SafetyAction.case_id) == case.id, limit=3)

    assert [line.title for line in found] == [f"{there_are - days}" for days in range(shown)]
    assert total == there_are


def test_only_what_its_owner_has_still_to_do_is_late(session: Session, make: Make) -> None:
    case, owner = make.case(), make.person()
    for state in ActionState:
        make.action(case, owner, state=state, late_after=NOON)
    make.action(case, owner, late_after=NOON + 2 * DAY)
    make.action(case, make.person(), late_after=NOON)

    late = (ActionState.OPEN, ActionState.BUSY)
    assert overview.late_of(session, owner.id, now=NOON + DAY) == len(late)
    assert overview.late_of(session, owner.id, now=NOON) == 0
