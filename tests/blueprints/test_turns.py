"""Pages of mdt.blueprints.turns, and turns on the pages of a table and of a new conference."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import (
    Conference,
    Every,
    Measure,
    MeasureKind,
    PanelException,
    PanelRhythm,
    Role,
)
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of
from tests.queries import counted

NEXT = date(2026, 2, 17)
RHYTHM: dict[str, Any] = {
    "every": "week",
    "first_on": "2026-02-17",
    "starts": "10:00",
    "minutes": "120",
    "most_cases": "3",
    "cutoff_days": "2",
    "cutoff_at": "12:00",
}


@pytest.fixture
def at(make: Make) -> Table:
    """Return a table that sits every Tuesday at 10.00."""
    table = cast.table(make)
    sit(make, table)
    return table


def sit(make: Make, table: Table, **columns: Any) -> None:
    values: dict[str, Any] = {
        "every": Every.WEEK,
        "first_on": NEXT,
        "starts": time(10),
        "minutes": 120,
        "most_cases": 3,
        "cutoff_days": 2,
        "cutoff_at": time(12),
    }
    make.add(PanelRhythm(panel_id=table.panel.id, **values | columns))


def path(table: Table, rest: str = "") -> str:
    return f"/panels/{table.panel.id}{rest}"


def turn(table: Table, rest: str = "") -> str:
    return path(table, f"/turns/{NEXT}{rest}")


def draft_form(make: Make, table: Table, **fields: Any) -> dict[str, Any]:
    return {
        "case_id": str(cast.case_of(make, table).id),
        "kind": "review",
        "question": cast.QUESTION,
        "minutes": "45",
        "turn": f"{table.panel.id}/{NEXT}",
    } | fields


def seen(browser: Browser, at: Table) -> str:
    """Return how the first turn stands, as its page says in a hidden field."""
    field = soup(browser.get(turn(at))).select_one("input[name=seen]")
    assert field
    return str(field["value"])


def test_a_coordinator_gives_a_table_a_rhythm(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, room = cast.table(make), make.room(name="Kamer 2.14")
    browser = as_person(table.coordinator)
    assert "Geen vast ritme" in text_of(browser.get(path(table)), "#turns")

    answer = send(browser, path(table, "/rhythm"), **RHYTHM, room_id=str(room.id))
    shown = text_of(browser.get(str(answer.location)), "#turns")
    assert "Elke week op dinsdag om 10.00 uur, 120 minuten, Kamer 2.14." in shown
    assert "Ten hoogste 3 zaken. De agenda sluit 2 werkdagen ervoor om 12.00 uur." in shown
    assert "di 17 feb, 10.00 tot 12.00 uur De agenda sluit vr 13 feb, 12.00 uur." in shown
    form = soup(browser.get(path(table, "/rhythm"))).select_one("form[action$=removal]")
    assert form is not None
    assert "Wat u verzette of afzegde, gaat ook weg." in form.get_text()
    send(browser, path(table, "/rhythm/removal"))
    assert session.exec(select(PanelRhythm)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("every", "", "Kies hoe vaak de tafel zit."),
        ("every", "daily", "Kies een van de mogelijkheden."),
        ("first_on", "", "Vul de eerste dag in"),
        ("minutes", "5", "Vul een getal in vanaf 15."),
        ("most_cases", "0", "Vul een getal in vanaf 1."),
        ("cutoff_days", "veel", "Vul een heel getal in."),
        ("cutoff_at", "25:00", "Vul een tijd in"),
        ("room_id", "00000000-0000-0000-0000-000000000000", "Kies een zaal van deze regio"),
    ],
)
def test_a_rhythm_that_cannot_be_comes_back_with_what_was_typed(
    make: Make, as_person: AsPerson, field: str, value: str, problem: str
) -> None:
    table = cast.table(make)
    answer = send(as_person(table.coordinator), path(table, "/rhythm"), **RHYTHM | {field: value})

    assert answer.status_code == 422
    assert problem in text_of(answer, ".error-summary")
    starts = soup(answer).select_one("input[name=starts]")
    assert starts is not None
    assert starts["value"] == "10:00"


def test_holidays_are_shown_and_fall_out(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    sit(make, table, first_on=date(2026, 3, 30))
    rows = soup(as_person(table.coordinator).get(path(table))).select("#turns li")

    words = [" ".join(row.get_text(" ").split()) for row in rows]
    easter = next(one for one in words if one.startswith("ma 6 apr"))
    assert "De tafel slaat deze keer over. feestdag" in easter


def test_one_turn_is_moved_called_off_and_put_back(
    session: Session, at: Table, as_person: AsPerson
) -> None:
    browser = as_person(at.coordinator)
    to: dict[str, Any] = {"moved_day": "2026-02-18", "moved_time": "14:00"}
    send(browser, turn(at, "/moment"), seen=seen(browser, at), **to)
    shown = text_of(browser.get(path(at)), "#turns li")
    assert "wo 18 feb, 14.00 tot 16.00 uur Verzet van di 17 feb." in shown

    send(browser, turn(at, "/cancellation"), seen=seen(browser, at))
    assert "afgezegd" in text_of(browser.get(path(at)), "#turns li")
    send(browser, turn(at, "/rhythm"), seen=seen(browser, at))
    assert session.exec(select(PanelException)).all() == []


@pytest.mark.parametrize("rest", ["/moment", "/cancellation", "/rhythm"])
def test_a_turn_that_somebody_else_changed_meanwhile_is_left_as_they_made_it(
    session: Session, at: Table, as_person: AsPerson, rest: str
) -> None:
    browser = as_person(at.coordinator)
    before = seen(browser, at)
    to: dict[str, Any] = {"moved_day": "2026-02-18", "moved_time": "14:00"}
    send(browser, turn(at, "/moment"), seen=before, **to)

    later: dict[str, Any] = {"moved_day": "2026-02-19", "moved_time": "09:30"}
    answer = send(browser, turn(at, rest), seen=before, **later)

    assert answer.status_code == 409
    notice = text_of(answer, "main")
    assert "Iemand anders heeft deze zitting net gewijzigd" in notice
    assert "<title>Fout: Zitting van een vaste tafel" in answer.text
    assert "Zij is nu op woensdag 18 februari, 14.00 uur" in notice
    if rest == "/moment":
        assert "2026-02-19" in answer.text, "what was typed is kept"
    [row] = session.exec(select(PanelException)).all()
    assert row.moved_to == datetime(2026, 2, 18, 13, tzinfo=UTC)
    assert send(browser, turn(at, rest), seen=seen(browser, at), **later).status_code == 303


def test_a_second_click_on_what_was_done_is_done(
    session: Session, at: Table, as_person: AsPerson
) -> None:
    browser = as_person(at.coordinator)
    before = seen(browser, at)

    twice = [send(browser, turn(at, "/cancellation"), seen=before) for _ in range(2)]

    assert [one.status_code for one in twice] == [303, 303]
    assert len(session.exec(select(PanelException)).all()) == 1


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"moved_day": "", "moved_time": ""}, "Vul de dag in."),
        ({"moved_day": "2026-02-09", "moved_time": "10:00"}, "Dit moment is al geweest."),
        ({"moved_day": "2026-03-29", "moved_time": "02:30"}, "Deze tijd bestaat niet"),
        ({"moved_day": "2026-10-25", "moved_time": "02:30"}, "Kies de eerste of de tweede"),
    ],
)
def test_a_moment_that_cannot_be_is_refused(
    at: Table, as_person: AsPerson, fields: dict[str, Any], problem: str
) -> None:
    browser = as_person(at.coordinator)
    answer = send(browser, turn(at, "/moment"), seen=seen(browser, at), **fields)

    assert answer.status_code == 422
    assert problem in text_of(answer, ".error-summary")


def test_a_turn_with_a_conference_is_left_alone_and_leads_there(
    session: Session, make: Make, at: Table, as_person: AsPerson
) -> None:
    browser = as_person(at.coordinator)
    send(browser, "/conferences/", **draft_form(make, at))
    conference = session.exec(select(Conference)).one()

    refused = send(browser, turn(at, "/cancellation"), seen=seen(browser, at))
    assert refused.status_code == 422
    assert f"/conferences/{conference.id}" in refused.text
    assert "nog plaats voor 1 zaak" in text_of(browser.get(path(at)), "#turns li")


def test_who_sets_up_sees_when_the_table_sits_and_not_what_stands_there(
    make: Make, at: Table, as_person: AsPerson
) -> None:
    send(as_person(at.coordinator), "/conferences/", **draft_form(make, at))
    page = as_person(make.person(Role.ADMINISTRATOR)).get(path(at))

    assert "gaat door" in text_of(page, "#turns li")
    assert "plaats voor" not in page.text
    assert "/conferences/" not in text_of(page, "#turns")


def test_a_new_conference_is_offered_the_first_turn_that_is_in_time(
    make: Make, at: Table, as_person: AsPerson
) -> None:
    case = cast.case_of(make, at)
    browser = as_person(at.coordinator)
    page = browser.get(f"/conferences/new?case_id={case.id}")
    chosen = soup(page).select_one("select[name=turn] option[selected]")
    assert chosen is not None
    assert chosen["value"] == f"{at.panel.id}/{NEXT}"
    assert "di 17 feb, 10.00\N{NO-BREAK SPACE}uur: nog plaats voor 2 zaken" in chosen.get_text()
    assert "Dat is op tijd voor deze zaak." in page.text

    ends = datetime(2026, 2, 16, 12, tzinfo=UTC)
    ban = MeasureKind.HOUSE_BAN
    make.add(Measure(case_id=case.id, kind=ban, starts_at=NOON, ends_at=ends))
    late = soup(browser.get(f"/conferences/new?case_id={case.id}"))
    assert not late.select("select[name=turn] option[selected]")


def test_cases_come_to_one_conference_and_its_moment_is_the_turns(
    session: Session, make: Make, at: Table, as_person: AsPerson
) -> None:
    browser = as_person(at.coordinator)
    answers = [send(browser, "/conferences/", **draft_form(make, at)) for _ in range(2)]

    conference = session.exec(select(Conference)).one()
    assert answers[0].location == answers[1].location == f"/conferences/{conference.id}"
    assert len(conference.items) == 2
    page = browser.get(f"/conferences/{conference.id}")
    assert "bedoeld voor di 17 feb" in text_of(page, "#facts")
    assert soup(page).select(f"#facts a[href='{path(at)}']")
    [link] = soup(page).select("#facts a[href*='/moment']")
    board = browser.get(str(link["href"]))
    assert soup(board).select_one("input[name=starts_at][value^='2026-02-17T'][checked]")


def test_a_full_turn_and_one_that_is_closed_say_so(
    session: Session, make: Make, at: Table, as_person: AsPerson
) -> None:
    browser = as_person(at.coordinator)
    full = send(browser, "/conferences/", **draft_form(make, at, minutes="121"))
    assert "Deze zitting is vol." in text_of(full, ".error-summary")
    rhythm = session.get_one(PanelRhythm, at.panel.id)
    rhythm.cutoff_days = 10
    session.flush()

    late = send(browser, "/conferences/", **draft_form(make, at))
    assert late.status_code == 422
    assert "De agenda van deze zitting is al gesloten." in text_of(late, ".error-summary")
    assert soup(late).select("textarea[name=because]")
    reason = draft_form(make, at, because="Het huisverbod eindigt.")
    send(browser, "/conferences/", **reason)
    [item] = session.exec(select(Conference)).one().items
    assert item.late_because == "Het huisverbod eindigt."
    shown = text_of(browser.get(f"/conferences/{item.conference_id}"), "#item-1")
    assert "Na de sluiting van de agenda, omdat Het huisverbod eindigt." in shown
    more = {key: reason[key] for key in ("question", "minutes")}
    again = send(
        browser,
        f"/conferences/{item.conference_id}/items/",
        case_id=str(cast.case_of(make, at).id),
        **more,
    )
    assert again.status_code == 422
    assert soup(again).select("textarea[name=because]")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("nonsense", "Kies een van de mogelijkheden."),
        ("x/2026-02-17", "Kies een van de mogelijkheden."),
        ("{panel}/2026-02-18", "De tafel zit dan niet."),
    ],
)
def test_a_turn_that_is_none_is_refused(
    make: Make, at: Table, as_person: AsPerson, value: str, problem: str
) -> None:
    chosen = value.format(panel=at.panel.id)
    answer = send(as_person(at.coordinator), "/conferences/", **draft_form(make, at, turn=chosen))

    assert answer.status_code == 422
    assert problem in text_of(answer, ".error-summary")
    assert make.session.exec(select(Conference)).all() == []


def test_a_stranger_finds_nothing(make: Make, at: Table, as_person: AsPerson) -> None:
    elsewhere = make.organisation(region_id=make.another_region().id)
    for person in (make.stranger(), make.person(Role.COORDINATOR, elsewhere)):
        browser = as_person(person)
        for address in (path(at, "/rhythm"), turn(at)):
            assert browser.get(address).status_code == 404
        for rest in ("/moment", "/cancellation", "/rhythm"):
            assert send(browser, turn(at, rest)).status_code == 404
        assert send(browser, path(at, "/rhythm"), **RHYTHM).status_code == 404
        assert send(browser, path(at, "/rhythm/removal")).status_code == 404
    case = make.case(region_id=elsewhere.region_id)
    form = draft_form(make, at, case_id=str(case.id))
    assert send(browser, "/conferences/", **form).status_code == 404


@pytest.mark.parametrize("day", ["2026-02-18", "2026-02-10", "gisteren"])
def test_a_day_without_a_turn_is_not_found(at: Table, as_person: AsPerson, day: str) -> None:
    assert as_person(at.coordinator).get(path(at, f"/turns/{day}")).status_code == 404


def test_signed_out_one_is_led_to_the_sign_in(client: FlaskClient, at: Table) -> None:
    assert client.get(path(at, "/rhythm")).status_code == 303


def test_the_page_of_a_table_asks_the_same_however_much_stands_there(
    make: Make, at: Table, as_person: AsPerson, engine: Engine
) -> None:
    browser, numbers = as_person(at.coordinator), []
    for weeks in ((), (0, 1, 2, 3)):
        for week in weeks:
            on = NEXT + timedelta(weeks=week)
            make.conference(panel_id=at.panel.id, turn_on=on)
        with counted(engine) as statements:
            browser.get(path(at))
        numbers.append(len([one for one in statements if not one.startswith("INSERT")]))
    assert numbers[0] == numbers[1]
