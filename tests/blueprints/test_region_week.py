"""Pages of mdt.blueprints.region_week."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import (
    AuditRecord,
    Conference,
    ConferenceState,
    Every,
    Panel,
    PanelException,
    PanelRhythm,
    PlaceKind,
    Role,
    SeatDomain,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup, text_of
from tests.queries import counted

WEEK = "/conferences/week/"
HOUR = timedelta(hours=1)


def sitting(make: Make, alias: str, **columns: Any) -> Conference:
    return make.convened(make.case(alias=alias), **columns)


def test_a_coordinator_sees_every_sitting_of_the_region_on_its_day(
    make: Make, as_person: AsPerson
) -> None:
    tomorrow = sitting(make, "Populier")
    make.seat(tomorrow, domain=SeatDomain.POLICE)
    sitting(make, "Linde", starts_at=NOON + 20 * HOUR)
    page = as_person(make.coordinator()).get(WEEK)

    days = [str(day) for day in soup(page).select(".wday")]
    assert ["Populier" in day for day in days] == [False, False, True, False, False]
    wednesday = " ".join(soup(page).select(".wday")[2].get_text(" ").split())
    assert wednesday.startswith("wo 11 feb Ochtend 09.00 60 min Zaak Linde")
    assert "Middag 13.00 60 min Zaak Populier" in wednesday
    assert "Politie nog leeg" in wednesday


def test_a_room_with_two_tables_is_said_above_in_the_week_and_at_the_room(
    make: Make, as_person: AsPerson
) -> None:
    room = make.room(name="Kamer 2.14")
    make.room(name="Kamer 3.01")
    for hours in (0, 0.5):
        make.convened(starts_at=NOON + hours * HOUR, room_id=room.id, place_kind=PlaceKind.ROOM)
    page = as_person(make.coordinator()).get(WEEK)

    assert "Een zaal is dubbel bezet Kamer 2.14, di 10 feb, 13.00 uur" in text_of(page, ".notice")
    assert len(soup(page).select(".planned .tag-bad")) == 2
    rows = [" ".join(row.get_text(" ").split()) for row in soup(page).select("#rooms tbody tr")]
    assert "13.00 – 14.00, dubbel 13.30 – 14.30, dubbel" in rows[0]
    assert rows[1] == "Kamer 3.01 vrij vrij vrij vrij vrij"


def rhythm(make: Make, **columns: Any) -> Panel:
    """Return a table that sits every Wednesday at 10.00, from this week on."""
    panel = make.panel(name="Tafel Noord")
    values: dict[str, Any] = {
        "every": Every.WEEK,
        "first_on": date(2026, 2, 11),
        "starts": time(10),
        "minutes": 120,
        "most_cases": 2,
        "cutoff_at": time(9),
    }
    make.add(PanelRhythm(panel_id=panel.id, **values | columns))
    return panel


@pytest.mark.parametrize(
    ("sits", "days", "afternoon"),
    [
        (datetime(2026, 2, 11, 10), 5, "Middag"),  # noqa: DTZ001 - what a clock on the wall says
        (datetime(2026, 2, 14, 10), 7, "Middag"),  # noqa: DTZ001
        (datetime(2026, 2, 11, 19), 5, "Middag en avond"),  # noqa: DTZ001
    ],
)
def test_the_week_has_a_weekend_and_an_evening_when_a_table_sits_then(
    make: Make, as_person: AsPerson, sits: datetime, days: int, afternoon: str
) -> None:
    rhythm(make, first_on=sits.date(), starts=sits.time())

    page = soup(as_person(make.coordinator()).get(WEEK))

    assert len(page.select(".wday")) == days
    assert {part.text.strip() for part in page.select(".wday .part-t")} == {"Ochtend", afternoon}


def test_a_turn_that_is_over_has_no_room_left(make: Make, as_person: AsPerson) -> None:
    rhythm(make, first_on=date(2026, 2, 9))

    page = text_of(as_person(make.coordinator()).get(WEEK))

    assert "10.00 120 min Tafel Noord voorbij" in page
    assert "nog plaats" not in page


def test_who_leads_no_table_is_not_told_when_one_sits(make: Make, as_person: AsPerson) -> None:
    rhythm(make)

    assert "Tafel Noord" not in as_person(make.person()).get(WEEK).text


def test_a_table_that_sits_is_seen_until_people_are_asked(make: Make, as_person: AsPerson) -> None:
    panel, browser = rhythm(make), as_person(make.coordinator())
    assert "10.00 120 min Tafel Noord nog plaats voor 2 zaken" in text_of(browser.get(WEEK))

    draft = make.conference(panel_id=panel.id, turn_on=date(2026, 2, 11), minutes=45)
    page = browser.get(WEEK)
    assert "1 zaak, nog niet uitgenodigd, nog plaats voor 1 zaak" in text_of(page)
    assert soup(page).select(f".planned[href='/conferences/{draft.id}']")

    draft.state, draft.starts_at = ConferenceState.CONVENED, NOON + 21 * HOUR
    assert "nog plaats" not in text_of(browser.get(WEEK))


def test_a_turn_on_a_holiday_or_on_another_day_says_so(make: Make, as_person: AsPerson) -> None:
    panel = rhythm(make, first_on=date(2026, 4, 6))
    moved_to = datetime(2026, 4, 8, 12, tzinfo=UTC)
    make.add(PanelException(panel_id=panel.id, turn_on=date(2026, 4, 13), moved_to=moved_to))
    page = as_person(make.coordinator()).get(f"{WEEK}?week=2026-W15")

    days = [" ".join(day.get_text(" ").split()) for day in soup(page).select(".wday")]
    assert "Tafel Noord feestdag, valt uit" in days[0]
    assert "14.00 120 min Tafel Noord" in days[2]


def test_who_leads_no_table_sees_none_that_sits(make: Make, as_person: AsPerson) -> None:
    rhythm(make)

    assert "Tafel Noord" not in as_person(make.person()).get(WEEK).text
    assert "Tafel Noord" not in as_person(make.stranger()).get(WEEK).text


def test_who_is_asked_sees_their_own_and_no_rooms(make: Make, as_person: AsPerson) -> None:
    person = make.person()
    make.seated(sitting(make, "Populier"), person)
    make.room()
    sitting(make, "Geheim")
    page = as_person(person).get(WEEK)

    assert "Populier" in page.text
    assert "Geheim" not in page.text
    assert not soup(page).select("#rooms")


def test_a_judge_reads_a_time_and_no_case(make: Make, as_person: AsPerson) -> None:
    judge = make.person(Role.JUDGE)
    make.seated(sitting(make, "Populier"), judge)
    page = as_person(judge).get(WEEK)

    assert "Populier" not in page.text
    assert "Uitnodiging Rechtspraak" in text_of(page, ".planned")


def test_a_stranger_learns_nothing(make: Make, as_person: AsPerson) -> None:
    room = make.room()
    sitting(make, "Geheim", room_id=room.id, place_kind=PlaceKind.ROOM)
    page = as_person(make.stranger()).get(WEEK)

    assert "Niets in deze week" in text_of(page, ".empty")
    assert room.name not in page.text
    assert not soup(page).select(".planned")


def test_a_coordinator_elsewhere_sees_neither_sittings_nor_rooms(
    make: Make, as_person: AsPerson
) -> None:
    sitting(make, "Geheim")
    room = make.room()
    elsewhere = make.organisation(region_id=make.another_region().id)
    page = as_person(make.person(Role.COORDINATOR, elsewhere)).get(WEEK)

    assert "Geheim" not in page.text
    assert room.name not in page.text


def test_one_goes_to_other_weeks_and_back(make: Make, as_person: AsPerson) -> None:
    browser = as_person(make.coordinator())
    links = {str(link["href"]) for link in soup(browser.get(WEEK)).select(".page-head a")}
    assert links == {f"{WEEK}?week=2026-W06", f"{WEEK}?week=2026-W08"}
    later = browser.get(f"{WEEK}?week=2026-W53")
    assert f"{WEEK}?week=2027-W01" in later.text
    assert "Deze week" in text_of(later, ".page-head")


def test_the_hour_that_comes_twice_says_which(make: Make, as_person: AsPerson) -> None:
    for hour in (0, 1):
        sitting(make, f"Iep {hour}", starts_at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
    page = as_person(make.coordinator()).get(f"{WEEK}?week=2026-W43")

    sunday = " ".join(soup(page).select(".wday")[6].get_text(" ").split())
    assert sunday.index("02.30 (zomertijd)") < sunday.index("02.30 (wintertijd)")


def test_an_empty_week_says_what_comes_here(make: Make, as_person: AsPerson) -> None:
    page = as_person(make.coordinator()).get(WEEK)

    assert "elk overleg van de regio" in text_of(page, ".empty")


def test_what_a_week_showed_is_audited(session: Session, make: Make, as_person: AsPerson) -> None:
    samira, case = make.coordinator(), make.case()
    make.convened(case)
    as_person(samira).get(WEEK)

    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert [(row.action, row.case_id) for row in rows] == [("conference:list", case.id)]


def test_a_week_asks_the_same_of_the_database_however_full_it_is(
    make: Make, as_person: AsPerson, engine: Engine
) -> None:
    browser, numbers = as_person(make.coordinator()), []
    room = make.room()
    rhythm(make)
    for size in (1, 12):
        for number in range(size):
            table = make.convened(
                starts_at=NOON + number * HOUR, room_id=room.id, place_kind=PlaceKind.ROOM
            )
            make.seated(table)
        browser.get(WEEK)
        with counted(engine) as statements:
            browser.get(WEEK)
        numbers.append(len([one for one in statements if not one.startswith("INSERT")]))
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO])
def test_who_sits_at_no_table_has_no_week(make: Make, as_person: AsPerson, role: Role) -> None:
    assert as_person(make.person(role)).get(WEEK).status_code == 404


def test_signed_out_one_is_led_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get(WEEK).status_code == 303


def test_days_without_anything_are_named_in_one_line_for_a_phone(
    make: Make, as_person: AsPerson
) -> None:
    make.convened(make.case())

    page = soup(as_person(make.coordinator()).get("/conferences/week/"))

    free = [str(day.select_one("time")["datetime"]) for day in page.select(".wday.is-free")]  # type: ignore[index] # there
    assert free == ["2026-02-09", "2026-02-10", "2026-02-12", "2026-02-13"]
    line = page.select_one(".free-days")
    assert line is not None
    assert line.text == "Niets gepland op ma 9 feb, di 10 feb, do 12 feb, vr 13 feb."
