"""Pages of mdt.blueprints.incidents."""

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from icalendar import Calendar
from sqlmodel import Session, select

from mdt import clock
from mdt.models import Case, Incident, Measure, MeasureKind, Person, Role
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of
from tests.vault.sealed import kept_sealed

AFTER = datetime(2027, 4, 1, 10, tzinfo=UTC)
"""After three nights in which clocks change."""

FIRST, SECOND = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
ONCE = "3f8c2bda-38a5-4c9c-a8ed-32e8a1d8e0f1"


def typed(day: str, time: str, **more: str) -> dict[str, Any]:
    return {"happened_day": day, "happened_time": time, "what": "Hij stond daar."} | more


def twice(make: Make, case: Case) -> None:
    """Note both incidents of that night at 02.30, the later one first."""
    make.incident(case, happened_at=SECOND, what="Hij komt terug.", noted_at=NOON)
    make.incident(case, happened_at=FIRST, what="Hij belt aan.", noted_at=AFTER)


@pytest.fixture
def _afterwards(at_noon: None) -> None:  # noqa: ARG001 - the portal's own clock, which it puts back
    """Let the portal's own clock say AFTER and go on from there."""
    clock.shift(AFTER - clock.unshifted())


pytestmark = pytest.mark.usefixtures("_afterwards")


@pytest.mark.parametrize("day", ["2026-03-29", "2027-03-28"])
def test_a_time_that_no_clock_showed_is_refused_and_what_was_typed_stays(
    session: Session, make: Make, as_person: AsPerson, day: str
) -> None:
    browser, path = as_person(make.coordinator()), f"/cases/{make.case().id}/incidents"

    answer = send(browser, path, **typed(day, "02:30"))

    assert answer.status_code == 422
    assert "bestaat niet" in text_of(answer, "#happened_time-problem")
    assert "Hij stond daar." in text_of(answer, "textarea")
    assert not session.exec(select(Incident)).all()


