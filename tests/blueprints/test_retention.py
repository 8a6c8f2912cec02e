"""Pages of mdt.blueprints.retention."""

from datetime import timedelta

from sqlmodel import Session, select

from mdt.models import Case, Destruction, Role
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, text_of

TODAY = NOON.date()


def _past(make: Make) -> Case:
    return make.case(closed_at=NOON, retain_until=TODAY - timedelta(days=1))


def test_two_people_destroy_a_case_from_their_pages_and_find_the_proof(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = _past(make)
    reference, page = case.reference, f"/cases/{case.id}/destruction"
    coordinator, officer = as_person(make.coordinator()), as_person(make.person(Role.DPO))

    assert reference in text_of(coordinator.get("/retention/"))
    send(coordinator, f"{page}/proposal")
    assert "Bekijk en vernietig" not in text_of(coordinator.get("/retention/"))
    assert "Bekijk en vernietig" in text_of(officer.get("/retention/"))
    assert "Zaken: 1" in text_of(officer.get(page))
    answer = send(officer, page)

    assert answer.status_code == 303
    assert "Bewijs van vernietiging" in text_of(officer.get(answer.location))
    assert session.exec(select(Case).where(Case.reference == reference)).all() == []
    assert officer.get(page).status_code == 404
    assert reference in text_of(coordinator.get("/retention/"), "#destroyed")


def test_of_a_case_that_had_a_wall_only_the_two_who_destroyed_it_know_the_proof(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by, officer = _past(make), make.coordinator(), make.person(Role.DPO)
    walled, reference = make.coordinator(), case.reference
    make.wall(case, walled)
    send(as_person(by), f"/cases/{case.id}/destruction/proposal")
    send(as_person(officer), f"/cases/{case.id}/destruction")
    proof = session.exec(select(Destruction)).one()

    for person, knows in ((by, True), (officer, True), (walled, False)):
        browser = as_person(person)
        assert (reference in browser.get("/retention/").text) is knows
        page = browser.get(f"/retention/destructions/{proof.id}")
        assert page.status_code == (200 if knows else 404)


def test_who_proposed_it_is_told_to_find_another(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = _past(make)
    page = f"/cases/{case.id}/destruction"
    officer = as_person(make.person(Role.DPO))
    send(officer, f"{page}/proposal")

    refused = send(officer, page)

    assert refused.status_code == 422
    assert "Een ander moet akkoord geven" in text_of(refused, ".error-summary")
    assert session.get(Case, case.id)
    send(officer, f"{page}/withdrawal")
    assert "Stel vernietiging voor" in text_of(officer.get("/retention/"))


def test_a_case_is_kept_longer_for_a_reason_and_a_wrong_day_keeps_what_was_typed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = _past(make)
    page, browser = f"/cases/{case.id}/retention", as_person(make.coordinator())
    until = TODAY + timedelta(days=200)

    early = send(browser, page, until=TODAY.isoformat(), reason="er loopt beroep")
    empty = send(browser, page, until="", reason="er loopt beroep")
    done = send(browser, page, until=until.isoformat(), reason="er loopt beroep")

    for answer in (early, empty):
        assert answer.status_code == 422
        assert "er loopt beroep" in answer.text
    assert done.status_code == 303
    session.refresh(case)
    assert case.retain_until == until
    assert "Niets over de termijn" in text_of(browser.get("/retention/"))


def test_nothing_is_proposed_for_a_case_within_its_term(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser = as_person(make.coordinator())

    send(browser, f"/cases/{case.id}/destruction/proposal")

    assert "nog niet voorbij" in text_of(browser.get("/retention/"))
    assert send(browser, f"/cases/{case.id}/destruction").status_code == 422
    assert session.exec(select(Destruction)).all() == []


def test_a_stranger_a_chair_and_whoever_is_walled_find_nothing(
    make: Make, as_person: AsPerson
) -> None:
    case, officer = _past(make), make.person(Role.DPO)
    make.wall(case, officer)
    elsewhere = make.person(Role.DPO, make.organisation(region_id=make.another_region().id))

    for person in (elsewhere, officer, make.person(Role.CHAIR)):
        browser = as_person(person)
        for path in (f"/cases/{case.id}/destruction", f"/cases/{case.id}/retention"):
            assert browser.get(path).status_code == 404
            assert send(browser, path).status_code == 404
        assert send(browser, f"/cases/{case.id}/destruction/proposal").status_code == 404
    assert case.reference not in as_person(officer).get("/retention/").text
