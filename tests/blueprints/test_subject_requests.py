"""Pages of mdt.blueprints.subject_requests: the officer registers, extends and gives."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import AuditRecord, CasePerson, CaseRole, Role, SubjectRequest
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")
NAME = "Marco Brandsma"
DESK = "/subject-requests/"


@pytest.fixture
def officer(make: Make, as_person: AsPerson) -> Browser:
    return as_person(make.person(Role.DPO))


def _register(officer: Browser, make: Make, **fields: str) -> str:
    day = NOON.date().isoformat()
    sent: dict[str, Any] = {"name": NAME, "born_on": "1989-04-02", "received_on": day} | fields
    return str(send(officer, DESK, region_id=str(make.region.id), **sent).location)


def test_without_requests_the_page_says_so_and_leads_to_the_form(officer: Browser) -> None:
    page = officer.get(DESK)

    assert "Geen verzoeken" in text_of(page)
    assert soup(page).select_one("a[href='/subject-requests/new']")


def test_a_day_in_the_future_is_refused_and_what_was_typed_stays(
    session: Session, make: Make, officer: Browser
) -> None:
    tomorrow = (NOON + timedelta(days=1)).date().isoformat()
    fields: dict[str, Any] = {"name": NAME, "born_on": "1989-04-02", "received_on": tomorrow}

    for wrong in (fields, fields | {"received_on": ""}, fields | {"born_on": "x"}):
        refused = send(officer, DESK, region_id=str(make.region.id), **wrong)
        assert refused.status_code == 422
        assert NAME in str(soup(refused).select_one("#name"))
    assert session.exec(select(SubjectRequest)).all() == []


def test_an_officer_registers_nothing_for_another_region(
    session: Session, make: Make, officer: Browser
) -> None:
    elsewhere, day = make.another_region(), NOON.date().isoformat()
    fields: dict[str, Any] = {"name": NAME, "born_on": "1989-04-02", "received_on": day}

    assert send(officer, DESK, region_id=str(elsewhere.id), **fields).status_code == 404
    assert session.exec(select(SubjectRequest)).all() == []


def test_the_term_is_extended_once_for_a_reason_that_stands_on_the_page(
    make: Make, officer: Browser
) -> None:
    page = _register(officer, make)

    assert send(officer, f"{page}/extension", reason="").status_code == 422
    assert send(officer, f"{page}/extension", reason="Er is veel.").status_code == 303
    assert send(officer, f"{page}/extension", reason="Nog meer.").status_code == 422
    assert "Verlengd: Er is veel." in text_of(officer.get(page))


def test_the_officer_sees_the_reference_and_no_alias_and_leaves_a_row_in_the_trail(
    session: Session, make: Make, officer: Browser
) -> None:
    case = make.case(alias="Hulst", reference="MW-2026-044")
    make.add(CasePerson(case_id=case.id, name=NAME, case_role=CaseRole.SUSPECT))
    page = _register(officer, make)

    shown = officer.get(page)

    assert "MW-2026-044" in shown.text
    assert "Hulst" not in shown.text
    seen = session.exec(select(AuditRecord).where(AuditRecord.case_id == case.id)).all()
    assert {one.action for one in seen} == {"subject:manage"}


def test_an_answer_goes_out_only_with_how_it_was_established_who_asks(
    make: Make, officer: Browser
) -> None:
    page = _register(officer, make)

    assert send(officer, f"{page}/handing-over").status_code == 422
    assert send(officer, f"{page}/handing-over", identity="digid").status_code == 303
    assert send(officer, f"{page}/handing-over", identity="digid").status_code == 422
    assert "beantwoord" in text_of(officer.get(DESK))
    assert page not in officer.get("/").text