def test_after_the_jump_it_is_stored_in_utc(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser, path = as_person(make.coordinator()), f"/cases/{case.id}/incidents"
    assert "Nog geen incidenten" in text_of(browser.get(path))
    for _ in range(2):
        answer = send(browser, path, **typed("2026-03-29", "03:10"), once=ONCE)
        assert answer.status_code == 303

    [found] = session.exec(select(Incident)).all()
    assert found.happened_at == datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    for page in (path, f"/cases/{case.id}"):
        words = text_of(browser.get(page), "#incidents")
        assert "zo 29 mrt 2026, 03.10 uur" in words
        assert "Hij stond daar." in words


def test_of_a_time_that_came_twice_is_asked_which_of_the_two(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser, path = as_person(make.coordinator()), f"/cases/{case.id}/incidents"

    asked = send(browser, path, **typed("2026-10-25", "02:30"))

    assert asked.status_code == 422
    assert "twee keer" in text_of(asked, "#happened_fold-problem")
    assert "De tweede keer (wintertijd)" in text_of(asked, "main form")
    for fold in ("1", "0"):
        send(browser, path, **typed("2026-10-25", "02:30", happened_fold=fold))
    found = session.exec(select(Incident).order_by("happened_at")).all()
    assert [one.happened_at for one in found] == [FIRST, SECOND]
    again = soup(browser.get(f"/incidents/{found[1].id}")).select_one("input[value='1'][checked]")
    assert again, "who corrects it finds the second time chosen"


def test_two_in_the_hour_that_comes_twice_keep_their_order_on_pages_and_in_files(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    twice(make, case)
    browser, path = as_person(make.coordinator()), f"/cases/{case.id}/incidents"

    for page in (path, f"/cases/{case.id}"):
        words = text_of(browser.get(page), "#incidents")
        assert words.index("02.30 uur (zomertijd)") < words.index("02.30 uur (wintertijd)")
        assert words.index("Hij belt aan.") < words.index("Hij komt terug.")
    _, *rows = csv.reader(StringIO(browser.get(f"{path}.csv").text), delimiter=";")
    assert [row[:5] for row in rows] == [
        ["2026-10-25T00:30:00Z", "25-10-2026", "02:30", "zomertijd", "Hij belt aan."],
        ["2026-10-25T01:30:00Z", "25-10-2026", "02:30", "wintertijd", "Hij komt terug."],
    ]
    entries = Calendar.from_ical(browser.get(f"{path}.ics").data).walk("VEVENT")
    assert [entry.decoded("dtstart") for entry in entries] == [FIRST, SECOND]


def test_a_calendar_says_when_and_not_one_word_of_the_case(make: Make, as_person: AsPerson) -> None:
    case = make.case(alias="Populier", reference="MW-2026-014")
    twice(make, case)
    browser = as_person(make.coordinator())

    answer = browser.get(f"/cases/{case.id}/incidents.ics")

    assert answer.headers["Content-Disposition"] == "attachment; filename=momenten.ics"
    text = answer.text.replace("\r\n ", "")
    for word in ("Populier", "MW-2026", "Hij", "belt", "Samira"):
        assert word not in text
    assert "TZID" not in text, "both are said in UTC"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\uff1d"])
def test_a_table_reckons_nothing_out(make: Make, as_person: AsPerson, start: str) -> None:
    case = make.case()
    make.incident(case, what=f"{start}HYPERLINK(1)")
    browser = as_person(make.coordinator())

    answer = browser.get(f"/cases/{case.id}/incidents.csv")

    assert answer.headers["Content-Disposition"] == "attachment; filename=incidenten.csv"
    [_, row] = csv.reader(StringIO(answer.text), delimiter=";")
    assert row[4] == f"'{start}HYPERLINK(1)"


def test_it_says_which_measure_or_action_it_breaks(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, other = make.case(), make.case()
    ban = make.add(Measure(case_id=case.id, kind=MeasureKind.NO_CONTACT, starts_at=NOON))
    action = make.action(case, title="Slot vervangen")
    elsewhere = make.action(other)
    browser, path = as_person(make.coordinator()), f"/cases/{case.id}/incidents"
    for more, field, words in (
        ({"measure_id": str(ban.id), "action_id": str(action.id)}, "action_id", "niet allebei"),
        ({"measure_id": str(case.id)}, "measure_id", "maatregel uit deze zaak"),
        ({"action_id": str(elsewhere.id)}, "action_id", "actie uit deze zaak"),
    ):
        answer = send(browser, path, **typed("2026-03-29", "03:10", **more))
        assert answer.status_code == 422
        assert words in text_of(answer, f"#{field}-problem")

    for more in ({"measure_id": str(ban.id)}, {"action_id": str(action.id)}):
        assert send(browser, path, **typed("2026-03-29", "03:10", **more)).status_code == 303

    words = text_of(browser.get(path), "#incidents")
    assert "Overtreedt: Contactverbod" in words
    assert "Overtreedt: Slot vervangen" in words
    assert len(session.exec(select(Incident)).all()) == 2


def test_whoever_corrects_it_second_sees_both_texts(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    incident = make.incident(case)
    browser, path = as_person(make.coordinator()), f"/incidents/{incident.id}"
    more = {"what": "Hij belde aan.", "version": "1"}
    assert send(browser, path, **typed("2026-03-29", "03:10") | more).status_code == 303

    late = typed("2026-03-29", "03:20") | {"what": "Hij bonsde.", "version": "1"}
    answer = send(browser, path, **late)

    assert answer.status_code == 409
    assert "Hij bonsde." in text_of(answer, ".is-mine")
    assert "Hij belde aan." in text_of(answer, ".is-theirs")
    assert session.get_one(Incident, incident.id).what == "Hij belde aan."
    assert send(browser, path, **late | {"version": "2"}).status_code == 303
    assert "verbeterde een incident" in text_of(browser.get(f"/cases/{case.id}/history"))


def test_what_is_withdrawn_stands_apart_is_in_no_file_and_can_be_put_back(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    incident = make.incident(case, what="Hij belt aan.")
    browser, path = as_person(make.coordinator()), f"/cases/{case.id}/incidents"
    move = f"/incidents/{incident.id}/withdrawal"

    assert send(browser, move, is_withdrawn="1", version="1").status_code == 303
    assert "Hij belt aan." in text_of(browser.get(path), "#incidents details")
    assert "Hij belt aan." not in text_of(browser.get(f"/cases/{case.id}"), "#incidents")
    assert "Hij belt aan." not in browser.get(f"{path}.csv").text
    assert str(incident.id) not in browser.get(f"{path}.ics").text
    assert send(browser, move, is_withdrawn="0", version="1").status_code == 409
    assert send(browser, move, is_withdrawn="0", version="2").status_code == 303
    assert "Hij belt aan." in text_of(browser.get(f"/cases/{case.id}"), "#incidents")


def test_it_has_happened_and_its_case_is_open(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, closed = make.case(), make.case(closed_at=NOON)
    incident = make.incident(closed)
    browser = as_person(make.coordinator())

    answer = send(browser, f"/cases/{case.id}/incidents", **typed("2027-04-02", "10:00"))
    assert "moet nog komen" in text_of(answer, "#happened_day-problem")
    for path in (f"/cases/{closed.id}/incidents", f"/incidents/{incident.id}"):
        answer = send(browser, path, **typed("2026-03-29", "03:10"), version="1")
        assert "gesloten" in text_of(answer, ".error-summary")
    move = send(browser, f"/incidents/{incident.id}/withdrawal", is_withdrawn="1", version="1")
    assert "gesloten" in text_of(move, ".error-summary")
    assert len(session.exec(select(Incident)).all()) == 1


def test_who_reads_the_section_gets_the_files_and_only_who_keeps_it_writes(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    incident, path = make.incident(case), f"/cases/{case.id}/incidents"
    reader = session.get_one(Person, case.victim_contact_id)
    walled = make.coordinator()
    make.wall(case, walled)
    nobody = (make.stranger(), make.person(Role.JUDGE), make.person(Role.DPO), walled)
    for person, status in ((reader, 200), *((one, 404) for one in nobody)):
        browser = as_person(person)
        for page in (path, f"{path}.csv", f"{path}.ics"):
            assert browser.get(page).status_code == status
        for page in (f"{path}/new", f"/incidents/{incident.id}"):
            assert browser.get(page).status_code == 404
        for page in (path, f"/incidents/{incident.id}", f"/incidents/{incident.id}/withdrawal"):
            assert send(browser, page, **typed("2026-03-29", "03:10")).status_code == 404
    assert not soup(as_person(reader).get(path)).select("main a[href$='/new'], main form")


def test_what_is_sealed_is_not_stored_in_it(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    kept_sealed(make, case, by=make.person())
    browser = as_person(make.coordinator())
    fields = typed("2026-03-29", "03:10") | {"what": "Hij staat bij haar in Oosterwolde."}

    answer = send(browser, f"/cases/{case.id}/incidents", **fields)

    assert answer.status_code == 422
    assert "afgeschermd gegeven" in answer.text
    assert not session.exec(select(Incident)).all()
