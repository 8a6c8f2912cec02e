"""Rules of mdt.web.drafting: the form for a new conference."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from mdt.models import Conference, ConferenceKind
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def draft_form(make: Make, at: Table, **fields: Any) -> dict[str, Any]:
    return {
        "case_id": str(cast.case_of(make, at).id),
        "kind": "first",
        "panel_id": str(at.panel.id),
        "question": cast.QUESTION,
        "minutes": "45",
    } | fields


def test_a_new_conference_starts_with_the_tables_seats(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    form = draft_form(make, at, kind="emergency")
    browser = as_person(at.coordinator)

    answer = send(browser, "/conferences/", **form)

    conference = session.exec(select(Conference)).one()
    assert answer.location == f"/conferences/{conference.id}"
    assert (conference.kind, conference.minutes) == (ConferenceKind.EMERGENCY, 45)
    assert len(conference.items[0].seats) == 7
    assert "Er is nog niemand gevraagd" in text_of(browser.get(answer.location))


def test_a_second_click_makes_no_second_conference(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    form = draft_form(make, at, once=str(uuid4()))
    browser = as_person(at.coordinator)

    answers = [send(browser, "/conferences/", **form) for _ in range(2)]

    assert answers[0].location == answers[1].location
    assert len(session.exec(select(Conference)).all()) == 1


def test_more_cases_can_be_added_at_once(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    form = draft_form(make, at, more="1")

    answer = send(as_person(at.coordinator), "/conferences/", **form)

    assert answer.location.endswith("/items/new")


def test_a_form_with_problems_keeps_what_was_typed(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    make.panel(name="Tafel Oost")
    form = draft_form(make, at, kind="", question="", minutes="600")

    answer = send(as_person(at.coordinator), "/conferences/", **form)

    page = soup(answer)
    assert answer.status_code == 422
    said = text_of(answer, ".error-summary")
    assert "Kies waarom u bij elkaar komt." in said
    assert "Schrijf op wat u de tafel vraagt." in said
    assert "Vul een getal in tot en met 480." in said
    assert page.select_one(f"input[name=case_id][value='{form['case_id']}'][checked]")
    assert page.select_one(f"option[value='{at.panel.id}'][selected]")
    assert page.select_one("input[name=minutes][value='600']")


def test_the_signal_gives_an_emergency_its_latest_moment_from_the_start(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    signal = {"signal_day": "2026-02-10", "signal_time": "11:40"}
    browser = as_person(at.coordinator)

    answer = send(browser, "/conferences/", **draft_form(make, at, kind="emergency", **signal))

    conference = session.exec(select(Conference)).one()
    assert conference.signal_at == datetime(2026, 2, 10, 10, 40, tzinfo=UTC)
    facts = text_of(browser.get(answer.location), "#facts")
    assert "wo 11 feb, 11.40 uur : 24 uur na het signaal (nog 22 uur)" in facts


@pytest.mark.parametrize(
    ("signal", "problem"),
    [
        ({"signal_day": "2026-02-11", "signal_time": "09:00"}, "Dit moment moet nog komen."),
        ({"signal_day": "2026-02-09"}, "Vul ook de tijd in"),
        ({"signal_day": "2025-03-30", "signal_time": "02:30"}, "Deze tijd bestaat niet"),
        ({"signal_day": "2025-10-26", "signal_time": "02:30"}, "Kies de eerste of de tweede keer."),
        ({"signal_day": "gisteren", "signal_time": "09:00"}, "Vul een datum in"),
    ],
)
def test_a_signal_that_cannot_be_is_refused_and_kept(
    session: Session, make: Make, as_person: AsPerson, signal: dict[str, str], problem: str
) -> None:
    at = cast.table(make)

    answer = send(as_person(at.coordinator), "/conferences/", **draft_form(make, at, **signal))

    assert answer.status_code == 422
    assert problem in text_of(answer, ".error-summary")
    day = soup(answer).select_one("input[name=signal_day]")
    assert day is not None
    assert day["value"] == signal["signal_day"]
    assert session.exec(select(Conference)).all() == []


def test_a_case_that_is_missing_closed_or_elsewhere_is_refused(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    browser = as_person(at.coordinator)
    closed = make.case(closed_at=NOON)
    missing = send(browser, "/conferences/", **draft_form(make, at, case_id=""))
    elsewhere = make.case(region_id=make.add(type(make.region)(name="Elders")).id)

    refused = send(browser, "/conferences/", **draft_form(make, at, case_id=str(closed.id)))

    assert "Kies de zaak" in text_of(missing, ".error-summary")
    assert refused.status_code == 422
    assert "gesloten" in text_of(refused, ".error-summary")
    for case_id in (elsewhere.id, uuid4()):
        answer = send(browser, "/conferences/", **draft_form(make, at, case_id=str(case_id)))
        assert answer.status_code == 404


def test_a_table_of_another_region_is_not_found(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    elsewhere = make.panel(region_id=make.add(type(make.region)(name="Elders")).id)
    form = draft_form(make, at, panel_id=str(elsewhere.id))

    assert send(as_person(at.coordinator), "/conferences/", **form).status_code == 404


def test_cases_are_found_by_what_is_typed_and_the_chosen_one_stays(
    make: Make, as_person: AsPerson
) -> None:
    by = make.coordinator()
    chosen = make.case(alias="Populier")
    for number in range(7):
        make.case(alias=f"Wilg {number}")
    make.case(alias="Wilg dicht", closed_at=NOON)
    browser = as_person(by)

    first = text_of(browser.get("/conferences/new"), "#cases")
    found = send(browser, "/conferences/new", htmx=True, q="wilg 3", case_id=str(chosen.id))
    typed = send(browser, "/conferences/new", q="bestaat niet", question="Wat nu?", minutes="30")

    assert "Er zijn meer zaken" in first
    assert not soup(found).select("html")
    assert "Zaak Populier" in text_of(found)
    assert "Zaak Wilg 3" in text_of(found)
    assert "Wilg 4" not in text_of(found)
    assert "Geen open zaak gevonden" in text_of(typed, "#cases")
    assert "Wat nu?" in text_of(typed, "textarea")


def test_a_case_page_can_lead_to_the_form_with_its_case_chosen(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()

    page = as_person(make.coordinator()).get(f"/conferences/new?case_id={case.id}")

    assert soup(page).select_one(f"input[name=case_id][value='{case.id}'][checked]")
