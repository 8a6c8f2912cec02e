"""Pages of mdt.blueprints.procedures."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    HearingProposal,
    Measure,
    MeasureKind,
    Procedure,
    ProcedureKind,
    SeatDomain,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

DAY = timedelta(days=1)


def proceeding(make: Make, case: Case, **columns: Any) -> Procedure:
    values: dict[str, Any] = {"kind": ProcedureKind.FAMILY} | columns
    return make.add(Procedure(case_id=case.id, **values))


def typed(**changed: Any) -> dict[str, Any]:
    return {"kind": "family", "stage": "running", "version": "1"} | changed


@pytest.mark.usefixtures("at_noon")
def test_a_proceeding_is_added_once_and_shown_with_its_court_and_dates(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY, name="Rechtbank Merwestad")
    sem = make.add(CasePerson(case_id=case.id, name="Sem", case_role=CaseRole.CHILD))
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/procedures"
    assert "Er loopt geen procedure" in text_of(browser.get(path))
    for _ in range(2):
        key = "3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1"
        fields = typed(court_id=str(court.id), people=str(sem.id), once=key)
        hearing: dict[str, Any] = {"hearing_day": "2026-02-18", "hearing_time": "10:00"}
        answer = send(browser, path, **fields, **hearing)
        assert answer.status_code == 303

    [found] = session.exec(select(Procedure)).all()
    assert found.court_id == court.id
    for page in (path, f"/cases/{case.id}"):
        words = text_of(browser.get(page))
        for said in ("Gezag en omgang", "Rechtbank Merwestad", "18 feb, 10.00 uur", "Voor Sem"):
            assert said in words


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"kind": ""}, "kind", "Kies wat voor procedure"),
        ({"stage": "hearing_set"}, "hearing_day", "wanneer de zitting is"),
        ({"stage": "decided"}, "decided_on", "op welke dag"),
        ({"hearing_day": "2026-02-18"}, "hearing_time", "Vul ook de tijd in"),
        ({"hearing_day": "2026-03-29", "hearing_time": "02:30"}, "hearing_time", "bestaat niet"),
        ({"hearing_day": "2026-10-25", "hearing_time": "02:30"}, "hearing_fold", "twee keer"),
        ({"decided_on": "2026-02-11"}, "decided_on", "moet nog komen"),
    ],
)
def test_problems_stand_at_their_field_and_nothing_typed_is_lost(
    make: Make, as_person: AsPerson, changed: dict[str, Any], field: str, words: str
) -> None:
    browser = as_person(make.coordinator())
    fields = typed(number="C/10/7") | changed
    answer = send(browser, f"/cases/{make.case().id}/procedures", **fields)

    assert answer.status_code == 422
    assert words in text_of(answer, f"#{field}-problem")
    number = soup(answer).select_one("#number")
    assert number
    assert number["value"] == "C/10/7"


def test_whoever_saves_second_sees_both_texts(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    procedure = proceeding(make, case)
    browser = as_person(make.coordinator())
    path = f"/procedures/{procedure.id}"
    assert browser.get(path).status_code == 200
    assert send(browser, path, **typed(number="C/10/7")).status_code == 303

    answer = send(browser, path, **typed(number="C/10/8"))

    assert answer.status_code == 409
    assert "C/10/8" in text_of(answer, ".is-mine")
    assert "C/10/7" in text_of(answer, ".is-theirs")
    assert session.get_one(Procedure, procedure.id).number == "C/10/7"
    assert send(browser, path, **typed(number="C/10/8", version="2")).status_code == 303


def test_what_is_over_stands_apart_and_can_be_put_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    procedure = proceeding(make, case, number="C/10/7")
    browser = as_person(make.coordinator())
    path = f"/procedures/{procedure.id}/settlement"

    send(browser, path, is_over="1", version="1")
    page = browser.get(f"/cases/{case.id}/procedures")
    assert "C/10/7" in text_of(page, "#running details")
    assert "C/10/7" not in text_of(browser.get(f"/cases/{case.id}"), "#procedures")
    assert send(browser, path, is_over="0", version="1").status_code == 409
    send(browser, path, is_over="0", version="2")
    assert session.get_one(Procedure, procedure.id).settled_at is None


@pytest.mark.usefixtures("at_noon")
def test_a_house_ban_against_a_visit_is_told_on_case_measure_and_procedures(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    rick, sem = (
        make.add(CasePerson(case_id=case.id, name=name, case_role=role))
        for name, role in (("Rick", CaseRole.SUSPECT), ("Sem", CaseRole.CHILD))
    )
    order = proceeding(make, case, hearing_at=NOON + DAY)
    browser = as_person(make.coordinator())
    ban = make.add(
        Measure(
            case_id=case.id,
            kind=MeasureKind.HOUSE_BAN,
            starts_at=NOON,
            ends_at=NOON + 10 * DAY,
        )
    )
    fields: dict[str, Any] = {
        "source_id": str(order.id),
        "kind": "visit",
        "person_id": str(rick.id),
        "other_id": str(sem.id),
    }
    sunday: dict[str, Any] = {"weekday": "6", "opens": "10:00", "closes": "18:00"}
    send(browser, f"/cases/{case.id}/contact-rules", **fields, **sunday)

    places = ("/procedures", "")
    for path in (f"/measures/{ban.id}", *(f"/cases/{case.id}{place}" for place in places)):
        words = text_of(browser.get(path), ".notice-bad")
        assert "Huisverbod: geen contact tussen Rick en Sem" in words
        assert "Gezag en omgang: wel contact" in words
        assert "zo 15 feb, 10.00 uur" in words
    assert "wo 11 feb" in text_of(browser.get(f"/measures/{ban.id}"), "#hearings")


@pytest.mark.usefixtures("at_noon")
def test_what_contradicts_itself_at_any_hour_names_no_hour(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    for name, role in (("Rick", CaseRole.SUSPECT), ("Sem", CaseRole.CHILD)):
        make.add(CasePerson(case_id=case.id, name=name, case_role=role))
    for kind in (MeasureKind.HOUSE_BAN, MeasureKind.CONTACT_ARRANGEMENT):
        make.add(Measure(case_id=case.id, kind=kind, starts_at=NOON - DAY, ends_at=NOON + DAY))

    page = as_person(make.coordinator()).get(f"/cases/{case.id}/procedures")

    words = text_of(page, ".notice-bad")
    assert "Dat is nu al zo." in words
    assert "eerste keer" not in words


def test_one_hearing_is_proposed_answered_and_taken_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY)
    one, other = (proceeding(make, case, court_id=court.id) for _ in range(2))
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/hearing-proposals"
    refused = send(browser, path, chosen=str(one.id))
    assert refused.status_code == 422
    assert "ten minste twee" in text_of(refused, "#chosen-problem")
    assert send(browser, path, chosen=[str(one.id), str(other.id)]).status_code == 303

    [proposal] = session.exec(select(HearingProposal)).all()
    answer = f"/hearing-proposals/{proposal.id}"
    assert send(browser, answer, state="accepted", version="1").status_code == 303
    page = browser.get(f"/cases/{case.id}/procedures")
    assert "De rechtbank doet het" in text_of(page, "#proposals .tag")
    assert send(browser, answer, state="declined", version="1").status_code == 409
    assert send(browser, answer, state="unknown", version="2").status_code == 422
    assert send(browser, answer, state="proposed", version="2").status_code == 303


def test_proceedings_are_for_who_may_see_and_change_them(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    procedure = proceeding(make, case)
    contact = session.get_one(type(make.coordinator()), case.victim_contact_id)
    pages = (f"/cases/{case.id}/procedures", f"/procedures/{procedure.id}")
    for path in pages:
        assert as_person(make.seated(make.convened(case))).get(path).status_code == 200
        assert as_person(contact).get(path).status_code == 200
        assert as_person(make.stranger()).get(path).status_code == 404
    browser = as_person(contact)
    assert "Bewaar" not in text_of(browser.get(pages[1]))
    assert send(browser, pages[1], **typed()).status_code == 404
    assert send(browser, f"{pages[1]}/settlement", is_over="1").status_code == 404
    assert browser.get(f"{pages[0]}/new").status_code == 404
    assert send(browser, pages[0], **typed()).status_code == 404
    assert send(browser, f"/cases/{case.id}/hearing-proposals").status_code == 404


def test_a_closed_case_is_read_and_not_changed(make: Make, as_person: AsPerson) -> None:
    case = make.case(closed_at=NOON)
    procedure = proceeding(make, case)
    browser = as_person(make.coordinator())

    assert "Wat wij weten" in text_of(browser.get(f"/procedures/{procedure.id}"))
    answer = send(browser, f"/procedures/{procedure.id}", **typed(number="C/10/7"))
    assert answer.status_code == 422
    assert "gesloten" in text_of(answer, ".error-summary")
