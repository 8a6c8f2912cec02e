"""The page of who looked at one case, in mdt.blueprints.audit."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.audit import onlookers
from mdt.models import AuditRecord, Case, Person, Role, SeatDomain
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup, text_of


@pytest.fixture
def lead(make: Make) -> Person:
    return make.person(Role.PROFESSIONAL, name="Dennis")


@pytest.fixture
def case(make: Make, lead: Person) -> Case:
    return make.case(alias="Populier", reference="MW-2026-014", lead_id=lead.id)


@pytest.fixture
def path(case: Case) -> str:
    return f"/audit/cases/{case.id}"


def leave(
    make: Make, case: Case, who: Person | None, *, minute: int = 0, **columns: object
) -> None:
    values: dict[str, Any] = {
        "at": NOON + timedelta(minutes=minute),
        "actor_id": who.id if who else None,
        "roles": "professional",
        "action": "plan:view",
        "ground": "aan tafel",
        "case_id": case.id,
    }
    make.add(AuditRecord(**(values | columns)))


def test_the_lead_reads_who_in_what_role_and_seat_when_what_and_why(
    make: Make, as_person: AsPerson, case: Case, lead: Person, path: str
) -> None:
    noor = make.person(Role.PROFESSIONAL, name="Noor")
    make.seated(make.convened(case), noor, domain=SeatDomain.SHELTER)
    leave(make, case, noor)
    browser = as_person(lead)

    table = text_of(browser.get(path), "table")

    what = ("stoel", "13.00", "veiligheidsplan bekijken", "aan tafel")
    for words in ("Noor", "Professional", *what):
        assert words in table
    assert f'href="{path}"' in browser.get(f"/cases/{case.id}").text


def test_the_officer_reads_it_without_the_name_of_the_case(
    make: Make, as_person: AsPerson, case: Case, lead: Person, path: str
) -> None:
    leave(make, case, lead)
    officer = as_person(make.person(Role.DPO))

    page = officer.get(path)

    assert "Dennis" in text_of(page, "table")
    assert "MW-2026-014" in page.text
    assert "Populier" not in page.text
    assert f'href="{path}"' in officer.get(f"/audit/?case={case.id}").text


def test_that_it_was_looked_at_stands_in_it(
    session: Session, make: Make, as_person: AsPerson, case: Case, path: str
) -> None:
    officer = make.person(Role.DPO, name="Hanneke")
    browser = as_person(officer)
    browser.get(path)

    assert "bekijken wie meekeek" in text_of(browser.get(path), "table")
    rows = session.exec(select(AuditRecord).where(AuditRecord.action == "audit:case")).all()
    assert {row.case_id for row in rows} == {case.id}


def test_who_tried_and_might_not_is_shown_as_refused(
    make: Make, as_person: AsPerson, lead: Person, case: Case, path: str
) -> None:
    curious = make.person(Role.PROFESSIONAL, name="Nieuwsgierig Aagje")
    assert as_person(curious).get(f"/cases/{case.id}").status_code == 404

    table = text_of(as_person(lead).get(path), "table")

    assert "Nieuwsgierig Aagje" in table
    assert "geweigerd" in table


def test_one_person_is_looked_at_alone(
    make: Make, as_person: AsPerson, lead: Person, case: Case, path: str
) -> None:
    noor, mark = make.person(name="Noor"), make.person(name="Mark")
    leave(make, case, noor)
    leave(make, case, mark)
    browser = as_person(lead)

    page = browser.get(path, query_string={"person": str(mark.id)})

    assert "Mark" in text_of(page, "table")
    assert "Noor" not in text_of(page, "table")
    assert soup(page).select_one(f"option[selected][value='{mark.id}']")
    assert "Nog niemand" in browser.get(path, query_string={"person": str(uuid4())}).text
    assert "Noor" in text_of(browser.get(path, query_string={"person": "geen sleutel"}), "table")


def test_what_was_opened_in_one_minute_is_one_look(
    session: Session, make: Make, lead: Person, case: Case
) -> None:
    for action, minute in (("case:view", 0), ("plan:view", 0), ("plan:view", 0), ("plan:view", 1)):
        leave(make, case, lead, action=action, minute=minute)
    leave(make, case, None, action="plan:view", minute=1)

    looks = onlookers.page(session, case).looks

    assert [(one.who, [action for action, _ in one.parts]) for one in looks] == [
        (None, ["plan:view"]),
        ("Dennis", ["plan:view"]),
        ("Dennis", ["case:view", "plan:view"]),
    ]


def test_older_looks_stand_on_a_next_page_that_keeps_the_person(
    monkeypatch: pytest.MonkeyPatch, make: Make, as_person: AsPerson, lead: Person, case: Case
) -> None:
    path = f"/audit/cases/{case.id}"
    monkeypatch.setattr(onlookers, "PAGE_SIZE", 2)
    for minute in range(3):
        leave(make, case, lead, minute=minute)
    browser = as_person(lead)

    first = soup(browser.get(path, query_string={"person": str(lead.id)}))
    [older] = first.select("a[rel=next]")
    second = browser.get(str(older["href"]))

    assert f"person={lead.id}" in str(older["href"])
    assert len(soup(second).select("tbody tr")) == 1
    assert "Nieuwste" in second.text


def test_looks_at_another_case_are_not_shown(
    make: Make, as_person: AsPerson, lead: Person, path: str
) -> None:
    leave(make, make.case(), make.person(name="Noor"))

    assert "Noor" not in as_person(lead).get(path).text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.CHAIR, Role.PROFESSIONAL])
def test_others_find_nothing_here(make: Make, as_person: AsPerson, path: str, role: Role) -> None:
    assert as_person(make.person(role)).get(path).status_code == 404


def test_strangers_and_officers_behind_the_wall_find_nothing_here(
    make: Make, as_person: AsPerson, case: Case, path: str
) -> None:
    officer = make.person(Role.DPO)
    make.wall(case, officer)

    for person in (officer, make.stranger()):
        answer = as_person(person).get(path)
        unknown = as_person(person).get(f"/audit/cases/{UUID(int=7)}")
        assert answer.status_code == 404
        assert answer.text == unknown.text


def test_whoever_is_not_signed_in_is_asked_to(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 303
