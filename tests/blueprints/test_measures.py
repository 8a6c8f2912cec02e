"""Pages of mdt.blueprints.measures."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.models import Case, Measure, MeasureKind, Person
from mdt.safety_plan import measures
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

DAY = timedelta(days=1)


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "kind": "house_ban",
        "legal_basis": "Wet tijdelijk huisverbod",
        "start_day": "2026-02-10",
        "start_time": "01:20",
        "version": "1",
    } | changed


def add(session: Session, case: Case, by: Person, **columns: Any) -> Measure:
    terms: dict[str, Any] = {
        "kind": MeasureKind.HOUSE_BAN,
        "starts_at": NOON - DAY,
        "ends_at": NOON + 9 * DAY,
    } | columns
    return measures.add(session, case, measures.Terms(**terms), by=by, now=NOON)


def test_one_first_says_which_measure_it_is(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())

    kinds = browser.get(f"/cases/{case.id}/measures/new")
    form = browser.get(f"/cases/{case.id}/measures/new?kind=house_ban")

    assert "Huisverbod" in text_of(kinds, "main")
    assert "Verlengen kan alleen de burgemeester." in text_of(form, "main")
    assert "Laat leeg voor de gewone duur: 10 dagen." in text_of(form, "main")
    basis = soup(form).select_one("#legal_basis")
    assert basis is not None
    assert basis["value"] == "Wet tijdelijk huisverbod"


def test_no_measure_is_chosen_for_whoever_chooses_none(make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())

    first = browser.get(f"/cases/{case.id}/measures/new")
    unchosen = browser.get(f"/cases/{case.id}/measures/new?asked=1")

    assert first.status_code == 200
    assert not soup(first).select("main input[checked]")
    assert unchosen.status_code == 422
    assert "Kies welke maatregel het is." in text_of(unchosen, ".error-summary")


def test_a_house_ban_without_an_end_gets_its_ten_days(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()

    answer = send(as_person(make.coordinator()), f"/cases/{case.id}/measures", **typed())

    measure = session.exec(select(Measure)).one()
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.id}/plan")
    assert measure.starts_at.isoformat() == "2026-02-10T00:20:00+00:00"
    assert measure.ends_at is not None
    assert measure.ends_at.isoformat() == "2026-02-20T00:20:00+00:00"


@pytest.mark.parametrize(
    "problem",
    [
        ({"start_day": ""}, "start_day", "op welke dag de maatregel begint"),
        ({"start_time": ""}, "start_time", "hoe laat de maatregel begint"),
        ({"end_day": "2026-02-15"}, "end_time", "Vul ook de tijd in"),
        ({"end_day": "2026-02-09", "end_time": "10:00"}, "end_day", "voor het begin"),
        ({"end_day": "2026-03-10", "end_time": "01:21"}, "end_day", "tot di 10 mrt, 01.20 uur"),
        ({"kind": "other"}, "title", "hoe deze maatregel heet"),
        ({"start_day": "2026-03-29", "start_time": "02:30"}, "start_time", "bestaat niet"),
        ({"note": "x" * 401}, "note", "ten hoogste 400 tekens"),
    ],
)
def test_a_problem_is_said_at_its_field_and_nothing_typed_is_lost(
    session: Session,
    make: Make,
    as_person: AsPerson,
    problem: tuple[dict[str, Any], str, str],
) -> None:
    changed, field, words = problem
    sent = typed(**{"note": "Bel eerst."} | changed)

    answer = send(as_person(make.coordinator()), f"/cases/{make.case().id}/measures", **sent)

    assert answer.status_code == 422
    assert words in text_of(answer, f"#{field}-problem")
    assert sent["note"] in text_of(answer, "#note")
    assert not session.exec(select(Measure)).all()


def test_a_measure_shows_what_is_known_of_it(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by = make.case(), make.coordinator()
    measure = add(session, case, by, legal_basis="Wth", note="Hij slaapt bij zijn broer.")

    page = text_of(as_person(by).get(f"/measures/{measure.id}"), "main")

    for words in ("Huisverbod", "Wth", "ma 9 feb, 13.00 uur", "Hij slaapt bij zijn broer."):
        assert words in page


def test_extending_a_measure_is_a_change_of_its_end(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by = make.case(), make.coordinator()
    measure = add(session, case, by)
    browser = as_person(by)
    shown = soup(browser.get(f"/measures/{measure.id}/terms"))
    end_day = shown.select_one("#end_day")
    assert end_day is not None
    assert end_day["value"] == "2026-02-19"

    answer = send(
        browser,
        f"/measures/{measure.id}/terms",
        **typed(start_day="2026-02-09", start_time="13:00", end_day="2026-03-09", end_time="13:00"),
    )

    assert answer.location == f"/measures/{measure.id}"
    session.refresh(measure)
    assert measure.ends_at == NOON + 27 * DAY


def test_the_second_of_two_who_change_a_measure_sees_what_was_saved_and_keeps_theirs(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by = make.case(), make.coordinator()
    measure = add(session, case, by)
    path = f"/measures/{measure.id}/terms"
    end = {"end_day": "2026-02-19", "end_time": "13:00"}
    start = {"start_day": "2026-02-09", "start_time": "13:00"}
    send(as_person(by), path, **typed(**start, **end, note="Eerst."))
    browser = as_person(make.coordinator())

    answer = send(browser, path, **typed(**start, **end, note="Daarna."))

    assert answer.status_code == 409
    assert "‘Eerst.’" in text_of(answer, ".notice")
    assert text_of(answer, "#note") == "Daarna."
    version = soup(answer).select_one("main form input[name=version]")
    assert version is not None
    again = typed(**start, **end, note="Daarna.") | {"version": version["value"]}
    assert send(browser, path, **again).status_code == 303
    session.refresh(measure)
    assert measure.note == "Daarna."


def test_a_measure_is_ended_at_a_moment_that_has_passed_and_can_be_put_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, by = make.case(), make.coordinator()
    measure = add(session, case, by)
    browser, path = as_person(by), f"/measures/{measure.id}/end"
    assert browser.get(path).status_code == 200

    ahead = send(browser, path, ended_day="2026-02-11", ended_time="09:00", version="1")
    assert ahead.status_code == 422
    assert "moet nog komen" in text_of(ahead, "#ended_day-problem")
    send(browser, path, ended_day="2026-02-10", ended_time="09:00", version="1")
    session.refresh(measure)
    assert measure.ended_at is not None
    assert "beëindigd op di 10 feb, 09.00 uur" in text_of(
        browser.get(f"/measures/{measure.id}"), "main"
    )

    send(browser, f"/measures/{measure.id}/resumption", version=str(measure.version))
    session.refresh(measure)
    assert measure.ended_at is None


def test_the_same_form_adds_one_measure(session: Session, make: Make, as_person: AsPerson) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    sent = typed(once="7f1a1b5e-5f5c-4d3f-9a51-0f4a2b8f1c11")

    for _ in range(2):
        send(browser, f"/cases/{case.id}/measures", **sent)

    assert len(session.exec(select(Measure)).all()) == 1


def test_a_seat_at_the_table_adds_measures_and_a_stranger_sees_none(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    measure = add(session, case, make.coordinator())
    seated = make.seated(make.convened(case))
    stranger = as_person(make.stranger())

    assert as_person(seated).get(f"/cases/{case.id}/measures/new").status_code == 200
    paths = (
        f"/cases/{case.id}/measures/new",
        f"/measures/{measure.id}",
        f"/measures/{measure.id}/terms",
        f"/measures/{measure.id}/end",
    )
    for path in paths:
        assert stranger.get(path).status_code == 404
    for path in (f"/cases/{case.id}/measures", *paths[2:], f"/measures/{measure.id}/resumption"):
        assert send(stranger, path, **typed()).status_code == 404
    assert len(session.exec(select(Measure)).all()) == 1
