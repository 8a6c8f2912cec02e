"""Pages of mdt.blueprints.availability."""

from datetime import UTC, datetime, time

import pytest
from sqlmodel import Session, select

from mdt.directory import hours
from mdt.directory.hours import Stretch
from mdt.models import Absence, BusyKind, BusyProblem, BusySource, Role
from mdt.scheduling import busy_sources
from mdt.scheduling.busy_sources import Place
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.scheduling import calendars


def test_everybody_keeps_their_own_week(session: Session, make: Make, as_person: AsPerson) -> None:
    person = make.person()
    browser = as_person(person)
    sent = {"from-0-0": "08:30", "until-0-0": "12.00", "from-0-1": "13:00", "until-0-1": "17:00"}
    sent["version"] = "1"

    answer = send(browser, f"/availability/{person.id}/week", **sent)  # type: ignore[arg-type] # only fields

    assert answer.location == "/availability/"
    assert hours.week_of(session, person) == [
        Stretch(0, time(8, 30), time(12)),
        Stretch(0, time(13), time(17)),
    ]
    assert 'value="08:30"' in browser.get(answer.location).text


def test_half_a_stretch_or_an_overlap_comes_back_with_what_was_typed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    browser = as_person(person)
    path = f"/availability/{person.id}/week"

    half = send(browser, path, **{"from-2-0": "09:00"})  # type: ignore[arg-type] # only fields
    backwards = send(browser, path, **{"from-2-0": "09:00", "until-2-0": "08:00", "version": "1"})  # type: ignore[arg-type] # only fields

    assert (half.status_code, backwards.status_code) == (422, 422)
    assert 'value="09:00"' in half.text
    assert "moet na zijn begin eindigen" in text_of(backwards, ".error-summary")
    assert hours.week_of(session, person) == []


def test_an_absence_is_noted_in_local_time_and_taken_away(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    browser = as_person(person)
    path = f"/availability/{person.id}/absences"

    send(browser, path, from_on="2026-07-01", until_on="2026-07-03")

    absence = session.exec(select(Absence)).one()
    assert absence.starts_at == datetime(2026, 6, 30, 22, tzinfo=UTC)
    assert absence.ends_at == datetime(2026, 7, 3, 21, 45, tzinfo=UTC)
    send(browser, f"{path}/{absence.id}/removal")
    assert not session.exec(select(Absence)).all()


def test_a_time_that_the_clock_change_skips_is_refused(make: Make, as_person: AsPerson) -> None:
    person = make.person()

    answer = send(
        as_person(person),
        f"/availability/{person.id}/absences",
        from_on="2026-03-29",
        from_time="02:30",
        until_on="2026-03-30",
    )

    assert answer.status_code == 422
    assert "Deze tijd bestaat niet" in text_of(answer, ".error-summary")


def test_an_administrator_helps_and_a_stranger_gets_nothing(
    make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation)
    administrator = as_person(make.person(Role.ADMINISTRATOR, organisation))

    assert administrator.get(f"/availability/{person.id}").status_code == 200
    for other in (make.stranger(), make.person(organisation=organisation)):
        browser = as_person(other)
        assert browser.get(f"/availability/{person.id}").status_code == 404
        assert send(browser, f"/availability/{person.id}/week").status_code == 404


SECRET_ADDRESS = "https://agenda.partner.example/geheim.ics"


def test_a_calendar_of_ones_own_is_read_on_asking_and_its_address_shown_to_nobody(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person())

    send(
        browser,
        "/availability/calendars",
        kind="caldav",
        address=SECRET_ADDRESS,
        name="anna",
        password="zeer-geheim",
    )

    source = session.exec(select(BusySource)).one()
    place = busy_sources.place_of(source, secret="t" * 32)
    assert place == Place(SECRET_ADDRESS, "anna", "zeer-geheim")
    page = browser.get("/availability/")
    assert "Nog niet gelezen" in text_of(page, "#calendars")
    assert "geheim" not in page.text

    send(browser, f"/availability/calendars/{source.id}/removal")
    assert not session.exec(select(BusySource)).all()


def test_two_calendars_of_one_kind_are_told_apart_by_name_and_server(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person())
    for label, host in (("Spreekuur", "agenda.partner.example"), ("", "thuis.example")):
        address = f"https://q7naam:q7woord@{host}/geheim.ics?token=verborgen"
        send(browser, "/availability/calendars", kind="ics", address=address, label=label)

    page = browser.get("/availability/")
    named, unnamed = (row.get_text(" ", strip=True) for row in soup(page).select("#calendars li"))

    assert "Spreekuur" in named
    assert "agenda.partner.example, sinds" in named
    assert "thuis.example, sinds" in unnamed
    for hidden in ("q7naam", "q7woord", "geheim", "verborgen"):
        assert hidden not in page.text
    assert not any("Spreekuur" in one.sealed for one in session.exec(select(BusySource)))


def test_a_calendar_sealed_under_another_key_is_shown_without_name_or_server(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    place = Place(SECRET_ADDRESS, label="Spreekuur")
    busy_sources.add(session, person, BusyKind.ICS, place, secret="x" * 40, now=NOON)
    session.commit()

    page = as_person(person).get("/availability/")

    assert "Nog niet gelezen" in text_of(page, "#calendars")
    assert "Spreekuur" not in page.text


@pytest.mark.parametrize(
    "address", ["http://agenda.partner.example/a.ics", "agenda.ics", "https://agenda.example/é", ""]
)
def test_an_address_that_is_not_secure_comes_back_as_typed_without_the_password(
    session: Session, make: Make, as_person: AsPerson, address: str
) -> None:
    answer = send(
        as_person(make.person()),
        "/availability/calendars",
        kind="ics",
        address=address,
        name="anna",
        password="zeer-geheim",
    )

    assert answer.status_code == 422
    assert f'value="{address}"' in answer.text
    assert 'value="anna"' in answer.text
    assert "zeer-geheim" not in answer.text
    assert not session.exec(select(BusySource)).all()


def test_the_owner_reads_what_is_wrong_and_how_old_the_last_reading_is(
    make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    calendars.source(make, person, problem=BusyProblem.RECURRENCE)

    text = text_of(as_person(person).get("/availability/"), "#calendars")

    assert "elk uur of vaker" in text
    assert "Laatst gelezen: di 10 feb" in text
    assert "Wat eerder is gelezen, telt nog mee." in text


def test_of_a_calendar_that_was_never_read_nothing_is_said_to_count(
    make: Make, as_person: AsPerson
) -> None:
    person = make.person()
    calendars.source(make, person, read_at=None, problem=BusyProblem.FORBIDDEN_ADDRESS)

    text = text_of(as_person(person).get("/availability/"), "#calendars")

    assert "Er is nog niets gelezen. Zolang staat u op “misschien”." in text
    assert "Wat eerder is gelezen" not in text


def test_a_calendar_is_nobodys_business_but_ones_own(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    person = make.person(organisation=organisation)
    source = calendars.source(make, person)
    administrator = as_person(make.person(Role.ADMINISTRATOR, organisation))

    assert "eigen agenda" not in administrator.get(f"/availability/{person.id}").text
    for browser in (administrator, as_person(make.stranger())):
        assert send(browser, f"/availability/calendars/{source.id}/removal").status_code == 404
    assert session.exec(select(BusySource)).all() == [source]
