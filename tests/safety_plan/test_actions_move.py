"""Rules of actions: moving them, and taking a move back."""

from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from mdt.models import ActionChange, ActionState, Case
from mdt.safety_plan import actions
from mdt.safety_plan.changes import ActionChangedMeanwhile
from tests.conftest import NOON
from tests.factories import Make
from tests.safety_plan.plans import events_of, history, terms_of

LATER = NOON + timedelta(minutes=1)


def of_case(case: Case) -> ColumnElement[bool]:
    return col(ActionChange.case_id) == case.id


@pytest.mark.parametrize("state", [ActionState.BUSY, ActionState.DONE])
def test_moving_keeps_who_when_and_one_event(
    session: Session, make: Make, state: ActionState
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)

    actions.move(session, action, state, remark="Gebeld.", version=1, by=owner, now=LATER)

    assert (action.state, action.remark, action.version) == (state, "Gebeld.", 2)
    assert action.settled_at == (LATER if state is ActionState.DONE else None)
    assert history(session, action) == {
        (2, "state", "open", state.value),
        (2, "remark", "", "Gebeld."),
    }
    assert events_of(session) == [("ActionMoved", action.id)]


@pytest.mark.parametrize("remark", [None, "", "   "])
def test_what_cannot_be_done_needs_a_reason(
    session: Session, make: Make, remark: str | None
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner, remark="Een ouder woord.")

    with pytest.raises(actions.ReasonMissing):
        actions.move(
            session, action, ActionState.NOT_DONE, remark=remark, version=1, by=owner, now=LATER
        )

    assert (action.state, action.remark) == (ActionState.OPEN, "Een ouder woord.")
    actions.move(
        session, action, ActionState.NOT_DONE, remark="Wachtlijst.", version=1, by=owner, now=LATER
    )
    assert action.state is ActionState.NOT_DONE


def test_opening_a_settled_action_again_makes_it_unsettled(session: Session, make: Make) -> None:
    owner = make.person()
    action = make.action(make.case(), owner, state=ActionState.DONE, settled_at=NOON)

    actions.move(session, action, ActionState.BUSY, version=1, by=owner, now=LATER)

    assert action.settled_at is None


def test_a_stale_move_does_not_run_over_somebody_elses(session: Session, make: Make) -> None:
    owner, coordinator = make.person(), make.coordinator()
    action = make.action(make.case(), owner)
    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=NOON)

    with pytest.raises(ActionChangedMeanwhile):
        actions.move(session, action, ActionState.BUSY, version=1, by=coordinator, now=LATER)
    actions.move(session, action, ActionState.OPEN, version=1, by=coordinator, now=LATER)

    assert action.state is ActionState.DONE


def test_a_move_after_somebody_changed_the_text_goes_through(session: Session, make: Make) -> None:
    owner, coordinator = make.person(), make.coordinator()
    action = make.action(make.case(), owner)
    actions.change(
        session, action, terms_of(action, title="Anders"), version=1, by=coordinator, now=NOON
    )

    actions.move(session, action, ActionState.BUSY, version=1, by=owner, now=LATER)

    assert (action.state, action.title) == (ActionState.BUSY, "Anders")


def test_ones_own_quick_second_choice_wins(session: Session, make: Make) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)

    actions.move(session, action, ActionState.BUSY, version=1, by=owner, now=NOON)
    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=LATER)

    assert action.state is ActionState.DONE


def test_undo_takes_the_last_own_move_back_with_its_remark(session: Session, make: Make) -> None:
    owner, case = make.person(), make.case()
    action = make.action(case, owner, remark="Was al besteld.")
    actions.move(session, action, ActionState.DONE, remark="Gedaan.", version=1, by=owner, now=NOON)
    assert actions.undoable(session, of_case(case), by=owner, now=LATER) == {action.id}

    actions.undo(session, action, by=owner, now=LATER)

    assert (action.state, action.remark, action.settled_at) == (
        ActionState.OPEN,
        "Was al besteld.",
        None,
    )
    assert [name for name, _ in events_of(session)] == ["ActionMoved", "ActionMoved"]


def test_undo_is_for_the_last_change_that_one_just_made_oneself(
    session: Session, make: Make
) -> None:
    owner, other, case = make.person(), make.coordinator(), make.case()
    action = make.action(case, owner)
    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=NOON)
    after_long = NOON + actions.UNDO_WITHIN

    for person, now in ((other, LATER), (owner, after_long)):
        with pytest.raises(actions.NothingToUndo):
            actions.undo(session, action, by=person, now=now)
        assert not actions.undoable(session, of_case(case), by=person, now=now)

    changed = terms_of(action, title="Anders")
    actions.change(session, action, changed, version=2, by=other, now=LATER)
    with pytest.raises(actions.NothingToUndo):
        actions.undo(session, action, by=owner, now=LATER)
    assert not actions.undoable(session, of_case(case), by=owner, now=LATER)
