"""Pages of mdt.blueprints.cases."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import events
from mdt.models import (
    AuditRecord,
    Case,
    CasePerson,
    CaseRole,
    ConferenceState,
    Membership,
    Note,
    NoteKind,
    Person,
    Regime,
    Region,
    Role,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.queries import counted


def full_case(make: Make) -> Case:
    """Return a case with something in each of its sections."""
    case = make.case(alias="Populier", reference="MW-2026-014")
    make.add(CasePerson(case_id=case.id, name="Noor van Dalen", case_role=CaseRole.VICTIM))
    make.action(case, risk_id=make.risk(case, name="jachtmes in huis").id)
    held = make.convened(case, state=ConferenceState.HELD, held_at=NOON, starts_at=NOON)
    make.add(
        Note(
            item_id=held.items[0].id,
            case_id=case.id,
            kind=NoteKind.DECISION,
            text="Het huisverbod wordt verlengd.",
            author_id=make.coordinator().id,
            at=NOON,
        )
    )
    events.record(
        make.session, events.CaseOpened(at=NOON, actor_id=make.coordinator().id, case_id=case.id)
    )
    return case


SECTIONS = ("facts", "people", "risks", "incidents", "plan", "minutes", "conferences", "story")


def test_a_coordinator_sees_every_section(make: Make, as_person: AsPerson) -> None:
    case = full_case(make)
    page = as_person(make.coordinator()).get(f"/cases/{case.id}")

    assert page.status_code == 200
    for section in SECTIONS:
        assert soup(page).select_one(f"#{section}"), section
    for words in ("Zaak Populier", "MW-2026-014", "Noor van Dalen", "jachtmes", "huisverbod"):
        assert words in text_of(page)


def test_each_section_leaves_its_own_audit_row(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, samira = full_case(make), make.coordinator()
    as_person(samira).get(f"/cases/{case.id}")

    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert {row.action for row in rows if row.case_id == case.id} == {
        *("case:view", "persons:view", "risks:view", "procedures:view"),
        *("plan:view", "minutes:view", "case:history", "incidents:view"),
    }


def test_the_title_names_no_case(make: Make, as_person: AsPerson) -> None:
    case = full_case(make)
    browser = as_person(make.coordinator())
    for path in (
        "",
        "/history",
        "/details",
        "/phase",
        "/hand-over",
        "/closure",
        "/incidents",
        "/incidents/new",
        "/risks/",
        "/procedures",
    ):
        page = browser.get(f"/cases/{case.id}{path}")
        assert page.status_code == 200
        title = soup(page).select_one("title")
        assert title
        assert "Populier" not in title.text
        assert "MW-2026" not in title.text


def test_who_sits_at_the_table_sees_the_case_and_changes_nothing_of_it(
    make: Make, as_person: AsPerson
) -> None:
    case = full_case(make)
    seated = make.seated(make.convened(case))
    browser = as_person(seated)
    page = browser.get(f"/cases/{case.id}")

    assert "Noor van Dalen" in text_of(page)
    assert soup(page).select("main a[href*=hand-over], main a[href*=closure], main form") == []
    for path in ("details", "phase", "hand-over", "closure", "reopening", "risks/", "people/new"):
        assert browser.get(f"/cases/{case.id}/{path}").status_code == 404


def test_who_said_no_sees_the_case_no_more(make: Make, as_person: AsPerson) -> None:
    case = full_case(make)
    table = make.convened(case)
    seated = make.person()
    make.seat(table, seated)
    make.invitation(table, seated, reply="no")
    assert as_person(seated).get(f"/cases/{case.id}").status_code == 404


def test_case_lead_and_contact_see_the_whole_case(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = full_case(make)
    for key in (case.lead_id, case.victim_contact_id):
        page = as_person(session.get_one(Person, key)).get(f"/cases/{case.id}")
        assert "Noor van Dalen" in text_of(page)
        assert "huisverbod" in text_of(page)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO])
def test_a_seat_shows_no_content_to_who_must_stay_out(
    make: Make, as_person: AsPerson, role: Role
) -> None:
    case = full_case(make)
    person = make.person(role)
    make.seated(make.convened(case), person)
    browser = as_person(person)
    for path in (f"/cases/{case.id}", f"/cases/{case.id}/history", "/cases/", "/search/"):
        assert browser.get(path).status_code == 404
    assert "Zaken" not in text_of(browser.get("/"), ".nav")


def test_a_stranger_gets_the_same_answer_as_for_a_case_that_is_not_there(
    make: Make, as_person: AsPerson
) -> None:
    case = full_case(make)
    browser = as_person(make.stranger())
    unknown = browser.get("/cases/00000000-0000-4000-8000-000000000000")
    for path in ("", "/history", "/details", "/phase"):
        answer = browser.get(f"/cases/{case.id}{path}")
        assert (answer.status_code, answer.data) == (404, unknown.data)


def test_signed_out_one_is_led_to_the_sign_in(make: Make, client: FlaskClient) -> None:
    case = make.case()
    make.session.commit()
    for path in ("/cases/", "/cases/new", f"/cases/{case.id}", "/search/"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert "/account/sign-in" in answer.location


def test_a_page_of_a_case_asks_no_more_of_a_full_case_than_of_an_empty_one(
    make: Make, as_person: AsPerson, engine: Engine
) -> None:
    small, full = make.case(), full_case(make)
    for _ in range(12):
        make.action(full)
        make.convened(full)
    browser = as_person(make.coordinator())
    browser.get("/cases/")
    numbers = []
    for case in (small, full):
        with counted(engine) as statements:
            browser.get(f"/cases/{case.id}")
        numbers.append(len(statements))
    assert numbers[1] <= numbers[0] + 2, "no query for each row"


def test_the_list_shows_open_cases_and_closed_ones_apart(make: Make, as_person: AsPerson) -> None:
    make.case(alias="Populier")
    make.case(alias="Wilg", closed_at=NOON)
    browser = as_person(make.coordinator())

    assert "Populier" in text_of(browser.get("/cases/"), "main")
    assert "Wilg" not in text_of(browser.get("/cases/"), "main")
    assert "Wilg" in text_of(browser.get("/cases/?state=closed"), "main")


def test_the_list_is_paged_and_odd_numbers_do_no_harm(make: Make, as_person: AsPerson) -> None:
    for _ in range(26):
        make.case()
    browser = as_person(make.coordinator())
    assert "Bladzijde 1 van 2" in text_of(browser.get("/cases/"))
    assert "Bladzijde 2 van 2" in text_of(browser.get("/cases/?page=2"))
    for page in ("-1", "99", "x", "9" * 30):
        assert browser.get(f"/cases/?page={page}").status_code == 200


def test_a_number_that_no_database_knows_does_no_harm_in_a_history(
    make: Make, as_person: AsPerson
) -> None:
    case, browser = make.case(), as_person(make.coordinator())

    for page in ("-1", "99", "x", "9" * 30):
        assert browser.get(f"/cases/{case.id}/history?page={page}").status_code == 200


def test_every_case_in_a_list_leaves_an_audit_row(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    cases, samira = {make.case().id, make.case().id}, make.coordinator()
    as_person(samira).get("/cases/")
    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert {row.case_id for row in rows} == cases


def test_an_empty_list_says_what_to_do(make: Make, as_person: AsPerson) -> None:
    assert "Open een zaak" in text_of(as_person(make.coordinator()).get("/cases/"), ".empty")
    words = text_of(as_person(make.person()).get("/cases/"), ".empty")
    assert "zodra u aan tafel zit" in words


def new_case(make: Make, **changes: str) -> dict[str, Any]:
    keeper = str(make.person().id)
    values: dict[str, Any] = {
        "region_id": str(make.region.id),
        "alias": "Populier",
        "reference": "MW-2026-014",
        "regime": Regime.WGS_ZVH.value,
        "lead_id": keeper,
        "victim_contact_id": keeper,
    }
    return values | changes


def test_a_new_case_offers_a_free_name_and_a_free_number(make: Make, as_person: AsPerson) -> None:
    make.case(alias="Wilg", reference="MW-2026-013")
    page = as_person(make.coordinator()).get("/cases/new")

    alias = soup(page).select_one("#alias")
    reference = soup(page).select_one("#reference")
    assert alias
    assert reference
    assert alias["value"] != "Wilg"
    assert re.fullmatch(r"MW-2026-\d{4}", str(reference["value"]))


def test_a_case_is_opened_once_however_often_one_clicks(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.coordinator())
    fields = new_case(make, once="3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1")
    answers = [send(browser, "/cases/", **fields) for _ in range(2)]

    (case,) = session.exec(select(Case)).all()
    assert [answer.location for answer in answers] == [f"/cases/{case.id}"] * 2
    assert "Zet er nu de mensen in" in text_of(browser.get(f"/cases/{case.id}"))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"alias": ""}, "alias", "Geef de zaak een naam"),
        ({"alias": "Eik!"}, "alias", "zonder accent"),
        ({"alias": "wilg"}, "alias", "al gebruikt"),
        ({"reference": "MW-2026-001"}, "reference", "al gebruikt"),
        ({"reference": "MW 1"}, "reference", "letters, cijfers"),
        ({"regime": ""}, "regime", "Kies de wettelijke"),
        ({"lead_id": ""}, "lead_id", "Kies een casusregisseur"),
        ({"victim_contact_id": "niemand"}, "victim_contact_id", "Kies een van"),
    ],
)
def test_a_problem_stands_at_its_field_and_nothing_typed_is_lost(
    make: Make, as_person: AsPerson, changes: dict[str, str], field: str, words: str
) -> None:
    make.case(alias="Wilg", reference="MW-2026-001")
    fields = new_case(make, **changes)
    answer = send(as_person(make.coordinator()), "/cases/", **fields)

    assert answer.status_code == 422
    assert words in text_of(answer, f"#{field}-problem")
    for name in {"alias", "reference"} - {field}:
        shown = soup(answer).select_one(f"#{name}")
        assert shown
        assert shown["value"] == fields[name]


def test_a_case_is_not_opened_with_a_judge_as_its_lead(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    fields = new_case(make, lead_id=str(make.person(Role.JUDGE).id))
    answer = send(as_person(make.coordinator()), "/cases/", **fields)
    assert answer.status_code == 422
    assert session.exec(select(Case)).all() == []


def test_a_professional_opens_no_case(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person())
    assert browser.get("/cases/new").status_code == 404
    assert send(browser, "/cases/", **new_case(make)).status_code == 404


def test_a_coordinator_opens_no_case_in_another_region(make: Make, as_person: AsPerson) -> None:
    elsewhere = make.add(Region(name="Elders"))
    browser = as_person(make.person(Role.COORDINATOR, make.organisation(region_id=elsewhere.id)))
    assert send(browser, "/cases/", **new_case(make)).status_code == 404
    assert browser.get(f"/cases/new?region={make.region.id}").status_code == 404


def test_who_serves_two_regions_chooses_one_first(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    other = make.add(Region(name="Waterland"))
    make.add(
        Membership(
            person_id=samira.id,
            organisation_id=make.organisation(region_id=other.id).id,
            role=Role.COORDINATOR,
            from_at=NOON,
        )
    )
    browser = as_person(samira)

    links = [str(link["href"]) for link in soup(browser.get("/cases/new")).select("main li a")]
    assert f"/cases/new?region={other.id}" in links
    page = browser.get(f"/cases/new?region={other.id}")
    chosen = soup(page).select_one("input[name=region_id]")
    assert chosen
    assert chosen["value"] == str(other.id)


def test_the_whole_story_can_be_read_in_stretches(make: Make, as_person: AsPerson) -> None:
    case, samira = make.case(), make.person(Role.COORDINATOR, name="Samira el Idrissi")
    for _ in range(51):
        events.record(
            make.session, events.RiskChanged(at=NOON, actor_id=samira.id, case_id=case.id)
        )
    browser = as_person(samira)
    assert "Alles" in text_of(browser.get(f"/cases/{case.id}"), "#story")
    first = browser.get(f"/cases/{case.id}/history")
    assert text_of(first).count("werkte de risico's bij") == 50
    assert "Ouder" in text_of(first, ".pages")
    assert text_of(browser.get(f"/cases/{case.id}/history?page=2")).count("risico's bij") == 1
