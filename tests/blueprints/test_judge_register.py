"""Pages of mdt.blueprints.judge_register: a judge, a reference, and yes or no."""

from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import (
    AuditRecord,
    Case,
    JudgeBar,
    JudgeMode,
    Membership,
    Person,
    Role,
    SeatDomain,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

PAGE = "/judge-register"
NOTHING = "Niets gevonden"


@pytest.fixture
def case(make: Make) -> Case:
    return make.case(alias="Zilverberk", reference="MW-2026-014")


@pytest.fixture
def judge(make: Make, case: Case) -> Person:
    """Return a judge who sat at the table of the case."""
    found, mode = make.person(Role.JUDGE), JudgeMode.NIET_ZITTEND
    make.add(JudgeBar(case_id=case.id, person_id=found.id, mode=mode, since=NOON))
    return found


def ask(browser: Browser, judge: Person, reference: str) -> str:
    """Return what the register says."""
    return text_of(send(browser, PAGE, person_id=str(judge.id), reference=reference), ".notice")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DPO])
def test_whoever_may_ask_finds_the_register_in_the_menu(
    make: Make, as_person: AsPerson, role: Role
) -> None:
    browser = as_person(make.person(role))
    page = soup(browser.get("/"))

    [place] = [link for link in page.select("nav a, #meer a") if link["href"] == PAGE]
    assert place.text.strip().startswith("Register van rechters")
    current = soup(browser.get(PAGE)).select("[aria-current=page]")
    assert [link["href"] for link in current] == [PAGE]


def test_nobody_else_finds_it_or_may_ask(make: Make, as_person: AsPerson, judge: Person) -> None:
    for nobody in (judge, make.person(), make.person(Role.ADMINISTRATOR)):
        browser = as_person(nobody)
        assert f'href="{PAGE}"' not in browser.get("/").text
        assert browser.get(PAGE).status_code == 404
        asked = send(browser, PAGE, person_id=str(judge.id), reference="MW-2026-014")
        assert asked.status_code == 404


def test_it_says_no_since_when_and_nothing_of_the_case(
    session: Session, make: Make, as_person: AsPerson, judge: Person, case: Case
) -> None:
    samira = as_person(make.coordinator())

    said = ask(samira, judge, case.reference)

    assert "Niet sinds di 10 feb" in said
    page = send(samira, PAGE, person_id=str(judge.id), reference=case.reference)
    assert "Zilverberk" not in page.text
    rows = session.exec(select(AuditRecord).where(AuditRecord.action == "bar:ask")).all()
    assert {row.case_id for row in rows} == {case.id}


def test_what_nobody_knows_and_what_bars_nobody_are_answered_alike(
    make: Make, as_person: AsPerson, judge: Person
) -> None:
    samira = as_person(make.coordinator())
    free = make.case(reference="MW-2026-015")

    said = {ask(samira, judge, one) for one in (free.reference, "MW-2026-999")}
    said.add(ask(samira, make.person(Role.JUDGE), "MW-2026-014"))

    assert len(said) == 1
    assert NOTHING in said.pop()


@pytest.mark.parametrize("typed", ["mw-2026-014", " MW-2026-014 ", "Mw-2026-014"])
def test_capitals_and_spaces_do_not_hide_a_bar(
    make: Make, as_person: AsPerson, judge: Person, typed: str
) -> None:
    assert "Niet sinds" in ask(as_person(make.coordinator()), judge, typed)


def test_somebody_asks_where_they_may_ask_and_nowhere_else(
    make: Make, as_person: AsPerson, judge: Person
) -> None:
    elsewhere = make.another_region()
    desk = make.organisation(SeatDomain.PROCESS, region_id=elsewhere.id)
    coordinator = make.person(Role.COORDINATOR, desk)
    assert NOTHING in ask(as_person(coordinator), judge, "MW-2026-014")

    at_school = Membership(
        person_id=coordinator.id,
        organisation_id=make.organisation(SeatDomain.SCHOOL).id,
        role=Role.PROFESSIONAL,
        from_at=NOON,
    )
    make.add(at_school)

    assert NOTHING in ask(as_person(coordinator), judge, "MW-2026-014")


def test_of_a_case_that_is_shut_to_whoever_asks_nothing_is_known(
    session: Session, make: Make, as_person: AsPerson, judge: Person, case: Case
) -> None:
    samira = make.coordinator()
    browser = as_person(samira)
    before = ask(browser, judge, "MW-2026-999")
    make.wall(case, samira)

    assert ask(browser, judge, case.reference) == before
    rows = session.exec(select(AuditRecord).where(AuditRecord.action == "bar:ask")).all()
    assert {row.case_id for row in rows} == {None}


def test_an_empty_question_says_what_is_missing_and_a_half_one_keeps_what_was_typed(
    make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.coordinator())
    empty: dict[str, Any] = {"person_id": "", "reference": ""}
    page = send(browser, PAGE, **empty)
    assert page.status_code == 422
    assert "Kies een rechter." in text_of(page)
    assert "Vul het kenmerk van de zaak in" in text_of(page)

    half = send(browser, PAGE, **(empty | {"reference": "MW-2026-014"}))

    assert half.status_code == 422
    assert 'value="MW-2026-014"' in half.text
