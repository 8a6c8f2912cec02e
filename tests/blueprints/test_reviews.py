"""Pages of mdt.blueprints.reviews."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.conferences import standing
from mdt.conferences.standing import RhythmTerms
from mdt.models import (
    AuditRecord,
    Conference,
    ConferenceState,
    Every,
    Measure,
    MeasureKind,
    Panel,
    Person,
    ReviewChoice,
    Role,
)
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.queries import counted

DAY = timedelta(days=1)


@pytest.fixture
def samira(make: Make) -> Person:
    return make.coordinator()


def sat(make: Make, samira: Person, alias: str = "Populier", **columns: Any) -> Conference:
    """Return a sitting that was held an hour ago, on Tuesday 10 February."""
    values: dict[str, Any] = {
        "state": ConferenceState.HELD,
        "starts_at": NOON - timedelta(hours=1),
        "coordinator_id": samira.id,
    }
    return make.convened(make.case(alias=alias), **values | columns)


def sits(make: Make, panel: Panel, by: Person, **columns: Any) -> None:
    """Let the table sit on Tuesdays at 10.00, for two hours."""
    terms: dict[str, Any] = {
        "every": Every.WEEK,
        "first_on": date(2026, 2, 17),
        "starts": time(10),
        "minutes": 120,
        "room_id": None,
        "most_cases": 3,
        "cutoff_days": 2,
        "cutoff_at": time(12),
    }
    standing.set_rhythm(make.session, panel, RhythmTerms(**terms | columns), by=by, now=NOON)


def ban(make: Make, conference: Conference) -> None:
    """Let a house ban in the case end in three days."""
    make.add(
        Measure(
            case_id=conference.items[0].case_id,
            kind=MeasureKind.HOUSE_BAN,
            starts_at=NOON,
            ends_at=NOON + 3 * DAY,
        )
    )


def path(conference: Conference, rest: str = "") -> str:
    return f"/conferences/{conference.id}/reviews/{conference.items[0].id}{rest}"


def test_the_end_of_a_sitting_proposes_the_next_with_one_button(
    session: Session, make: Make, samira: Person, as_person: AsPerson
) -> None:
    first, browser = sat(make, samira), as_person(samira)
    shown = text_of(browser.get(f"/conferences/{first.id}/meeting"), "#reviews")
    assert "Zaak Populier dinsdag 17 februari 7 dagen na het begin" in shown

    answer = send(browser, path(first, "/conference"))
    made = session.exec(select(Conference).where(Conference.id != first.id)).one()
    assert answer.location == f"/conferences/{made.id}"
    page = browser.get(answer.location)
    assert "bedoeld voor di 17 feb" in text_of(page, "#facts")
    assert send(browser, path(first, "/conference")).location == answer.location
    again = text_of(browser.get(f"/conferences/{first.id}/meeting"), "#reviews")
    assert "staat klaar" in again


def test_a_review_joins_the_turn_of_its_table_with_one_click(
    session: Session, make: Make, samira: Person, as_person: AsPerson
) -> None:
    panel = make.panel(name="Tafel Oost")
    sits(make, panel, samira)
    first, browser = sat(make, samira, panel_id=panel.id), as_person(samira)
    officer = make.seated(first)
    session.commit()
    meeting = f"/conferences/{first.id}/meeting"
    shown = browser.get(meeting)
    assert "Er is plaats op Tafel Oost van di 17 feb, 10.00 uur." in text_of(shown, "#reviews")
    assert "Maak een eigen overleg" in text_of(shown, "#reviews")

    answer = send(browser, path(first, "/conference"), turn="2026-02-17")
    again = send(browser, path(first, "/conference"), turn="2026-02-17")

    made = session.exec(select(Conference).where(Conference.id != first.id)).one()
    assert answer.location == again.location == f"/conferences/{made.id}"
    assert (made.panel_id, made.turn_on) == (panel.id, date(2026, 2, 17))
    assert [seat.holder_id for seat in made.items[0].seats] == [officer.id]
    assert made.items[0].question == first.items[0].question
    assert "staat klaar" in text_of(browser.get(meeting), "#reviews")


def test_a_turn_that_filled_up_meanwhile_is_refused_and_says_so(
    session: Session, make: Make, samira: Person, as_person: AsPerson
) -> None:
    panel = make.panel()
    sits(make, panel, samira, minutes=30)
    first = sat(make, samira, panel_id=panel.id)

    answer = send(as_person(samira), path(first, "/conference"), turn="2026-02-17")

    assert answer.status_code == 422
    assert "Deze zitting is vol." in text_of(answer, ".error-summary")
    assert session.exec(select(Conference).where(Conference.id != first.id)).all() == []


def test_the_moment_of_a_review_is_looked_for_in_its_week(
    make: Make, samira: Person, as_person: AsPerson
) -> None:
    first, browser = sat(make, samira), as_person(samira)
    answer = send(browser, path(first, "/conference"))

    links = [str(one["href"]) for one in soup(browser.get(str(answer.location))).select("#facts a")]
    assert f"{answer.location}/moment?week=2026-02-17" in links


def test_the_chair_of_the_sitting_may_plan_the_next(
    make: Make, samira: Person, as_person: AsPerson
) -> None:
    chair = make.person(Role.PROFESSIONAL)
    first = sat(make, samira, chair_id=chair.id)

    assert send(as_person(chair), path(first, "/conference")).status_code == 303


def test_why_a_review_comes_sooner_is_said(make: Make, samira: Person, as_person: AsPerson) -> None:
    first = sat(make, samira)
    ban(make, first)
    shown = text_of(as_person(samira).get(path(first)), "#day")
    assert "donderdag 12 februari" in shown
    assert "eerder, want dan eindigt de maatregel ‘Huisverbod’, zonder opvolger" in shown


def test_another_day_and_a_reason_to_skip_are_kept(
    session: Session, make: Make, samira: Person, as_person: AsPerson
) -> None:
    first, browser = sat(make, samira), as_person(samira)
    meeting = f"/conferences/{first.id}/meeting"

    assert send(browser, path(first, "/day"), due_on="2026-02-20").status_code == 303
    assert "vrijdag 20 februari zo gekozen" in text_of(browser.get(meeting), "#reviews")
    send(browser, path(first, "/skip"), because="Zij is op reis.", days="7")
    shown = text_of(browser.get(meeting), "#reviews")
    assert "donderdag 12 maart 30 dagen na het begin" in shown
    assert "Het vorige vervolg is overgeslagen: Zij is op reis." in shown
    assert "Maak het overleg" in shown
    send(browser, path(first, "/ending"), ended_because="Zij verhuist.")
    shown = text_of(browser.get(meeting), "#reviews")
    assert "Geen vervolg meer: Zij verhuist." in shown
    assert "Maak het overleg" not in shown
    send(browser, path(first, "/proposal"))
    assert "dinsdag 17 februari" in text_of(browser.get(meeting), "#reviews")
    assert session.exec(select(ReviewChoice)).all() == []


@pytest.mark.parametrize(
    ("rest", "fields", "problem"),
    [
        ("/day", {"due_on": ""}, "Kies een dag."),
        ("/day", {"due_on": "2026-02-09"}, "Deze dag is al geweest."),
        ("/skip", {"because": "", "days": "7"}, "Schrijf op waarom u dit vervolgoverleg overslaat"),
        ("/ending", {"ended_because": ""}, "Schrijf op waarom"),
        ("/ending", {"ended_because": "x" * 401}, "te lang"),
        ("/skip", {"because": "x" * 401}, "te lang"),
    ],
)
def test_what_cannot_be_comes_back_with_what_was_typed(
    make: Make, as_person: AsPerson, rest: str, fields: dict[str, Any], problem: str
) -> None:
    samira = make.coordinator()
    answer = send(as_person(samira), path(sat(make, samira), rest), **fields)

    assert answer.status_code == 422
    assert problem in text_of(answer, ".error-summary")
    field = next(iter(fields))
    assert f'href="#{field}"' in answer.text, "the summary leads to the field"
    assert all(value in answer.text for value in fields.values())


def test_a_case_that_sat_again_since_is_past_this(
    make: Make, samira: Person, as_person: AsPerson
) -> None:
    first, browser = sat(make, samira), as_person(samira)
    make.convened(
        first.items[0].case, state=ConferenceState.HELD, starts_at=NOON, coordinator_id=samira.id
    )

    assert "komt er voor deze zaak geen vervolg meer" in browser.get(path(first)).text
    assert send(browser, path(first, "/conference")).status_code == 422


def test_reviews_that_nobody_took_up_stand_on_vandaag(
    make: Make, samira: Person, as_person: AsPerson
) -> None:
    sat(make, samira, "Populier", starts_at=NOON - 10 * DAY)
    for alias in ("Linde", "Iep", "Beuk", "Esdoorn"):
        sat(make, samira, alias)
    browser = as_person(samira)

    shown = text_of(browser.get("/"), "#todo")
    assert (
        "Plan het vervolg van zaak Populier Voorgesteld: vr 6 feb. Dat is 4 dagen te laat." in shown
    )
    assert "Nog 2 zaken wachten op een vervolgoverleg" in shown
    rows = soup(browser.get("/reviews/")).select("#reviews h3")
    assert [row.get_text(strip=True) for row in rows] == [
        f"Zaak {alias}" for alias in ("Populier", "Beuk", "Esdoorn", "Iep", "Linde")
    ]


def test_who_sits_at_no_table_has_no_list(make: Make, as_person: AsPerson) -> None:
    assert as_person(make.person(Role.ADMINISTRATOR)).get("/reviews/").status_code == 404


def test_a_stranger_finds_nothing(make: Make, samira: Person, as_person: AsPerson) -> None:
    first, browser = sat(make, samira), as_person(make.stranger())

    assert browser.get(path(first)).status_code == 404
    for rest in ("/conference", "/day", "/skip", "/ending", "/proposal"):
        assert send(browser, path(first, rest), due_on="2026-02-20", because="x").status_code == 404
    assert "Populier" not in browser.get("/reviews/").text


def test_an_item_of_another_sitting_is_not_found_here(
    make: Make, samira: Person, as_person: AsPerson
) -> None:
    first, other = sat(make, samira), sat(make, samira, "Linde")
    address = f"/conferences/{first.id}/reviews/{other.items[0].id}"

    assert as_person(samira).get(address).status_code == 404


def test_signed_out_one_is_led_to_the_sign_in(client: FlaskClient) -> None:
    assert client.get("/reviews/").status_code == 303


def test_what_the_list_names_is_audited(
    session: Session, make: Make, samira: Person, as_person: AsPerson
) -> None:
    first = sat(make, samira)
    as_person(samira).get("/reviews/")

    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert [(row.action, row.case_id) for row in rows] == [("review:plan", first.items[0].case_id)]


def test_the_list_asks_the_same_of_the_database_however_long_it_is(
    make: Make, samira: Person, as_person: AsPerson, engine: Engine
) -> None:
    browser, numbers = as_person(samira), []
    for size in (1, 8):
        for number in range(size):
            first = sat(make, samira, f"Boom {size} {number}")
            ban(make, first)
        browser.get("/reviews/")
        with counted(engine) as statements:
            browser.get("/reviews/")
        numbers.append(len([one for one in statements if not one.startswith("INSERT")]))
    assert numbers[0] == numbers[1]
