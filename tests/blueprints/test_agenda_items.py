"""Pages of mdt.blueprints.agenda_items."""

from typing import Any
from uuid import uuid4

from sqlmodel import Session, select

from mdt.conferences import agenda
from mdt.conferences.agenda import Terms
from mdt.models import AgendaItem, Conference, ConferenceState, PartKind
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def item_form(item: AgendaItem, **fields: Any) -> dict[str, Any]:
    """Return the form of an item as its page would send it."""
    parts = {f"minutes_{part.kind.value}": str(part.minutes) for part in item.parts}
    return {
        "question": item.question,
        "minutes": str(item.minutes),
        "version": str(item.version),
        "part": [part.kind.value for part in item.parts],
        **parts,
    } | fields


def with_second(make: Make, at: Table) -> Conference:
    conference = cast.draft(make, at)
    terms = Terms(question="Wat is er nog nodig?", minutes=30)
    agenda.add(make.session, conference, cast.case_of(make, at), terms, by=at.coordinator, now=NOON)
    return conference


def path_of(item: AgendaItem) -> str:
    return f"/conferences/{item.conference_id}/items/{item.id}"


def test_a_case_comes_to_the_agenda_with_its_own_seats(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference, case = cast.draft(make, at), cast.case_of(make, at)
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}/items/"

    form = browser.get(f"{path}new")
    fields: dict[str, Any] = {"case_id": str(case.id), "question": "Wat nu?", "minutes": "30"}
    answer = send(browser, path, once=str(uuid4()), **fields)

    assert f"Zaak {case.alias}" in text_of(form, "#cases")
    assert f"Zaak {conference.items[0].case.alias}" not in text_of(form, "#cases")
    session.refresh(conference)
    assert [item.question for item in conference.items] == [cast.QUESTION, "Wat nu?"]
    page = text_of(browser.get(answer.location), "main")
    assert "2. Zaak" in page
    assert "7 stoelen" in page


def test_a_case_that_stands_there_already_and_a_form_without_question_come_back(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}/items/"
    same: dict[str, Any] = {
        "case_id": str(conference.items[0].case_id),
        "question": "Wat nu?",
        "minutes": "30",
    }

    twice = send(browser, path, **same)
    bare = send(browser, path, minutes="2")

    assert (twice.status_code, bare.status_code) == (422, 422)
    assert "staat al op de agenda" in text_of(twice, ".error-summary")
    assert "Kies de zaak die op de agenda komt." in text_of(bare, ".error-summary")
    assert soup(bare).select_one("input[name=minutes][value='2']")


