"""The risks of a case."""

import pytest
from sqlmodel import Session

from mdt.cases import risks
from mdt.cases.closing import CaseIsClosed
from mdt.cases.risks import ForWhomUnknown, RiskNamedTwice
from mdt.errors import StaleVersion
from mdt.models import ActionState, Case, CasePerson, CaseRole, Risk
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make


def add(
    session: Session, make: Make, case: Case, name: str, for_whom: CasePerson | None = None
) -> Risk:
    return risks.add(session, case, name, for_whom=for_whom, by=make.coordinator(), now=NOON)


def rename(session: Session, make: Make, risk: Risk, name: str, version: int) -> None:
    case = session.get_one(Case, risk.case_id)
    risks.change(
        session,
        case,
        risk,
        name,
        for_whom=None,
        version=version,
        by=make.coordinator(),
        now=NOON,
    )


def put(session: Session, make: Make, risk: Risk, *, is_active: bool) -> None:
    case = session.get_one(Case, risk.case_id)
    risks.set_active(session, case, risk, is_active=is_active, by=make.coordinator(), now=NOON)
    session.flush()


def sem(make: Make, case: Case) -> CasePerson:
    return make.add(CasePerson(case_id=case.id, name="Sem", case_role=CaseRole.CHILD))


def test_risks_stand_in_the_order_in_which_they_came(session: Session, make: Make) -> None:
    case = make.case()
    for name in ("wapen", "stalking", "kind"):
        add(session, make, case, name)
    assert [risk.name for risk in risks.of(session, case)] == ["wapen", "stalking", "kind"]
    assert events_of(session, case) == ["RiskChanged"] * 3


def test_a_risk_is_named_once_for_one_person(session: Session, make: Make) -> None:
    case = make.case()
    child = sem(make, case)
    add(session, make, case, "Wapen")
    add(session, make, case, "Wapen", child)
    with pytest.raises(RiskNamedTwice):
        add(session, make, case, "wapen")
    with pytest.raises(RiskNamedTwice):
        add(session, make, case, "WAPEN", child)


def test_a_risk_is_for_somebody_of_its_own_case(session: Session, make: Make) -> None:
    child = sem(make, make.case())
    with pytest.raises(ForWhomUnknown):
        add(session, make, make.case(), "wapen", child)


def test_a_risk_gets_other_words(session: Session, make: Make) -> None:
    case = make.case()
    risk = add(session, make, case, "wapen")
    rename(session, make, risk, "jachtmes in huis", 1)
    rename(session, make, risk, "jachtmes in huis", 1)
    assert (risk.name, risk.version) == ("jachtmes in huis", 2)
    with pytest.raises(StaleVersion):
        rename(session, make, risk, "mes", 1)
    assert risk.name == "jachtmes in huis"


def test_a_risk_is_not_renamed_into_another(session: Session, make: Make) -> None:
    case = make.case()
    add(session, make, case, "wapen")
    risk = add(session, make, case, "stalking")
    with pytest.raises(RiskNamedTwice):
        rename(session, make, risk, "wapen", 1)
    assert risk.name == "stalking"


def test_a_risk_in_use_is_set_aside_and_its_actions_still_point_at_it(
    session: Session, make: Make
) -> None:
    case = make.case()
    risk = add(session, make, case, "wapen")
    action = make.action(case, risk_id=risk.id)
    make.action(case, risk_id=risk.id, state=ActionState.DONE)
    assert risks.open_actions(session, case) == {risk.id: 1}

    put(session, make, risk, is_active=False)

    assert [one.is_active for one in risks.of(session, case)] == [False]
    assert action.risk_id == risk.id


def test_a_risk_that_comes_back_must_still_be_the_only_one_of_its_name(
    session: Session, make: Make
) -> None:
    case = make.case()
    risk = add(session, make, case, "wapen")
    put(session, make, risk, is_active=False)
    other = add(session, make, case, "wapen")
    with pytest.raises(RiskNamedTwice):
        put(session, make, risk, is_active=True)
    put(session, make, other, is_active=False)
    put(session, make, risk, is_active=True)
    assert risk.is_active


def test_the_risks_of_a_closed_case_stand(session: Session, make: Make) -> None:
    case = make.case()
    risk = add(session, make, case, "wapen")
    case.closed_at = NOON
    with pytest.raises(CaseIsClosed):
        add(session, make, case, "stalking")
    with pytest.raises(CaseIsClosed):
        rename(session, make, risk, "mes", 1)
    with pytest.raises(CaseIsClosed):
        put(session, make, risk, is_active=False)
