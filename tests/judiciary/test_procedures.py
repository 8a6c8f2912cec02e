"""The proceedings of a case."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.cases.closing import CaseIsClosed
from mdt.errors import DomainError, StaleVersion
from mdt.judiciary import procedures
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    Procedure,
    ProcedureKind,
    ProcedureStage,
    SeatDomain,
)
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make


def terms(**changed: Any) -> procedures.Terms:
    values: dict[str, Any] = {
        "kind": ProcedureKind.FAMILY,
        "stage": ProcedureStage.RUNNING,
    } | changed
    return procedures.Terms(**values)


def add(session: Session, make: Make, case: Case, **changed: Any) -> Procedure:
    return procedures.add(session, case, terms(**changed), by=make.coordinator(), now=NOON)


def change(
    session: Session, make: Make, procedure: Procedure, version: int, **changed: Any
) -> None:
    wanted = terms(**changed)
    procedures.change(session, procedure, wanted, version=version, by=make.coordinator(), now=NOON)


def person(make: Make, case: Case, name: str) -> CasePerson:
    return make.add(CasePerson(case_id=case.id, name=name, case_role=CaseRole.CHILD))


def test_a_proceeding_keeps_what_was_typed(session: Session, make: Make) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY)
    sem = person(make, case, "Sem")
    wanted = terms(
        stage=ProcedureStage.PROVISIONAL,
        court_id=court.id,
        number="C/10/7",
        hearing_at=NOON,
        decided_on=date(2026, 1, 30),
        runs_until=date(2026, 6, 30),
        people=frozenset({sem.id}),
    )
    found = procedures.add(session, case, wanted, by=make.coordinator(), now=NOON)

    assert procedures.terms_of(session, found) == wanted
    assert events_of(session, case) == ["ProcedureChanged"]


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"stage": ProcedureStage.HEARING_SET}, procedures.HearingMissing),
        ({"stage": ProcedureStage.DECIDED}, procedures.DecisionMissing),
        ({"stage": ProcedureStage.PROVISIONAL}, procedures.DecisionMissing),
        ({"decided_on": date(2026, 2, 11)}, procedures.DecisionStillToCome),
        (
            {"decided_on": date(2026, 2, 10), "runs_until": date(2026, 2, 9)},
            procedures.OverBeforeDecision,
        ),
    ],
)
def test_a_stage_comes_with_its_day(
    session: Session, make: Make, changed: dict[str, Any], refusal: type[DomainError]
) -> None:
    case = make.case()

    with pytest.raises(refusal):
        add(session, make, case, **changed)
    assert not session.exec(select(Procedure)).all()


def test_it_is_at_a_court_and_binds_people_of_its_own_case(session: Session, make: Make) -> None:
    case, police = make.case(), make.organisation(SeatDomain.POLICE)
    stranger = person(make, make.case(), "Bo")

    with pytest.raises(procedures.NoCourt):
        add(session, make, case, court_id=police.id)
    with pytest.raises(procedures.BoundUnknown):
        add(session, make, case, people=frozenset({stranger.id}))


def test_whoever_changes_it_second_is_told(session: Session, make: Make) -> None:
    case = make.case()
    procedure = add(session, make, case)
    sem = person(make, case, "Sem")
    change(session, make, procedure, 1, people=frozenset({sem.id}))

    with pytest.raises(StaleVersion):
        change(session, make, procedure, 1, number="9")
    change(session, make, procedure, 1, people=frozenset({sem.id}))  # the same: nothing to lose
    assert (procedure.version, procedure.number) == (2, "")
    assert len(events_of(session, case)) == 2


def test_it_is_settled_and_taken_up_again(session: Session, make: Make) -> None:
    case = make.case()
    procedure = add(session, make, case)
    by = make.coordinator()

    procedures.settle(session, procedure, is_over=True, version=1, by=by, now=NOON)
    with pytest.raises(StaleVersion):
        procedures.settle(session, procedure, is_over=False, version=1, by=by, now=NOON)
    assert procedure.settled_at == NOON
    procedures.settle(session, procedure, is_over=False, version=2, by=by, now=NOON)
    assert procedure.settled_at is None


def test_the_next_hearing_stands_first_and_what_is_over_last(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()
    over = add(session, make, case, number="over", hearing_at=NOON)
    add(session, make, case, number="later")
    add(session, make, case, number="first", hearing_at=NOON)
    procedures.settle(session, over, is_over=True, version=1, by=by, now=NOON)

    assert [one.number for one in procedures.of(session, case)] == ["first", "later", "over"]


def test_nothing_changes_in_a_closed_case(session: Session, make: Make) -> None:
    case = make.case()
    procedure = add(session, make, case)
    case.closed_at = NOON

    for try_ in (
        lambda: add(session, make, case),
        lambda: change(session, make, procedure, 1, number="9"),
        lambda: procedures.settle(
            session, procedure, is_over=True, version=1, by=make.coordinator(), now=NOON
        ),
    ):
        with pytest.raises(CaseIsClosed):
            try_()
