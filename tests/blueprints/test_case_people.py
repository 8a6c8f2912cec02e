"""Pages of mdt.blueprints.case_people."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from mdt.models import Case, CasePerson, CaseRole, LegalStatus
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

NOOR: dict[str, Any] = {
    "name": "Noor van Dalen",
    "case_role": "victim",
    "legal_status": "victim",
    "relation": "moeder van Sem",
    "born_on": "1991-05-04",
}


def noor(make: Make, case: Case) -> CasePerson:
    return make.add(CasePerson(case_id=case.id, name="Noor", case_role=CaseRole.VICTIM))


def test_someone_is_put_in_the_case_once(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    for _ in range(2):
        key = "3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1"
        answer = send(browser, f"/cases/{case.id}/people/", **NOOR, once=key)

    (person,) = session.exec(select(CasePerson)).all()
    assert (person.born_on, person.legal_status) == (date(1991, 5, 4), LegalStatus.VICTIM)
    assert answer.location == f"/cases/{case.id}#people"
    shown = text_of(browser.get(f"/cases/{case.id}"), "#people")
    for words in ("Noor van Dalen", "moeder van Sem", "34 jaar", "status: slachtoffer"):
        assert words in shown


def test_nothing_typed_is_lost_when_something_is_wrong(make: Make, as_person: AsPerson) -> None:
    case = make.case(alias="Dalen")
    browser = as_person(make.coordinator())
    for changes, field, words in (
        ({"name": ""}, "name", "Vul een naam in"),
        ({"case_role": ""}, "case_role", "Kies wie dit is"),
        ({"born_on": "gisteren"}, "born_on", "Vul een datum in"),
        ({"born_on": "2031-01-01", "name": "Noor"}, "born_on", "kan niet kloppen"),
        ({}, "name", "Geef de zaak eerst een andere naam"),
    ):
        answer = send(browser, f"/cases/{case.id}/people/", **NOOR | changes)
        assert answer.status_code == 422
        assert words in text_of(answer, f"#{field}-problem")
        relation = soup(answer).select_one("#relation")
        assert relation
        assert relation["value"] == "moeder van Sem"


def test_what_is_known_changes(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    person = noor(make, case)
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/people/{person.id}"
    assert browser.get(path).status_code == 200
    assert send(browser, path, **NOOR, version="1").status_code == 303
    assert session.get_one(CasePerson, person.id).relation == "moeder van Sem"


def test_a_stale_change_shows_both_and_loses_neither(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    person = noor(make, case)
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/people/{person.id}"
    send(browser, path, **NOOR, version="1")

    mine = NOOR | {"relation": "ex-partner van Rick"}
    answer = send(browser, path, **mine, version="1")

    assert answer.status_code == 409
    assert "ex-partner van Rick" in text_of(answer, ".is-mine")
    assert "moeder van Sem" in text_of(answer, ".is-theirs")
    assert "Naam" not in text_of(answer, ".is-theirs")
    assert session.get_one(CasePerson, person.id).relation == "moeder van Sem"
    assert send(browser, path, **mine, version="2").status_code == 303
    assert session.get_one(CasePerson, person.id).relation == "ex-partner van Rick"


def test_someone_is_set_aside_and_put_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    person = noor(make, case)
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/people/{person.id}/activity"

    send(browser, path, is_active="0")
    assert not session.get_one(CasePerson, person.id).is_active
    assert "1 mens opzij gezet" in text_of(browser.get(f"/cases/{case.id}"), "#people details")

    send(browser, path, is_active="1")
    assert session.get_one(CasePerson, person.id).is_active


def test_people_are_changed_only_by_who_may(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    person = noor(make, case)
    for stranger in (make.seated(make.convened(case)), make.stranger()):
        browser = as_person(stranger)
        for path in ("new", str(person.id)):
            assert browser.get(f"/cases/{case.id}/people/{path}").status_code == 404
        for path in ("", str(person.id), f"{person.id}/activity"):
            answer = send(browser, f"/cases/{case.id}/people/{path}", **NOOR)
            assert answer.status_code == 404
    assert session.get_one(CasePerson, person.id).name == "Noor"


def test_someone_is_found_in_their_own_case_only(make: Make, as_person: AsPerson) -> None:
    case, other = make.case(), make.case()
    person = noor(make, other)
    browser = as_person(make.coordinator())
    assert browser.get(f"/cases/{case.id}/people/{person.id}").status_code == 404


def test_nobody_is_put_in_a_closed_case(make: Make, as_person: AsPerson) -> None:
    case = make.case(closed_at=NOON)
    person = noor(make, case)
    browser = as_person(make.coordinator())
    answer = send(browser, f"/cases/{case.id}/people/", **NOOR)
    assert answer.status_code == 422
    assert "gesloten" in text_of(answer, ".error-summary")
    path = f"/cases/{case.id}/people/{person.id}/activity"
    assert send(browser, path, is_active="0").status_code == 422
