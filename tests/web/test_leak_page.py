"""What mdt.web.leak_page gives back, whatever form it came from."""

import pytest
from sqlmodel import Session, select

from mdt.models import AuditRecord, Case, Person, Risk
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.vault.sealed import kept_sealed

LEAK = "Hij weet van het Kwartelpad 12b. Zij zit in Oosterwolde."


@pytest.fixture
def lotte(make: Make) -> Person:
    return make.person()


@pytest.fixture
def case(make: Make, lotte: Person) -> Case:
    found = make.case(victim_contact_id=lotte.id)
    kept_sealed(make, found, by=lotte)
    return found


def test_the_text_comes_back_with_the_number_of_places_and_is_not_stored(
    session: Session, make: Make, as_person: AsPerson, case: Case
) -> None:
    answer = send(as_person(make.coordinator()), f"/cases/{case.id}/risks/", name=LEAK)

    assert answer.status_code == 422
    assert "op 2 plekken" in text_of(answer, "main")
    [own] = soup(answer).select("textarea[name=name]")
    assert LEAK in own.text
    assert session.exec(select(Risk)).all() == []


def test_one_click_stores_the_copy_without_it(
    session: Session, make: Make, as_person: AsPerson, case: Case
) -> None:
    browser = as_person(make.coordinator())
    answer = send(browser, f"/cases/{case.id}/risks/", name=LEAK)
    form = soup(answer).select_one("form")
    assert form
    fields = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input[name]")
        if one["name"] != "csrf_token"
    }

    stored = send(browser, str(form["action"]), **fields)  # type: ignore[arg-type]

    assert stored.status_code == 303
    risk = session.exec(select(Risk)).one()
    assert risk.name == "Hij weet van het [weggelaten]. Zij zit in [weggelaten]."


def test_each_try_stands_in_the_trail_without_a_word_of_it(
    session: Session, make: Make, as_person: AsPerson, case: Case
) -> None:
    samira = make.coordinator()

    send(as_person(samira), f"/cases/{case.id}/risks/", name=LEAK)

    tried = select(AuditRecord).where(AuditRecord.action == "vault:leak")
    row = session.exec(tried).one()
    assert (row.actor_id, row.case_id, row.allowed) == (samira.id, case.id, False)


def test_whoever_may_not_see_the_people_learns_no_number_and_gets_no_copy(
    session: Session, make: Make, as_person: AsPerson, case: Case
) -> None:
    owner = make.person()
    action = make.action(case, owner)

    answer = send(
        as_person(owner), f"/actions/{action.id}/state", state="busy", remark=LEAK, version="1"
    )

    assert answer.status_code == 422
    said = text_of(answer, "main")
    assert "staat een afgeschermd gegeven" in said
    assert "op 1 plek" not in said
    assert "op 2 plekken" not in said
    assert "[weggelaten]" not in answer.text
    assert len(soup(answer).select("form[method=post]")) == 1
    session.refresh(action)
    assert action.remark != LEAK


def test_htmx_gets_the_whole_page(make: Make, as_person: AsPerson, case: Case) -> None:
    browser = as_person(make.coordinator())

    answer = send(browser, f"/cases/{case.id}/risks/", htmx=True, name=LEAK)

    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "body"


def test_a_second_click_after_it_is_taken_as_the_first(
    session: Session, make: Make, as_person: AsPerson, case: Case
) -> None:
    browser, once = as_person(make.coordinator()), "1f0c8a52-9d4e-4f63-8a57-0a8f3a8b7c11"
    page = f"/cases/{case.id}/risks/"

    first = send(browser, page, name=LEAK, once=once)
    second = send(browser, page, name="Wapen in huis", once=once)

    assert (first.status_code, second.status_code) == (422, 303)
    assert [risk.name for risk in session.exec(select(Risk))] == ["Wapen in huis"]
