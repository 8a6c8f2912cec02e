"""Rules of mdt.safety_plan.more_time."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from mdt.cases.closing import CaseIsClosed
from mdt.models import ActionChange, ActionState, EventRecord, MoreTime, Person, Role, SafetyAction
from mdt.safety_plan import actions, more_time
from mdt.safety_plan.actions import NothingToUndo
from mdt.safety_plan.changes import due_of
from mdt.safety_plan.more_time import ActionIsSettled, AnsweredAlready, NotLater
from tests.conftest import NOON
from tests.factories import Make

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LATER = date(2026, 2, 20)


@pytest.fixture
def owner(make: Make) -> Person:
    return make.person()


@pytest.fixture
def keeper(make: Make) -> Person:
    return make.person(Role.COORDINATOR)


@pytest.fixture
def action(make: Make, owner: Person) -> SafetyAction:
    return make.action(make.case(), owner)


def ask(
    session: Session, action: SafetyAction, by: Person, on: date = LATER, why: str = "Ziek"
) -> MoreTime:
    return more_time.ask(session, action, on, why, by=by, now=NOON)


def happened(session: Session) -> list[str]:
    events = session.exec(select(EventRecord).order_by(EventRecord.id))  # type: ignore[arg-type] # a column here
    return [event.name for event in events]


def test_asking_changes_nothing_about_the_action(
    session: Session, action: SafetyAction, owner: Person
) -> None:
    before = action.model_dump()

    row = ask(session, action, owner)

    assert action.model_dump() == before
    assert session.exec(select(ActionChange)).all() == []
    assert more_time.of_action(session, action) == row
    assert happened(session) == ["MoreTimeAsked"]


def test_the_same_asked_again_is_the_same_request(
    session: Session, action: SafetyAction, owner: Person
) -> None:
    assert ask(session, action, owner) is ask(session, action, owner)
    assert happened(session) == ["MoreTimeAsked"]


def test_another_date_takes_the_place_of_what_waits(
    session: Session, action: SafetyAction, owner: Person
) -> None:
    ask(session, action, owner)
    ask(session, action, owner, LATER + DAY)

    [row] = session.exec(select(MoreTime)).all()
    assert row.due_on == LATER + DAY


@pytest.mark.parametrize("on", [date(2026, 2, 10), date(2026, 2, 11), date(2027, 3, 1)])
def test_more_time_is_later_than_today_and_than_agreed_and_within_a_year(
    session: Session, action: SafetyAction, owner: Person, on: date
) -> None:
    action.late_after = NOON + 2 * DAY

    with pytest.raises(NotLater):
        ask(session, action, owner, on)


def test_for_what_is_late_one_can_ask_as_well(session: Session, make: Make, owner: Person) -> None:
    late = make.action(make.case(), owner, due_at=NOON - DAY, late_after=NOON - DAY)

    assert ask(session, late, owner, date(2026, 2, 11)).open_key == late.id
    with pytest.raises(NotLater):
        ask(session, late, owner, date(2026, 2, 10))


def test_what_is_settled_or_closed_needs_no_time(
    session: Session, make: Make, owner: Person
) -> None:
    done = make.action(make.case(), owner, state=ActionState.DONE)
    closed = make.action(make.case(closed_at=NOON), owner)

    with pytest.raises(ActionIsSettled):
        ask(session, done, owner)
    with pytest.raises(CaseIsClosed):
        ask(session, closed, owner)


def test_granting_moves_the_date_as_a_change_of_whoever_granted_it(
    session: Session, action: SafetyAction, owner: Person, keeper: Person
) -> None:
    row = ask(session, action, owner)

    for _ in range(2):
        more_time.answer(session, row, is_granted=True, by=keeper, now=NOON)

    assert due_of(action) == LATER
    [change] = session.exec(select(ActionChange)).all()
    assert (change.field, change.by_id) == ("due", keeper.id)
    assert happened(session) == ["MoreTimeAsked", "MoreTimeAnswered", "ActionChanged"]
    assert more_time.of_action(session, action) is None


def test_refusing_leaves_the_date_and_the_owner_may_ask_anew(
    session: Session, action: SafetyAction, owner: Person, keeper: Person
) -> None:
    before = due_of(action)
    row = ask(session, action, owner)

    more_time.answer(session, row, is_granted=False, by=keeper, now=NOON)

    assert due_of(action) == before
    assert ask(session, action, owner, LATER + DAY) is not row


def test_of_two_who_answer_the_second_is_told(
    session: Session, action: SafetyAction, owner: Person, keeper: Person
) -> None:
    row = ask(session, action, owner)
    more_time.answer(session, row, is_granted=False, by=keeper, now=NOON)

    with pytest.raises(AnsweredAlready):
        more_time.answer(session, row, is_granted=True, by=keeper, now=NOON)


def test_the_owner_takes_a_request_back_once(
    session: Session, action: SafetyAction, owner: Person, keeper: Person
) -> None:
    row = ask(session, action, owner)
    more_time.take_back(session, row, by=owner, now=NOON)

    with pytest.raises(AnsweredAlready):
        more_time.take_back(session, row, by=owner, now=NOON)
    with pytest.raises(AnsweredAlready):
        more_time.answer(session, row, is_granted=True, by=keeper, now=NOON)
    assert more_time.of_action(session, action) is None


@pytest.mark.parametrize("is_granted", [True, False])
def test_an_answer_is_undone_with_its_date(
    session: Session, action: SafetyAction, owner: Person, keeper: Person, *, is_granted: bool
) -> None:
    before = due_of(action)
    row = ask(session, action, owner)
    more_time.answer(session, row, is_granted=is_granted, by=keeper, now=NOON)

    more_time.undo(session, row, by=keeper, now=NOON + MINUTE)

    assert due_of(action) == before
    assert more_time.of_action(session, action) == row
    assert row.is_granted is None


def test_only_a_fresh_answer_of_ones_own_is_undone(
    session: Session, action: SafetyAction, owner: Person, keeper: Person
) -> None:
    row = ask(session, action, owner)
    more_time.answer(session, row, is_granted=True, by=keeper, now=NOON)

    with pytest.raises(NothingToUndo):
        more_time.undo(session, row, by=owner, now=NOON)
    with pytest.raises(NothingToUndo):
        more_time.undo(session, row, by=keeper, now=NOON + actions.UNDO_WITHIN)
    assert due_of(action) == LATER


def test_an_answer_is_not_undone_over_a_newer_date_or_a_newer_request(
    session: Session, make: Make, owner: Person, keeper: Person
) -> None:
    granted, refused = (make.action(make.case(), owner) for _ in range(2))
    one, other = ask(session, granted, owner), ask(session, refused, owner)
    more_time.answer(session, one, is_granted=True, by=keeper, now=NOON)
    more_time.answer(session, other, is_granted=False, by=keeper, now=NOON)
    granted.due_on = LATER + DAY
    ask(session, refused, owner)

    for row in (one, other):
        with pytest.raises(NothingToUndo):
            more_time.undo(session, row, by=keeper, now=NOON)


def test_what_is_done_meanwhile_waits_no_more(
    session: Session, action: SafetyAction, owner: Person
) -> None:
    ask(session, action, owner)
    everything = SafetyAction.case_id == action.case_id
    assert len(more_time.waiting(session, everything)) == 1  # type: ignore[arg-type]

    action.state = ActionState.DONE

    assert more_time.waiting(session, everything) == []  # type: ignore[arg-type]
