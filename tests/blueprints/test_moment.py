"""Pages of mdt.blueprints.moment: looking for a moment."""

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.conferences import lifecycle
from mdt.models import (
    AuditRecord,
    PlaceKind,
    SeatDomain,
)
from tests.blueprints.choosing import (
    FIRST,
    at,
    busy,
    checked,
    choose,
    iso,
    offered,
    path,
    slot,
    words,
)
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, soup, text_of
from tests.queries import counted


def test_the_week_is_shown_with_the_best_moment_chosen(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference))

    assert page.status_code == 200
    alias = conference.items[0].case.alias
    assert f"Zaak {alias}, eerste overleg. Er zijn 10 momenten" in text_of(page, ".page-head")
    assert alias not in text_of(page, "title")
    assert checked(page) == [FIRST]
    assert len(soup(page).select(".wday")) == 5
    assert "Iedereen kan" in words(slot(page, FIRST))
    assert text_of(page, "#keuze") == (
        "woensdag 11 februari, 13.30 uur 7 van de 7 stoelen zijn vrij. 45 minuten."
    )
    assert "7 uitnodigingen gaan over 60 seconden de deur uit." in text_of(page, ".choice")
    shown = session.exec(select(AuditRecord.case_id)).all()
    assert conference.items[0].case_id in shown


def test_the_quorum_is_named_and_the_others_are_counted(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    busy(make, table.people[SeatDomain.OM], "09.00", "12.00")
    busy(make, table.people[SeatDomain.JUDICIARY], "08.00", "18.00")

    page = as_person(table.coordinator).get(path(conference))

    card = slot(page, iso("09.30"))
    assert words(card) == (
        "09.30 uur, 5 van de 7 kunnen. V Veilig Thuis kan. P Politie kan. O OM kan niet. "
        "+ 3 van 4 En 3 van de 4 andere stoelen."
    )
    assert [pip["class"] for pip in card.select(".pip")] == [["pip"], ["pip"], ["pip", "no"]]
    assert "V Veilig Thuis · P politie · O OM" in text_of(page, ".legend")


def test_another_week_and_another_length_can_be_asked_for(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference, "?week=2026-02-18&minutes=90"))

    assert all(moment.startswith("2026-02-1") or moment < "2026-02-21" for moment in offered(page))
    assert offered(page)[0] == iso("09.30", date(2026, 2, 16))
    assert text_of(page, "#minutes option[selected]") == "90 minuten"
    assert text_of(page, "#week option[selected]") == "16 t/m 20 februari"
    assert "90 minuten." in text_of(page, "#keuze")


@pytest.mark.parametrize(
    "query", ["week=2026-02-02", "week=soon&minutes=many", "minutes=9999", "week=9999-12-31"]
)
def test_a_filter_that_makes_no_sense_is_none(make: Make, as_person: AsPerson, query: str) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference, f"?{query}"))

    assert page.status_code == 200
    assert checked(page) == [FIRST]
    assert "45 minuten." in text_of(page, "#keuze")


def test_a_filter_answers_htmx_with_the_region_only(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference), headers={"HX-Request": "true"})

    assert [part["id"] for part in soup(page).find_all(recursive=False)] == ["board"]
    assert "HX-Request" in page.vary


def test_a_weekend_is_there_only_when_it_has_a_moment(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference, "?on=2026-02-14&at=10:00"))

    days = [words(day) for day in soup(page).select(".dayname")]
    assert len(days) == 6
    assert days[-1].endswith("zaterdag 14 februari")
    assert checked(page) == [iso("10.00", date(2026, 2, 14))]


