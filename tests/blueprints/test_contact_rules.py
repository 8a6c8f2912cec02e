"""Pages of mdt.blueprints.contact_rules."""

from typing import Any

from sqlmodel import Session, select

from mdt.models import Case, CasePerson, CaseRole, ContactRule, Procedure, ProcedureKind
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def typed(make: Make, case: Case, **changed: Any) -> dict[str, Any]:
    order = make.add(Procedure(case_id=case.id, kind=ProcedureKind.FAMILY))
    rick, sem = (
        make.add(CasePerson(case_id=case.id, name=name, case_role=role))
        for name, role in (("Rick", CaseRole.SUSPECT), ("Sem", CaseRole.CHILD))
    )
    return {
        "source_id": str(order.id),
        "kind": "supervised",
        "person_id": str(rick.id),
        "other_id": str(sem.id),
        "weekday": "6",
        "opens": "10:00",
        "closes": "18:00",
        "version": "1",
    } | changed


def test_contact_is_added_once_and_told_in_words(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, browser = make.case(), as_person(make.coordinator())
    fields = typed(make, case, once="3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1")
    assert browser.get(f"/cases/{case.id}/contact-rules/new").status_code == 200
    for _ in range(2):
        answer = send(browser, f"/cases/{case.id}/contact-rules", **fields)
        assert answer.status_code == 303

    assert len(session.exec(select(ContactRule)).all()) == 1
    words = text_of(browser.get(f"/cases/{case.id}/procedures"), "#contact")
    assert "Rick en Sem" in words
    assert "Contact onder begeleiding, elke zondag, 10.00 tot 18.00 uur" in words
    assert "Staat in: Gezag en omgang" in words


def test_problems_stand_at_their_field_and_nothing_typed_is_lost(
    make: Make, as_person: AsPerson
) -> None:
    case, browser = make.case(), as_person(make.coordinator())
    fields = typed(make, case)
    for changed, field, words in (
        ({"source_id": ""}, "source_id", "Kies waar dit in staat"),
        ({"source_id": str(case.id)}, "source_id", "Kies waar dit in staat"),
        ({"kind": ""}, "kind", "Kies wat er over contact"),
        ({"other_id": fields["person_id"]}, "other_id", "twee verschillende mensen"),
        ({"closes": ""}, "opens", "van hoe laat tot hoe laat"),
        ({"from_day": "2026-02-02", "until_day": "2026-02-01"}, "until_day", "laatste dag"),
    ):
        answer = send(browser, f"/cases/{case.id}/contact-rules", **(fields | changed))
        assert answer.status_code == 422
        assert words in text_of(answer, f"#{field}-problem")
        opens = soup(answer).select_one("#opens")
        assert opens
        assert opens["value"] == "10:00"


def test_whoever_saves_second_sees_both_texts(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, browser = make.case(), as_person(make.coordinator())
    fields = typed(make, case)
    send(browser, f"/cases/{case.id}/contact-rules", **fields)
    [rule] = session.exec(select(ContactRule)).all()
    path = f"/contact-rules/{rule.id}"
    assert "Bewaar" in text_of(browser.get(path))
    assert send(browser, path, **(fields | {"closes": "17:00"})).status_code == 303

    answer = send(browser, path, **(fields | {"closes": "16:00"}))

    assert answer.status_code == 409
    assert "16:00" in text_of(answer, ".is-mine")
    assert "17:00" in text_of(answer, ".is-theirs")
    again = fields | {"closes": "16:00", "version": "2"}
    assert send(browser, path, **again).status_code == 303


def test_contact_is_set_aside_put_back_and_changed_only_by_who_may(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, browser = make.case(), as_person(make.coordinator())
    fields = typed(make, case)
    send(browser, f"/cases/{case.id}/contact-rules", **fields)
    [rule] = session.exec(select(ContactRule)).all()
    path = f"/contact-rules/{rule.id}"
    send(browser, f"{path}/activity", is_active="0")
    page = browser.get(f"/cases/{case.id}/procedures")
    assert "opzij gezet" in text_of(page, "#contact")
    send(browser, f"{path}/activity", is_active="1")
    assert session.get_one(ContactRule, rule.id).is_active

    stranger = as_person(make.stranger())
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"/cases/{case.id}/contact-rules/new").status_code == 404
    assert send(stranger, path, **fields).status_code == 404
    assert send(stranger, f"{path}/activity", is_active="0").status_code == 404
    assert send(stranger, f"/cases/{case.id}/contact-rules", **fields).status_code == 404


def test_a_closed_case_takes_no_more(make: Make, as_person: AsPerson) -> None:
    case = make.case(closed_at=NOON)
    browser = as_person(make.coordinator())

    answer = send(browser, f"/cases/{case.id}/contact-rules", **typed(make, case))

    assert answer.status_code == 422
    assert "gesloten" in text_of(answer, ".error-summary")
