"""What owning an action of a plan gives: that action, while it is open and a day after."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.policy import Action
from mdt.models import ActionState, Case, Person, SafetyAction
from tests.conftest import NOON
from tests.factories import Make

OPEN = (ActionState.OPEN, ActionState.BUSY)
DAY = timedelta(days=1)


def may(session: Session, person: Person, action: SafetyAction, *, after: timedelta) -> bool:
    """Tell what guard and list both say: they may not differ."""
    actor = actors.load(session, person, now=NOON + after)
    listed = session.exec(
        select(SafetyAction.id)
        .join(Case)
        .where(
            SafetyAction.id == action.id,
            guard.visible_actions(actor, Action.ACTION_VIEW),
        )
    ).all()
    loaded = guard.permits_action(session, actor, Action.ACTION_VIEW, action)
    assert loaded == bool(listed)
    assert loaded == guard.permits_action(session, actor, Action.ACTION_MOVE, action)
    return loaded


@pytest.mark.parametrize("state", OPEN)
def test_an_owner_sees_and_moves_an_open_action(
    session: Session, make: Make, state: ActionState
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner, state=state)

    assert may(session, owner, action, after=30 * DAY)


@pytest.mark.parametrize("state", sorted(set(ActionState) - set(OPEN)))
def test_a_settled_action_stays_a_day_so_that_a_slip_can_be_put_right(
    session: Session, make: Make, state: ActionState
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner, state=state, settled_at=NOON)

    assert may(session, owner, action, after=DAY - timedelta(seconds=1))
    assert not may(session, owner, action, after=DAY)


def test_owning_one_action_gives_none_of_the_others(session: Session, make: Make) -> None:
    owner, case = make.person(), make.case()
    make.action(case, owner)
    other = make.action(case)

    assert not may(session, owner, other, after=timedelta(0))
    actor = actors.load(session, owner, now=NOON)
    assert not guard.permits_every_action(session, actor, Action.ACTION_MOVE, case)
    assert not guard.permits_case(session, actor, Action.PLAN_VIEW, case)


def test_a_stranger_sees_no_action(session: Session, make: Make) -> None:
    assert not may(session, make.stranger(), make.action(make.case()), after=timedelta(0))


def test_a_coordinator_and_the_case_lead_move_every_action(session: Session, make: Make) -> None:
    case = make.case()
    lead = session.get_one(Person, case.lead_id)
    action = make.action(case)

    for person in (lead, make.coordinator()):
        assert may(session, person, action, after=timedelta(0))
