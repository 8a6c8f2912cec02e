"""Who opened many cases in an hour: mdt.audit.curiosity and its page."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mdt.models import AuditRecord, Person, Role
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import text_of

PATH = "/audit/hours"


@pytest.fixture(autouse=True)
def three_are_many(app: Flask, at_noon: None) -> None:  # noqa: ARG001 - it is noon
    settings = app.extensions["mdt.settings"]
    app.extensions["mdt.settings"] = replace(settings, curious_cases=3)


@pytest.fixture
def aagje(make: Make) -> Person:
    return make.person(name="Nieuwsgierig Aagje")


@pytest.fixture
def officer(make: Make, as_person: AsPerson) -> FlaskClient:
    return as_person(make.person(Role.DPO))


def opens(make: Make, who: Person, cases: int, **columns: Any) -> None:
    for minute in range(cases):
        values: dict[str, Any] = {
            "at": NOON - timedelta(minutes=50 - minute),
            "actor_id": who.id,
            "action": "case:view",
            "case_id": make.case().id,
        }
        make.add(AuditRecord(**(values | columns)))


def test_who_opened_many_cases_in_an_hour_is_shown_with_when_and_how_many(
    make: Make, aagje: Person, officer: FlaskClient
) -> None:
    opens(make, aagje, 3)

    table = text_of(officer.get(PATH), "table")

    assert "Nieuwsgierig Aagje" in table
    assert "di 10 feb, 12.10 tot 12.12 uur" in table
    assert table.endswith("3")


@pytest.mark.parametrize(
    ("cases", "columns"),
    [
        (2, {}),
        (3, {"action": "case:list"}),
        (3, {"allowed": False}),
        (3, {"at": NOON - timedelta(days=31)}),
    ],
    ids=["fewer", "in a list", "refused", "long ago"],
)
def test_what_is_no_question_is_not_shown(
    make: Make, aagje: Person, officer: FlaskClient, cases: int, columns: dict[str, Any]
) -> None:
    opens(make, aagje, cases, **columns)

    page = officer.get(PATH).text
    assert "Nieuwsgierig Aagje" not in page
    assert "Niemand" in page


def test_one_case_opened_often_is_one_case(make: Make, aagje: Person, officer: FlaskClient) -> None:
    opens(make, aagje, 5, case_id=make.case().id)

    assert "Nieuwsgierig Aagje" not in officer.get(PATH).text


def test_a_case_that_is_shut_to_the_officer_is_not_counted(
    make: Make, as_person: AsPerson, aagje: Person
) -> None:
    officer, shut = make.person(Role.DPO), make.case()
    make.wall(shut, officer)
    opens(make, aagje, 2)
    opens(make, aagje, 1, case_id=shut.id)

    assert "Nieuwsgierig Aagje" not in as_person(officer).get(PATH).text
    assert "Nieuwsgierig Aagje" in as_person(make.person(Role.DPO)).get(PATH).text


def test_an_officer_of_another_region_sees_nothing_of_it(
    make: Make, as_person: AsPerson, aagje: Person
) -> None:
    opens(make, aagje, 3)

    elsewhere = make.organisation(region_id=make.another_region().id)
    page = as_person(make.person(Role.DPO, elsewhere)).get(PATH)
    assert "Nieuwsgierig Aagje" not in page.text


def test_the_trail_leads_to_it(officer: FlaskClient) -> None:
    assert f'href="{PATH}"' in officer.get("/audit/").text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.CHAIR])
def test_others_find_nothing_here(make: Make, as_person: AsPerson, role: Role) -> None:
    assert as_person(make.person(role)).get(PATH).status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(client: FlaskClient) -> None:
    assert client.get(PATH).status_code == 303
