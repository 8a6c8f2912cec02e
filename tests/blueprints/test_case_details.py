"""Pages of mdt.blueprints.case_details."""

from typing import Any

from sqlmodel import Session

from mdt.models import Case, CasePhase, Person, Regime, Role
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def details(case: Case, **changes: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "alias": case.alias,
        "reference": case.reference,
        "regime": case.regime.value,
    }
    return values | {"version": str(case.version)} | changes


def test_a_case_gets_another_name(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case(alias="Populier")
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/details"
    fields = details(case, alias="Wilg", regime=Regime.WMO_VT.value)

    assert send(browser, path, **fields).location == f"/cases/{case.id}"

    case = session.get_one(Case, case.id)
    assert (case.alias, case.regime) == ("Wilg", Regime.WMO_VT)


def test_a_problem_keeps_what_was_typed_and_the_version_that_was_seen(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case(alias="Populier", version=4)
    answer = send(
        as_person(make.coordinator()),
        f"/cases/{case.id}/details",
        **details(case, alias="Noor!", reference="MW-9", version="3"),
    )
    shown = {str(one["name"]): one["value"] for one in soup(answer).select("form.form input")}
    assert answer.status_code == 422
    assert (shown["alias"], shown["reference"], shown["version"]) == ("Noor!", "MW-9", "3")


def test_a_stale_change_shows_both_texts_and_can_be_saved_after_all(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case(alias="Populier")
    path, stale = f"/cases/{case.id}/details", details(case, alias="Eik")
    petra = as_person(make.person(Role.COORDINATOR, name="Petra Smit"))
    send(petra, path, **details(case, alias="Wilg"))
    browser = as_person(make.coordinator())

    answer = send(browser, path, **stale)

    assert answer.status_code == 409
    assert "Eik" in text_of(answer, ".is-mine")
    assert "Wilg" in text_of(answer, ".is-theirs")
    assert "Petra Smit" in text_of(answer, ".is-theirs")
    assert session.get_one(Case, case.id).alias == "Wilg"

    shown = {str(one["name"]): str(one["value"]) for one in soup(answer).select("form.form input")}
    again = stale | {"alias": shown["alias"], "version": shown["version"]}
    assert send(browser, path, **again).status_code == 303
    assert session.get_one(Case, case.id).alias == "Eik"


def test_the_lead_may_rename_and_the_contact_may_not(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    path = f"/cases/{case.id}/details"
    lead = as_person(session.get_one(Person, case.lead_id))
    contact = as_person(session.get_one(Person, case.victim_contact_id))
    assert lead.get(path).status_code == 200
    assert contact.get(path).status_code == 404
    assert send(contact, path, **details(case, alias="Wilg")).status_code == 404
    assert send(as_person(make.stranger()), path, **details(case)).status_code == 404


def test_a_case_goes_to_another_phase(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    answer = send(browser, f"/cases/{case.id}/phase", phase="herstel", version="1")

    assert answer.status_code == 303
    assert session.get_one(Case, case.id).phase is CasePhase.HERSTEL
    assert "fase: Herstel" in text_of(browser.get(answer.location), ".notices")


def test_a_case_is_not_closed_by_its_phase(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/phase"
    assert "Gesloten" not in text_of(browser.get(path), "form.form")
    answer = send(browser, path, phase="gesloten", version="1")
    assert answer.status_code == 422
    assert "Sluit de zaak" in text_of(answer, "#phase-problem")


def test_a_stale_phase_shows_both(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/phase"
    send(browser, path, phase="herstel", version="1")
    answer = send(browser, path, phase="stabiliseren", version="1")
    assert answer.status_code == 409
    assert "Stabiliseren" in text_of(answer, ".is-mine")
    assert "Herstel" in text_of(answer, ".is-theirs")
    assert session.get_one(Case, case.id).phase is CasePhase.HERSTEL


def test_a_phase_that_was_not_chosen_is_asked_for(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    answer = send(as_person(make.coordinator()), f"/cases/{case.id}/phase", version="1")
    assert answer.status_code == 422
    assert "Kies een fase" in text_of(answer, "#phase-problem")
