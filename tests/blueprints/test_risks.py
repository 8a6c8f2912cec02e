"""Pages of mdt.blueprints.risks."""

from sqlmodel import Session, select

from mdt.models import CasePerson, CaseRole, Person, Risk
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def test_a_risk_is_added_once_for_somebody(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    sem = make.add(CasePerson(case_id=case.id, name="Sem", case_role=CaseRole.CHILD))
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/risks/"
    assert "Nog geen risico's" in text_of(browser.get(path))
    for _ in range(2):
        key = "3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1"
        send(browser, path, name="ontvoering", for_whom_id=str(sem.id), once=key)

    (risk,) = session.exec(select(Risk)).all()
    assert risk.for_whom_id == sem.id
    assert "ontvoering" in text_of(browser.get(path), "#risks")
    assert "Sem" in text_of(browser.get(path), "#risks")
    assert "ontvoering" in text_of(browser.get(f"/cases/{case.id}"), "#risks")


def test_problems_stand_at_their_field(make: Make, as_person: AsPerson) -> None:
    case, other = make.case(), make.case()
    make.risk(case, name="wapen")
    elsewhere = make.add(CasePerson(case_id=other.id, name="Bo", case_role=CaseRole.CHILD))
    sem = make.add(CasePerson(case_id=case.id, name="Sem", case_role=CaseRole.CHILD))
    browser = as_person(make.coordinator())
    for name, for_whom, field, words in (
        ("", "", "name", "Noem het risico"),
        ("Wapen", "", "name", "staat er al"),
        ("mes", elsewhere.id, "for_whom_id", "uit deze zaak"),
        ("mes", case.id, "for_whom_id", "uit deze zaak"),
    ):
        path = f"/cases/{case.id}/risks/"
        answer = send(browser, path, name=name, for_whom_id=str(for_whom))
        assert answer.status_code == 422
        assert words in text_of(answer, f"#{field}-problem")
    assert str(sem.id) in answer.text


def test_a_risk_gets_other_words_and_a_stale_change_shows_both(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    risk = make.risk(case, name="wapen")
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/risks/{risk.id}"
    assert browser.get(path).status_code == 200
    assert send(browser, path, name="jachtmes", version="1").status_code == 303

    answer = send(browser, path, name="mes", version="1")

    assert answer.status_code == 409
    assert "mes" in text_of(answer, ".is-mine")
    assert "jachtmes" in text_of(answer, ".is-theirs")
    assert session.get_one(Risk, risk.id).name == "jachtmes"
    name = soup(answer).select_one("#name")
    assert name
    assert name["value"] == "mes"


def test_a_risk_in_use_is_set_aside_and_put_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    risk = make.risk(case, name="wapen")
    make.action(case, risk_id=risk.id)
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/risks/{risk.id}/activity"

    send(browser, path, is_active="0")
    assert not session.get_one(Risk, risk.id).is_active
    assert "opzij gezet" in text_of(browser.get(f"/cases/{case.id}/risks/"), "#risks")
    assert "wapen" not in text_of(browser.get(f"/cases/{case.id}"), "#risks")

    make.risk(case, name="wapen")
    assert send(browser, path, is_active="1").status_code == 422


def test_risks_are_changed_only_by_who_may(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    risk = make.risk(case)
    contact = session.get_one(Person, case.victim_contact_id)
    for person in (contact, make.seated(make.convened(case)), make.stranger()):
        browser = as_person(person)
        for path in ("", str(risk.id)):
            assert browser.get(f"/cases/{case.id}/risks/{path}").status_code == 404
            assert send(browser, f"/cases/{case.id}/risks/{path}", name="x").status_code == 404
    other = make.case()
    browser = as_person(make.coordinator())
    assert browser.get(f"/cases/{other.id}/risks/{risk.id}").status_code == 404


def test_a_problem_on_a_risk_keeps_its_words(make: Make, as_person: AsPerson) -> None:
    case = make.case(closed_at=NOON)
    risk = make.risk(case, name="wapen")
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/risks/{risk.id}"
    assert send(browser, path, name="", version="1").status_code == 422
    answer = send(browser, path, name="mes", version="1")
    assert answer.status_code == 422
    assert "gesloten" in text_of(answer, ".error-summary")
