"""Pages of mdt.blueprints.agenda."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import Absence, AuditRecord, Role
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup, text_of
from tests.queries import counted

WEEK_7 = "/agenda/?week=2026-W07"
"""The week of NOON, which is a Tuesday."""


def test_a_week_shows_one_s_own_sittings_on_their_day(make: Make, as_person: AsPerson) -> None:
    person = make.person()
    make.seated(make.convened(make.case(alias="Populier")), person)
    make.convened(make.case(alias="Geheim"))
    page = as_person(person).get("/agenda/")

    days = [str(day) for day in soup(page).select(".wday")]
    assert ["Populier" in day for day in days] == [False, False, True, False, False]
    assert "Geheim" not in page.text
    assert "geef antwoord" in text_of(page, ".planned")


def test_a_judge_sees_her_span_and_no_case(make: Make, as_person: AsPerson) -> None:
    judge = make.person(Role.JUDGE)
    table = make.convened(make.case(alias="Populier"), minutes=45)
    make.seat(table, judge)
    start = NOON + timedelta(days=1, minutes=15)
    make.invitation(table, judge, starts_at=start, ends_at=start + timedelta(minutes=9))
    page = as_person(judge).get("/agenda/")

    assert "Populier" not in page.text
    assert "13.15 9 min Uitnodiging Rechtspraak" in text_of(page, ".planned")


def test_one_goes_to_other_weeks_and_back(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.person())
    page = browser.get(WEEK_7)
    links = {str(link["href"]) for link in soup(page).select(".page-head a")}
    assert links == {"/agenda/?week=2026-W06", "/agenda/?week=2026-W08", "/feeds/"}

    later = browser.get("/agenda/?week=2026-W53")
    assert "/agenda/?week=2027-W01" in later.text
    assert "Deze week" in text_of(later, ".page-head")


@pytest.mark.parametrize("week", ["", "2026-W54", "2026-07", "gisteren", "2026-W07-3"])
def test_a_week_that_cannot_be_read_is_this_week(
    make: Make, as_person: AsPerson, week: str
) -> None:
    page = as_person(make.person()).get(f"/agenda/?week={week}")
    assert "2026-W06" in str(soup(page).select(".page-head a"))


def test_an_absence_stands_on_each_of_its_days(make: Make, as_person: AsPerson) -> None:
    person = make.person()
    make.add(
        Absence(
            person_id=person.id, starts_at=NOON - timedelta(days=1), ends_at=NOON + timedelta(1)
        )
    )
    page = as_person(person).get("/agenda/")
    days = [str(day) for day in soup(page).select(".wday")]
    assert ["Afwezig" in day for day in days] == [True, True, True, False, False]


def test_a_weekend_is_shown_when_something_is_in_it(make: Make, as_person: AsPerson) -> None:
    samira = make.coordinator()
    make.convened(coordinator_id=samira.id, starts_at=datetime(2026, 2, 14, 9, tzinfo=UTC))
    page = as_person(samira).get("/agenda/")
    assert len(soup(page).select(".wday")) == 7


def test_an_empty_week_says_what_comes_here(make: Make, as_person: AsPerson) -> None:
    assert "Niets in deze week" in text_of(as_person(make.person()).get("/agenda/"), ".empty")


def test_what_a_week_showed_is_audited(session: Session, make: Make, as_person: AsPerson) -> None:
    samira, case = make.coordinator(), make.case()
    make.convened(case, coordinator_id=samira.id)
    as_person(samira).get("/agenda/")
    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert [(row.action, row.case_id) for row in rows] == [("conference:list", case.id)]


def test_a_week_asks_the_same_of_the_database_however_full_it_is(
    make: Make, as_person: AsPerson, engine: Engine
) -> None:
    samira = make.coordinator()
    browser = as_person(samira)
    numbers = []
    for size in (1, 8):
        for hours in range(size):
            make.convened(coordinator_id=samira.id, starts_at=NOON + timedelta(hours=hours))
        browser.get("/agenda/")
        with counted(engine) as statements:
            browser.get("/agenda/")
        numbers.append(len([one for one in statements if not one.startswith("INSERT")]))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO])
def test_who_sits_at_no_table_has_no_agenda(make: Make, as_person: AsPerson, role: Role) -> None:
    browser = as_person(make.person(role))
    assert browser.get("/agenda/").status_code == 404
    assert "Agenda" not in text_of(browser.get("/"), ".nav")


def test_signed_out_one_is_led_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get("/agenda/").status_code == 303