def test_a_week_that_suits_nobody_says_so_and_shows_the_ways_out(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    for day in (11, 12, 13):
        busy(make, table.people[SeatDomain.POLICE], "08.00", "12.00", date(2026, 2, day))
        busy(make, table.people[SeatDomain.POLICE], "12.30", "18.00", date(2026, 2, day))

    page = as_person(table.coordinator).get(path(conference, "?week=2026-02-09"))

    assert "In deze week is er geen moment waarop iedereen kan." in text_of(page, ".page-head")
    notice = text_of(page, ".notice")
    assert notice.startswith("Geen moment voor iedereen Het dichtst in de buurt: wo 11 feb")
    assert "Alleen de politie kan dan niet." in notice
    assert "Kijk bij 16 t/m 20 februari : 20 momenten voor iedereen" in notice
    assert "30 minuten in plaats van 45 minuten geeft 2 momenten." in notice
    ways = [str(link["href"]) for link in soup(page).select(".notice a")]
    assert "week=2026-02-16" in ways[0]
    assert ways[1] == f"/conferences/{conference.id}#seats"
    assert checked(page)


def test_a_week_that_suits_the_quorum_is_not_skipped_for_who_is_only_wanted(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    for day in (11, 12, 13):
        busy(make, table.people[SeatDomain.VLAW], "08.00", "18.00", date(2026, 2, day))

    page = as_person(table.coordinator).get(path(conference))

    assert text_of(page, "#week option[selected]") == "9 t/m 13 februari"
    assert "Alleen de advocaat kan dan niet." in text_of(page, ".notice")


def test_a_seat_without_a_holder_is_shown_as_empty(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    for domain in (SeatDomain.POLICE, SeatDomain.OM):
        seat_of(conference, domain).holder_id = None

    page = as_person(table.coordinator).get(path(conference))

    assert "De stoelen van de politie en het OM zijn nog leeg." in text_of(page, ".notice")
    card = slot(page, FIRST)
    assert "P Politie nog leeg, een vervanger kan." in words(card)
    assert "O OM nog leeg." in words(card)
    assert len(card.select(".pip.vacant")) == 2
    assert "5 uitnodigingen gaan" in text_of(page, ".choice")


def test_who_gave_no_hours_is_counted_and_the_hours_assumed_are_said(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference))

    assert (
        "Van 7 mensen zijn geen werktijden bekend. Het portaal rekent dan met "
        "maandag tot en met vrijdag, 08.30 tot 17.00 uur."
    ) in text_of(page, "#board")


def test_who_will_be_told_is_named_with_the_time_asked_of_them(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference))

    guests = [words(row) for row in soup(page).select("#guests li")]
    judge, chair = table.people[SeatDomain.JUDICIARY], table.chair
    assert f"{judge.name} Rechter 9 van de 45 minuten" in guests
    assert f"{chair.name} ZVH het hele overleg" in guests
    assert len(guests) == 7


def test_the_page_never_says_why_somebody_is_busy(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference, other = cast.draft(make, table), cast.draft(make, table)
    lifecycle.convene(session, other, at("09.00"), by=table.coordinator, now=NOON)

    page = as_person(table.coordinator).get(path(conference))

    assert other.items[0].case.alias not in page.text
    assert str(other.id) not in page.text


def test_the_bar_says_who_can_at_one_moment(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    for domain in (SeatDomain.OM, SeatDomain.VLAW):
        busy(make, table.people[domain], "09.00", "12.00")

    answer = as_person(table.coordinator).get(
        path(conference, "/choice"), query_string={"starts_at": iso("10.00"), "minutes": 60}
    )

    assert [part["id"] for part in soup(answer).find_all(recursive=False)] == ["keuze"]
    assert text_of(answer) == (
        "donderdag 12 februari, 10.00 uur 5 van de 7 stoelen zijn vrij. 60 minuten. "
        "Het OM en de advocaat kunnen dan niet."
    )


@pytest.mark.parametrize(
    "moment",
    ["", "tomorrow", "2026-02-12T10:00", "9999-12-31T00:00+00:00", "0001-01-01T00:00+02:00"],
)
def test_the_bar_says_when_nothing_is_chosen(make: Make, as_person: AsPerson, moment: str) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    answer = as_person(table.coordinator).get(
        path(conference, "/choice"), query_string={"starts_at": moment}
    )

    assert text_of(answer) == "Nog geen moment gekozen Kies hierboven een tijd."


def test_a_taken_room_is_said_with_the_moment(make: Make, as_person: AsPerson) -> None:
    table, room = cast.table(make), make.room()
    conference = cast.draft(make, table)
    conference.place_kind, conference.room_id = PlaceKind.ROOM, room.id
    make.convened(starts_at=at("09.00"), minutes=480, place_kind=PlaceKind.ROOM, room_id=room.id)

    page = as_person(table.coordinator).get(path(conference, "?on=2026-02-12&at=10:00"))

    assert "zaal bezet" in words(slot(page, iso("10.00")))
    assert "7 van de 7 stoelen zijn vrij. 45 minuten. De zaal is dan bezet." in text_of(
        page, "#keuze"
    )


def test_a_moment_typed_by_hand_is_looked_at_first(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference, "?on=2026-02-19&at=18:05&minutes=60"))

    assert checked(page) == [iso("18.05", date(2026, 2, 19))]
    assert "0 van de 7 stoelen zijn vrij. 60 minuten." in text_of(page, "#keuze")
    assert text_of(page, "#week option[selected]") == "16 t/m 20 februari"
    fields = {name: soup(page).select(f"#{name}")[0]["value"] for name in ("on", "at")}
    assert fields == {"on": "2026-02-19", "at": "18:05"}


@pytest.mark.parametrize(
    ("query", "field", "problem"),
    [
        ("on=2026-02-19", "at", "Vul de tijd in."),
        ("at=10:00", "on", "Vul de dag in."),
        ("on=later&at=10:00", "on", "Vul een datum in"),
        ("on=2026-02-09&at=10:00", "on", "Dit moment is al geweest."),
        ("on=2028-02-09&at=10:00", "on", "Kies een dag binnen een jaar."),
        ("on=2026-03-29&at=02:30", "at", "Deze tijd bestaat niet"),
        ("on=2026-10-25&at=02:30", "fold", "Deze tijd komt die nacht twee keer voor."),
    ],
)
def test_a_typed_moment_that_is_none_says_why_and_keeps_what_was_typed(
    make: Make, as_person: AsPerson, query: str, field: str, problem: str
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference, f"?{query}&minutes=90"))

    assert page.status_code == 422
    [link] = soup(page).select(".error-summary a")
    assert problem in words(link)
    assert soup(page).select(str(link["href"]))
    assert link["href"] == f"#{field}"
    for pair in query.split("&"):
        name, value = pair.split("=")
        assert soup(page).select(f"#{name}")[0]["value"] == value
    assert checked(page) == []
    assert text_of(page, "#minutes option[selected]") == "90 minuten"


@pytest.mark.parametrize(("fold", "offset"), [("0", "+02:00"), ("1", "+01:00")])
def test_the_hour_that_comes_twice_is_asked_for(
    make: Make, as_person: AsPerson, fold: str, offset: str
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    browser = as_person(table.coordinator)

    page = browser.get(path(conference, f"?on=2026-10-25&at=02:30&fold={fold}"))

    assert page.status_code == 200
    assert checked(page) == [f"2026-10-25T02:30:00{offset}"]
    assert ("zomertijd" if fold == "0" else "wintertijd") in text_of(page, "#keuze")
    assert choose(browser, conference, checked(page)[0]).status_code == 303


def test_a_stranger_and_a_judge_find_no_such_page(make: Make, as_person: AsPerson) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    judge = table.people[SeatDomain.JUDICIARY]

    for person in (make.stranger(), judge, table.chair, table.people[SeatDomain.POLICE]):
        browser = as_person(person)
        assert browser.get(path(conference)).status_code == 404
        assert browser.get(path(conference, "/choice")).status_code == 404
        assert choose(browser, conference).status_code == 404


def test_who_is_not_signed_in_is_asked_to(session: Session, make: Make, client: Browser) -> None:
    conference = cast.draft(make, cast.table(make))
    session.commit()

    assert client.get(path(conference)).status_code == 303


def test_the_page_asks_as_much_for_a_large_table_as_for_a_small_one(
    make: Make, as_person: AsPerson, engine: Engine
) -> None:
    small, large = make.conference(), make.conference()
    for conference, seats in ((small, 2), (large, 13)):
        for position in range(seats):
            make.seat(conference, make.person(), position=position)
    browser = as_person(make.coordinator())
    counts = []
    for address in (path(small), path(large)):
        with counted(engine) as seen:
            assert browser.get(address).status_code == 200
        counts.append(len(seen))

    assert counts[0] == counts[1]