def test_cases_are_found_while_typing(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    make.case(alias="Zilverberk")

    answer = send(
        as_person(at.coordinator),
        f"/conferences/{conference.id}/items/new",
        htmx=True,
        q="zilver",
    )

    assert "Zaak Zilverberk" in text_of(answer)
    assert not soup(answer).select("html")


def test_question_minutes_and_parts_are_changed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    browser = as_person(at.coordinator)
    fields = item_form(item, question="Kan zij naar huis?", minutes="60", minutes_sharing="29")

    page = browser.get(path_of(item))
    answer = send(browser, path_of(item), **fields)

    assert cast.QUESTION in text_of(page, "textarea")
    assert answer.location == f"/conferences/{item.conference_id}"
    session.expire_all()
    assert (item.question, item.minutes) == ("Kan zij naar huis?", 60)
    assert {part.kind: part.minutes for part in item.parts}[PartKind.SHARING] == 29


def test_a_part_of_no_minutes_goes_and_can_come_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    browser = as_person(at.coordinator)

    send(browser, path_of(item), **item_form(item, minutes_risks="0"))
    page = browser.get(path_of(item))

    session.expire_all()
    assert PartKind.RISKS not in {part.kind for part in item.parts}
    fields = [field["name"] for field in soup(page).select("ol input[type=number]")]
    assert fields[-1] == "minutes_risks"


def test_a_part_moves_by_a_button_and_what_was_typed_is_kept(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    browser = as_person(at.coordinator)

    answer = send(browser, path_of(item), **item_form(item, question="Wat nu?", up="voice"))

    session.expire_all()
    assert answer.location == path_of(item)
    assert [part.kind for part in item.parts][:2] == [PartKind.VOICE, PartKind.PROCEDURES]
    assert item.question == "Wat nu?"
    send(browser, path_of(item), **item_form(item, down="voice"))
    session.expire_all()
    assert [part.kind for part in item.parts][:2] == [PartKind.PROCEDURES, PartKind.VOICE]


def test_parts_that_do_not_fit_or_are_no_number_come_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    browser = as_person(at.coordinator)

    long = send(browser, path_of(item), **item_form(item, minutes_sharing="40"))
    odd = send(browser, path_of(item), **item_form(item, minutes_sharing="veel"))

    assert (long.status_code, odd.status_code) == (422, 422)
    assert "duren samen langer" not in text_of(odd)
    assert "duren samen 71 minuten en het punt 45" in text_of(long, ".error-summary")
    assert soup(long).select_one("input[name=minutes_sharing][value='40']")
    assert soup(odd).select_one(".error-summary a[href='#minutes_sharing']")
    session.expire_all()
    assert item.version == 1


def test_a_stale_item_shows_both_texts(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    browser = as_person(at.coordinator)
    stale = item_form(item, question="Mijn vraag?")
    send(browser, path_of(item), **item_form(item, question="Hun vraag?"))

    answer = send(browser, path_of(item), **stale)

    assert answer.status_code == 409
    assert "Mijn vraag?" in text_of(answer, ".is-mine")
    assert "Hun vraag?" in text_of(answer, ".is-theirs")
    assert "Mijn vraag?" in text_of(answer, "textarea")
    assert soup(answer).select_one("input[name=version][value='2']")


def test_a_case_moves_earlier_by_a_button(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = with_second(make, at)
    first, second = conference.items
    browser = as_person(at.coordinator)

    page = browser.get(f"/conferences/{conference.id}")
    send(browser, f"{path_of(second)}/position", position="0")
    unknown = send(browser, f"{path_of(second)}/position", position="boven")

    assert soup(page).select_one(f"form[action='{path_of(second)}/position']")
    session.expire_all()
    assert [item.id for item in conference.items] == [second.id, first.id]
    assert unknown.status_code == 404


def test_a_case_leaves_the_agenda_after_a_question(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = with_second(make, at)
    second = conference.items[1]
    browser = as_person(at.coordinator)

    assert "van de agenda" in text_of(browser.get(f"{path_of(second)}/removal"), "h1")
    send(browser, f"{path_of(second)}/removal")
    last = send(browser, f"{path_of(conference.items[0])}/removal")

    assert len(session.exec(select(AgendaItem)).all()) == 1
    assert last.status_code == 422


def test_an_item_is_found_under_its_own_conference_only(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    item, other = cast.draft(make, at).items[0], cast.draft(make, at)
    browser = as_person(at.coordinator)

    wrong = f"/conferences/{other.id}/items/{item.id}"

    assert browser.get(wrong).status_code == 404
    assert send(browser, f"{wrong}/position", position="1").status_code == 404


def test_only_a_coordinator_of_the_region_changes_the_agenda(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    base = f"/conferences/{item.conference_id}/items/"

    for person in (make.stranger(), make.person(), at.chair):
        browser = as_person(person)
        for path in (f"{base}new", path_of(item), f"{path_of(item)}/removal"):
            assert browser.get(path).status_code == 404
            assert send(browser, path).status_code == 404
        assert send(browser, base).status_code == 404


def test_the_agenda_of_a_sitting_that_began_offers_no_changes(
    make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = with_second(make, at)
    conference.state, conference.starts_at = ConferenceState.IN_SESSION, NOON

    page = as_person(at.coordinator).get(f"/conferences/{conference.id}")

    assert not soup(page).select("main form")
    changes = "a[href*='/items/']:not([href$='/documents']), a[href*='/seats/']"
    assert not soup(page).select(changes)
