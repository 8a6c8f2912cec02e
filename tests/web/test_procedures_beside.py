"""What the courts mean for the plan and for the table, on the pages where people decide."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.access import policy
from mdt.access.policy import Action
from mdt.models import (
    AuditRecord,
    Case,
    CasePerson,
    CaseRole,
    Conference,
    Measure,
    MeasureKind,
    Procedure,
    ProcedureKind,
    ProcedureStage,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup, text_of

DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def case(make: Make) -> Case:
    """Return a case whose house ban contradicts its visits, with a hearing on 18 February."""
    case = make.case()
    for name, role in (("Rick", CaseRole.SUSPECT), ("Sem", CaseRole.CHILD)):
        make.add(CasePerson(case_id=case.id, name=name, case_role=role))
    for kind in (MeasureKind.HOUSE_BAN, MeasureKind.CONTACT_ARRANGEMENT):
        make.add(Measure(case_id=case.id, kind=kind, starts_at=NOON - DAY, ends_at=NOON + DAY))
    for days in (8, -8):
        make.add(
            Procedure(
                case_id=case.id,
                kind=ProcedureKind.FAMILY,
                stage=ProcedureStage.HEARING_SET,
                number=f"C/{days}",
                hearing_at=NOON + days * DAY,
            )
        )
    return case


@pytest.fixture
def conference(make: Make, case: Case) -> Conference:
    return make.convened(case)


def pages(case: Case, conference: Conference) -> tuple[str, str]:
    [item] = conference.items
    return f"/cases/{case.id}/plan", f"/conferences/{conference.id}/items/{item.id}"


def test_the_plan_and_the_item_show_what_contradicts_itself_and_the_hearings_to_come(
    make: Make, as_person: AsPerson, case: Case, conference: Conference
) -> None:
    browser = as_person(make.coordinator())
    for path in pages(case, conference):
        page = browser.get(path)
        words = text_of(page, "#beside")
        assert "Huisverbod: geen contact tussen Rick en Sem" in words
        assert "Omgangsregeling" in words
        assert "C/8" in words
        assert "C/-8" not in words, "a hearing that was is over"
        assert f"/cases/{case.id}/procedures" in page.text


def test_a_case_without_anything_at_court_has_no_card(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    for path in pages(case, make.convened(case)):
        assert "Wat er bij de rechtbank speelt" not in browser.get(path).text
    region = soup(browser.get(f"/cases/{case.id}/plan")).select_one("#plan-procedures")
    assert region is not None
    assert region.has_attr("hidden")


def test_whoever_sits_at_the_table_reads_it_beside_the_plan_and_it_is_logged(
    session: Session, make: Make, as_person: AsPerson, case: Case, conference: Conference
) -> None:
    seated = make.seated(conference)

    page = as_person(seated).get(pages(case, conference)[0])

    assert "Wat er bij de rechtbank speelt" in page.text
    rows = session.exec(select(AuditRecord.action).where(AuditRecord.case_id == case.id)).all()
    assert Action.PROCEDURES_VIEW.value in set(rows)


def test_whoever_may_not_read_the_proceedings_gets_neither_the_card_nor_its_region(
    make: Make,
    as_person: AsPerson,
    case: Case,
    conference: Conference,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody = policy.Rule(frozenset(), frozenset(), "niemand")
    monkeypatch.setitem(policy.POLICY, Action.PROCEDURES_VIEW, nobody)

    browser = as_person(make.coordinator())

    for path in pages(case, conference):
        page = browser.get(path)
        assert page.status_code == 200
        assert "C/8" not in page.text
        assert soup(page).select_one("#plan-procedures, #beside") is None
