"""Pages of mdt.blueprints.keeping."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from mdt.app import create_app
from mdt.config import ConfigError, Settings
from mdt.models import Case, Person
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def keepers(case: Case, **changes: object) -> dict[str, Any]:
    values: dict[str, object] = {
        "lead_id": case.lead_id,
        "victim_contact_id": case.victim_contact_id,
        "version": case.version,
    }
    return {name: str(value) for name, value in (values | changes).items()}


def test_a_hand_over_is_shown_before_it_happens(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, petra = make.case(), make.person(name="Petra Smit")
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/hand-over"

    shown = send(browser, path, **keepers(case, lead_id=petra.id))

    assert shown.status_code == 200
    assert "naar Petra Smit" in text_of(shown, "main")
    assert "blijft" in text_of(shown, "main")
    assert session.get_one(Case, case.id).lead_id != petra.id

    hidden: dict[str, Any] = {
        str(one["name"]): str(one["value"])
        for one in soup(shown).select("form.confirm input")
        if one["name"] != "csrf_token"
    }
    answer = send(browser, path, **hidden)

    assert answer.location == f"/cases/{case.id}"
    assert session.get_one(Case, case.id).lead_id == petra.id
    assert "naar Petra Smit" in text_of(browser.get(path), "#earlier")


def test_who_hands_over_their_own_case_is_led_to_their_other_cases(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, petra = make.case(), make.person()
    lead = as_person(session.get_one(Person, case.lead_id))
    path = f"/cases/{case.id}/hand-over"
    answer = send(lead, path, **keepers(case, lead_id=petra.id, confirmed=1))

    assert answer.location == "/cases/"
    assert "overgedragen" in text_of(lead.get("/cases/"), ".notices")
    assert lead.get(f"/cases/{case.id}").status_code == 404
    assert as_person(petra).get(f"/cases/{case.id}").status_code == 200


def test_a_case_is_never_left_without_either(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"lead_id": ""}, "lead_id"),
        ({"victim_contact_id": ""}, "victim_contact_id"),
        ({"lead_id": "3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1"}, "lead_id"),
        ({"victim_contact_id": "3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1"}, "victim_contact_id"),
    )
    for changes, field in cases:
        answer = send(browser, f"/cases/{case.id}/hand-over", **keepers(case, **changes))
        assert answer.status_code == 422
        assert soup(answer).select_one(f"#{field}-problem")


def test_handing_over_to_the_same_people_says_so(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    answer = send(browser, f"/cases/{case.id}/hand-over", **keepers(case, confirmed=1))
    assert answer.status_code == 422
    assert "Kies een ander" in text_of(answer, ".error-summary")


def test_a_stale_hand_over_shows_both(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    first, second = make.person(name="Bo Bakker"), make.person(name="Kim Kok")
    browser, path = as_person(make.coordinator()), f"/cases/{case.id}/hand-over"
    send(browser, path, **keepers(case, lead_id=first.id, confirmed=1, version=1))

    answer = send(browser, path, **keepers(case, lead_id=second.id, confirmed=1, version=1))

    assert answer.status_code == 409
    assert "Kim Kok" in text_of(answer, ".is-mine")
    assert "Bo Bakker" in text_of(answer, ".is-theirs")
    assert session.get_one(Case, case.id).lead_id == first.id


@pytest.mark.parametrize("path", ["hand-over", "closure", "reopening"])
def test_keeping_is_not_for_who_only_looks(
    session: Session, make: Make, as_person: AsPerson, path: str
) -> None:
    case = make.case()
    contact = session.get_one(Person, case.victim_contact_id)
    for person in (contact, make.seated(make.convened(case)), make.stranger()):
        browser = as_person(person)
        assert browser.get(f"/cases/{case.id}/{path}").status_code == 404
        answer = send(browser, f"/cases/{case.id}/{path}", **keepers(case, confirmed=1))
        assert answer.status_code == 404


def test_what_must_come_first_is_said_before_one_tries(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    make.action(case)
    make.conference(case)
    page = as_person(make.coordinator()).get(f"/cases/{case.id}/closure")
    assert "1 acties open" in text_of(page, "#obstacles")
    assert "agenda van een overleg" in text_of(page, "#obstacles")
    assert soup(page).select("main form") == []


def test_a_case_is_closed_and_says_until_when_it_is_kept(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    page = browser.get(f"/cases/{case.id}/closure")
    assert "10 februari 2031" in text_of(page, "#retention")
    assert "niet nagekeken" in text_of(page, "#retention")

    answer = send(browser, f"/cases/{case.id}/closure", version="1")

    assert answer.location == f"/cases/{case.id}"
    assert not session.get_one(Case, case.id).is_open
    shown = browser.get(answer.location)
    assert "Bewaard tot en met" in text_of(shown, ".notice-info")
    assert soup(shown).select("main a[href*=hand-over], main a[href$=new]") == []


def test_a_case_with_open_work_is_not_closed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    make.action(case)
    browser = as_person(make.coordinator())
    answer = send(browser, f"/cases/{case.id}/closure", version="1")
    assert answer.status_code == 422
    assert session.get_one(Case, case.id).is_open


def test_closing_from_a_stale_page_answers_409(make: Make, as_person: AsPerson) -> None:
    case = make.case(version=2)
    browser = as_person(make.coordinator())
    assert send(browser, f"/cases/{case.id}/closure", version="1").status_code == 409
    assert send(browser, f"/cases/{case.id}/closure").status_code == 422


def test_a_closed_case_opens_again(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case(closed_at=NOON)
    browser = as_person(make.coordinator())
    path = f"/cases/{case.id}/reopening"
    assert browser.get(path).status_code == 200
    assert "Heropen" in text_of(browser.get(f"/cases/{case.id}"), ".notice-info")

    assert send(browser, path, **keepers(case)).location == f"/cases/{case.id}"

    assert session.get_one(Case, case.id).is_open
    assert send(browser, path, **keepers(case)).status_code == 422
    assert send(browser, path, **keepers(case, lead_id="")).status_code == 422


def test_an_installation_s_own_years_count_and_are_not_marked(
    session: Session, make: Make, app: Flask, as_person: AsPerson, settings: Settings
) -> None:
    own = create_app(replace(settings, retention_years="wgs_zvh=7"), app.extensions["mdt.engine"])
    app.extensions["mdt.retention_terms"] = own.extensions["mdt.retention_terms"]
    case = make.case()
    browser = as_person(make.coordinator())
    assert "niet nagekeken" not in text_of(browser.get(f"/cases/{case.id}/closure"))

    send(browser, f"/cases/{case.id}/closure", version="1")

    retain_until = session.get_one(Case, case.id).retain_until
    assert retain_until
    assert retain_until.year == 2033


@pytest.mark.parametrize("years", ["wgs=5", "wgs_zvh", "wgs_zvh=0"])
def test_retention_years_that_cannot_be_read_stop_the_start(
    settings: Settings, app: Flask, years: str
) -> None:
    with pytest.raises(ConfigError, match="MDT_RETENTION_YEARS"):
        create_app(replace(settings, retention_years=years), app.extensions["mdt.engine"])
