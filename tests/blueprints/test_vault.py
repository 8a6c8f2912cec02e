"""Pages of mdt.blueprints.vault."""

from typing import Any

import pytest
from sqlmodel import Session, select

from mdt import clock
from mdt.identity import sessions
from mdt.models import (
    AuditRecord,
    Case,
    Organisation,
    Person,
    SealedField,
    SealedReading,
    SealedValue,
    WebSession,
)
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.vault.sealed import ADDRESS, kept_sealed, somebody

TYPED = {
    "kind": "address",
    "label": "Locatie 7",
    "street": "Kwartelpad 12b",
    "postcode": "9876 ZX",
    "town": "Oosterwolde",
}


@pytest.fixture
def shelter(make: Make) -> Organisation:
    return make.organisation(name="De Haven")


@pytest.fixture
def lotte(make: Make, shelter: Organisation) -> Person:
    return make.person(name="Lotte Maes", organisation=shelter)


@pytest.fixture
def case(make: Make, lotte: Person) -> Case:
    return make.case(victim_contact_id=lotte.id)


@pytest.fixture
def value(make: Make, case: Case, lotte: Person, shelter: Organisation) -> SealedValue:
    return kept_sealed(make, case, by=lotte, holder_organisation_id=shelter.id)


def _pages(value: SealedValue) -> tuple[str, str]:
    page = f"/cases/{value.case_id}/sealed/{value.id}"
    return page, f"{page}/readings"


def test_who_keeps_it_seals_it_and_others_see_a_neutral_name(
    session: Session, make: Make, as_person: AsPerson, case: Case, lotte: Person
) -> None:
    person, samira, shelter = somebody(make, case), make.coordinator(), make.organisation_of(lotte)
    browser = as_person(lotte)
    form: dict[str, Any] = dict(TYPED)
    page = f"/cases/{case.id}/people/{person.id}/sealed/new"
    assert page in browser.get(f"/cases/{case.id}").text
    assert f"organisation:{shelter}" in browser.get(page).text

    answer = send(
        browser,
        f"/cases/{case.id}/people/{person.id}/sealed",
        **form,
        holder=f"organisation:{shelter}",
    )

    assert answer.status_code == 303
    value = session.exec(select(SealedValue)).one()
    others = as_person(samira).get(f"/cases/{case.id}")
    assert "Locatie 7 via De Haven" in text_of(others, "#people")
    assert str(value.id) not in others.text, "no way to open it"
    assert str(value.id) in browser.get(f"/cases/{case.id}").text
    for plain in ("Kwartelpad", "9876", "Oosterwolde"):
        assert plain not in others.text


def test_a_source_is_seen_by_who_keeps_it_and_the_case_lead_and_is_shielded_to_others(
    session: Session, make: Make, as_person: AsPerson, shelter: Organisation
) -> None:
    lead, samira = make.person(), make.coordinator()
    lotte, colleague = (make.person(organisation=shelter) for _ in range(2))
    case = make.case(victim_contact_id=lotte.id, lead_id=lead.id)
    page = f"/cases/{case.id}/people/{somebody(make, case).id}/sealed"
    form: dict[str, Any] = {"kind": "source", "label": "Locatie 1"}
    holder = f"organisation:{shelter.id}"

    nameless = send(as_person(lotte), page, **form, holder=holder, note="Zij belde zelf.")
    named = send(as_person(lotte), page, **form, holder=holder, source="Eline van Dalen")

    assert nameless.status_code == 422
    assert "naam van de bron" in text_of(nameless, "#source-problem")
    assert named.status_code == 303
    value = session.exec(select(SealedValue)).one()
    for who, may in ((lotte, True), (lead, True), (samira, False)):
        shown = as_person(who).get(f"/cases/{case.id}")
        assert "Bron afgeschermd" in text_of(shown, "#people")
        assert "Eline" not in shown.text
        assert (str(value.id) in shown.text) is may
        opened = send(as_person(who), _pages(value)[1], reason="om haar te bellen")
        assert ("Eline van Dalen" in opened.text) is may
        assert opened.status_code == (200 if may else 404)
    assert "De Haven" not in text_of(as_person(samira).get(f"/cases/{case.id}"), "#people")
    assert as_person(colleague).get(_pages(value)[0]).status_code == 404, "not of this case"


def test_an_address_stays_shut_to_the_case_lead(
    make: Make, as_person: AsPerson, shelter: Organisation
) -> None:
    lead, lotte = make.person(), make.person(organisation=shelter)
    case = make.case(victim_contact_id=lotte.id, lead_id=lead.id)
    value = kept_sealed(make, case, by=lotte, holder_organisation_id=shelter.id)

    assert as_person(lead).get(_pages(value)[0]).status_code == 404


def test_it_opens_with_a_reason_once_and_covers_itself(
    session: Session, as_person: AsPerson, lotte: Person, value: SealedValue
) -> None:
    page, opening = _pages(value)
    browser = as_person(lotte)
    covered = browser.get(page)
    assert "Kwartelpad" not in covered.text

    answer = send(browser, opening, reason="aangifte aan huis")

    assert "Kwartelpad 12b" in text_of(answer, "#said")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Refresh"].endswith(f"url={page}")
    again = browser.get(page)
    assert "Kwartelpad" not in again.text
    assert "aangifte aan huis" in text_of(again, "#readings")
    assert session.exec(select(SealedReading)).one().person_id == lotte.id
    audited = select(AuditRecord).where(
        AuditRecord.action == "vault:open", AuditRecord.subject_id == value.id
    )
    assert {row.actor_id for row in session.exec(audited)} == {lotte.id}


