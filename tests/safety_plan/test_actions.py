"""Rules of actions: agreeing, changing, moving, taking back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from mdt.cases import closing
from mdt.errors import DomainError
from mdt.models import (
    ActionState,
    Case,
    EventRecord,
    Person,
    PlanHeading,
    Role,
    SafetyAction,
)
from mdt.safety_plan import actions
from mdt.safety_plan.actions import Terms
from mdt.safety_plan.changes import ActionChangedMeanwhile
from mdt.safety_plan.owners import OwnerCannotAct
from tests.conftest import NOON
from tests.factories import Make
from tests.safety_plan.plans import events_of, history, terms_of

FRIDAY = date(2026, 2, 13)
LATER = NOON + timedelta(minutes=1)


def terms(make: Make, case: Case, owner: Person, **changed: object) -> Terms:
    wanted = Terms(
        title="Slot van de voordeur vervangen",
        heading=PlanHeading.SAFE_NOW,
        owner_id=owner.id,
        risk_id=make.risk(case).id,
        due=FRIDAY,
    )
    return replace(wanted, **changed)  # type: ignore[arg-type] # any field, by name


def test_agreeing_keeps_who_does_what_by_when_against_which_risk(
    session: Session, make: Make
) -> None:
    case, owner, by = make.case(), make.person(), make.coordinator()
    wanted = terms(make, case, owner)

    action = actions.agree(session, case, wanted, by=by, now=NOON)

    assert (action.title, action.owner_id, action.risk_id, action.due_on, action.due_at) == (
        wanted.title,
        owner.id,
        wanted.risk_id,
        FRIDAY,
        None,
    )
    assert action.organisation_id == make.organisation_of(owner)
    assert action.late_after == datetime(2026, 2, 13, 22, 59, 59, 999999, tzinfo=UTC)
    assert action.state is ActionState.OPEN
    assert events_of(session) == [("ActionAgreed", action.id)]
    assert history(session, action) == {(1, "agreed", "", wanted.title)}


def test_an_action_agreed_at_a_conference_says_so(session: Session, make: Make) -> None:
    case, owner, by = make.case(), make.person(), make.coordinator()
    conference = make.convened(case)

    action = actions.agree(
        session, case, terms(make, case, owner), conference=conference, by=by, now=NOON
    )

    assert action.conference_id == conference.id
    event = session.exec(select(EventRecord)).one()
    assert (event.case_id, event.conference_id) == (case.id, conference.id)


def test_an_hour_that_was_agreed_is_kept_as_an_instant(session: Session, make: Make) -> None:
    case, owner, by = make.case(), make.person(), make.coordinator()

    action = actions.agree(session, case, terms(make, case, owner, due=LATER), by=by, now=NOON)

    assert (action.due_at, action.due_on, action.late_after) == (LATER, None, LATER)


def test_the_risk_must_be_one_of_the_same_case(session: Session, make: Make) -> None:
    case, owner, by = make.case(), make.person(), make.coordinator()
    elsewhere = make.risk(make.case())

    for risk_id in (elsewhere.id, uuid4()):
        with pytest.raises(actions.RiskOfAnotherCase):
            actions.agree(session, case, terms(make, case, owner, risk_id=risk_id), by=by, now=NOON)

    assert not session.exec(select(SafetyAction)).all()
    assert not events_of(session)


def test_a_judge_never_owns_an_action(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()
    judge = make.person(Role.JUDGE)
    make.seated(make.convened(case), judge)

    with pytest.raises(OwnerCannotAct):
        actions.agree(session, case, terms(make, case, judge), by=by, now=NOON)


def test_a_closed_case_keeps_its_plan_as_it_is(session: Session, make: Make) -> None:
    case, owner, by = make.case(), make.person(), make.coordinator()
    action = make.action(case, owner)
    case.closed_at = NOON

    attempts = (
        lambda: actions.agree(session, case, terms(make, case, owner), by=by, now=NOON),
        lambda: actions.change(session, action, terms_of(action), version=1, by=by, now=NOON),
        lambda: actions.move(session, action, ActionState.DONE, version=1, by=by, now=NOON),
        lambda: actions.undo(session, action, by=by, now=NOON),
    )
    for attempt in attempts:
        with pytest.raises(closing.CaseIsClosed):
            attempt()


def test_a_change_keeps_before_and_after_of_each_field_and_one_event(
    session: Session, make: Make
) -> None:
    case, owner, by = make.case(), make.person(), make.coordinator()
    action, other = make.action(case, owner), make.person()
    risk, due_at = action.risk_id, action.due_at

    wanted = terms_of(action, title="Slot vervangen", owner_id=other.id, due=FRIDAY)
    actions.change(session, action, wanted, version=1, by=by, now=LATER)

    assert (action.title, action.owner_id, action.due_on, action.due_at) == (
        "Slot vervangen",
        other.id,
        FRIDAY,
        None,
    )
    assert action.organisation_id == make.organisation_of(other)
    assert (action.version, action.risk_id) == (2, risk)
    assert due_at is not None
    assert history(session, action) == {
        (2, "title", "Slot van de voordeur vervangen", "Slot vervangen"),
        (2, "owner", str(owner.id), str(other.id)),
        (2, "due", due_at.isoformat(), "2026-02-13"),
    }
    assert events_of(session) == [("ActionChanged", action.id)]


def test_saving_without_a_change_records_nothing(session: Session, make: Make) -> None:
    action, by = make.action(make.case()), make.coordinator()

    actions.change(session, action, terms_of(action), version=1, by=by, now=LATER)
    actions.move(session, action, action.state, version=1, by=by, now=LATER)

    assert action.version == 1
    assert not events_of(session)


def test_an_owner_who_left_may_stay_while_something_else_is_changed(
    session: Session, make: Make
) -> None:
    case, by = make.case(), make.coordinator()
    owner = make.person(role=None)
    action = make.action(case, owner, organisation_id=make.organisation().id)

    actions.change(session, action, terms_of(action, title="Anders"), version=1, by=by, now=LATER)

    assert action.title == "Anders"


def test_a_stale_change_of_the_same_field_shows_both_texts(session: Session, make: Make) -> None:
    action, first, second = make.action(make.case()), make.coordinator(), make.coordinator()
    seen = terms_of(action)
    actions.change(
        session, action, replace(seen, title="Wat de eerste schreef"), version=1, by=first, now=NOON
    )

    with pytest.raises(ActionChangedMeanwhile) as refused:
        actions.change(
            session,
            action,
            replace(seen, title="Wat de tweede schreef", due=FRIDAY),
            version=1,
            by=second,
            now=LATER,
        )

    [conflict] = refused.value.conflicts
    assert (conflict.field, conflict.mine, conflict.theirs, conflict.by_id, conflict.at) == (
        "title",
        "Wat de tweede schreef",
        "Wat de eerste schreef",
        first.id,
        NOON,
    )
    assert (action.title, action.due_on, action.version) == ("Wat de eerste schreef", None, 2)
    assert len(events_of(session)) == 1


def test_a_stale_change_of_another_field_takes_nothing_back(session: Session, make: Make) -> None:
    action, first, second = make.action(make.case()), make.coordinator(), make.coordinator()
    seen = terms_of(action)
    actions.change(
        session, action, replace(seen, title="Nieuwe tekst"), version=1, by=first, now=NOON
    )
    actions.move(session, action, ActionState.BUSY, version=2, by=first, now=NOON)

    actions.change(session, action, replace(seen, due=FRIDAY), version=1, by=second, now=LATER)

    assert (action.title, action.due_on, action.state) == (
        "Nieuwe tekst",
        FRIDAY,
        ActionState.BUSY,
    )


def test_two_people_who_write_the_same_do_not_conflict(session: Session, make: Make) -> None:
    action, first, second = make.action(make.case()), make.coordinator(), make.coordinator()
    wanted = terms_of(action, title="Hetzelfde")
    actions.change(session, action, wanted, version=1, by=first, now=NOON)

    actions.change(session, action, wanted, version=1, by=second, now=LATER)

    assert action.version == 2


def test_every_refusal_is_a_sentence() -> None:
    for error in (
        actions.NothingToUndo(),
        actions.ReasonMissing(),
        actions.RiskOfAnotherCase(),
        OwnerCannotAct(),
    ):
        assert str(error).endswith(".")
        assert str(error) != DomainError.text