def test_it_opens_only_for_whoever_proved_just_now_who_they_are_and_keeps_the_reason(
    session: Session, as_person: AsPerson, lotte: Person, value: SealedValue
) -> None:
    page, opening = _pages(value)
    browser = as_person(lotte)
    assert "/profile/fresh/" not in browser.get(page).text
    for row in session.exec(select(WebSession).where(WebSession.person_id == lotte.id)):
        row.proven_at = clock.now() - sessions.PROOF_LASTS
    session.commit()

    answer = send(browser, opening, reason="aangifte aan huis")

    assert answer.status_code == 422
    assert "Kwartelpad" not in answer.text
    assert 'value="aangifte aan huis"' in answer.text
    assert f"/profile/fresh/?next={page}" in browser.get(page).text
    assert session.exec(select(SealedReading)).all() == []


@pytest.mark.parametrize("reason", ["", "  ", "nu"])
def test_without_a_reason_it_stays_shut(
    session: Session, as_person: AsPerson, lotte: Person, value: SealedValue, reason: str
) -> None:
    answer = send(as_person(lotte), _pages(value)[1], reason=reason)

    assert answer.status_code == 422
    assert "Kwartelpad" not in answer.text
    assert session.exec(select(SealedReading)).all() == []


def test_a_broken_seal_is_said_and_shows_nothing(
    session: Session, as_person: AsPerson, lotte: Person, value: SealedValue
) -> None:
    for row in session.exec(select(SealedField)):
        row.sealed = row.sealed[::-1]
        session.add(row)

    answer = send(as_person(lotte), _pages(value)[1], reason="aangifte aan huis")

    assert answer.status_code == 422
    assert "De kluis is dicht" in text_of(answer, ".error-summary")


def test_whoever_does_not_keep_it_finds_nothing_there(
    session: Session, make: Make, as_person: AsPerson, case: Case, value: SealedValue
) -> None:
    page, opening = _pages(value)
    lead, form = session.get_one(Person, case.lead_id), dict[str, Any](TYPED)

    for person in (lead, make.coordinator(), make.person()):
        browser = as_person(person)
        assert browser.get(page).status_code == 404
        assert browser.get(f"{page}/terms").status_code == 404
        assert send(browser, opening, reason="aangifte aan huis").status_code == 404
        assert send(browser, page, **form).status_code == 404
        assert send(browser, f"{page}/activity", is_active="0").status_code == 404


def test_signed_out_it_asks_to_sign_in(app: Any, session: Session, value: SealedValue) -> None:
    session.commit()

    assert app.test_client().get(_pages(value)[0]).status_code == 303


def test_in_the_address_of_another_case_it_is_not_there(
    make: Make, as_person: AsPerson, lotte: Person, value: SealedValue
) -> None:
    other = make.case(victim_contact_id=lotte.id)

    answer = as_person(lotte).get(f"/cases/{other.id}/sealed/{value.id}")

    assert answer.status_code == 404


def test_what_was_typed_stays_when_the_name_tells_it(
    make: Make, as_person: AsPerson, case: Case, lotte: Person
) -> None:
    person = somebody(make, case)
    form: dict[str, Any] = TYPED | {"label": "Oosterwolde", "holder": f"person:{lotte.id}"}

    answer = send(as_person(lotte), f"/cases/{case.id}/people/{person.id}/sealed", **form)

    assert answer.status_code == 422
    assert "verklapt" in text_of(answer, ".error-summary")
    assert soup(answer).select_one("input[value='Kwartelpad 12b']")


def test_somebody_elses_organisation_cannot_be_made_to_keep_it(
    make: Make, as_person: AsPerson, case: Case, lotte: Person
) -> None:
    person, other = somebody(make, case), make.organisation()
    form: dict[str, Any] = TYPED | {"holder": f"organisation:{other.id}"}

    answer = send(as_person(lotte), f"/cases/{case.id}/people/{person.id}/sealed", **form)

    assert answer.status_code == 422


def test_a_change_is_typed_anew_and_a_stale_one_shows_both(
    as_person: AsPerson, lotte: Person, shelter: Organisation, value: SealedValue
) -> None:
    browser, page = as_person(lotte), _pages(value)[0]
    assert "Kwartelpad" not in browser.get(f"{page}/terms").text
    form: dict[str, Any] = TYPED | {"holder": f"organisation:{shelter.id}", "street": ""}

    first = send(browser, page, **form | {"town": "Emmen", "label": "Locatie 8"}, version="1")
    second = send(browser, page, **form | {"label": "Locatie 9"}, version="1")

    assert (first.status_code, second.status_code) == (303, 409)
    assert "Locatie 8" in text_of(second, ".conflict, .both, main")
    assert "Emmen" not in second.text
    opened = send(browser, _pages(value)[1], reason="aangifte aan huis")
    assert "Emmen" in text_of(opened, "#said")


def test_set_aside_it_leaves_the_case_and_can_come_back(
    make: Make, as_person: AsPerson, lotte: Person, value: SealedValue
) -> None:
    browser, page, samira = as_person(lotte), _pages(value)[0], as_person(make.coordinator())

    send(browser, f"{page}/activity", is_active="0")
    assert "Locatie 7" not in samira.get(f"/cases/{value.case_id}").text
    send(browser, f"{page}/activity", is_active="1")

    assert "Locatie 7" in samira.get(f"/cases/{value.case_id}").text


def test_what_is_sealed_is_in_no_page_but_the_opened_one(
    as_person: AsPerson, lotte: Person, value: SealedValue
) -> None:
    browser = as_person(lotte)
    place = f"/cases/{value.case_id}"

    for page in (
        place,
        f"{place}/history",
        f"{place}/plan",
        "/",
        "/audit/",
        "/search?q=Kwartelpad",
    ):
        text = browser.get(page).text.lower()
        assert not [plain for plain in ADDRESS.values() if plain.lower() in text], page
