"""Pages of mdt.blueprints.arrangements."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt.models import Conference, ConferenceState, PlaceKind, SeeksFor
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

TOMORROW = NOON + timedelta(days=1)
PATHS = ("arrangements", "cancellation")


def form(conference: Conference, at: Table, **fields: Any) -> dict[str, Any]:
    return {
        "kind": "review",
        "place_kind": "video",
        "video_url": "https://video.example/tafel",
        "chair_id": str(at.coordinator.id),
        "seeks_for": "pools",
        "patience_minutes": "120",
        "version": str(conference.version),
    } | fields


def test_place_and_chair_are_changed(session: Session, make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}/arrangements"

    assert browser.get(path).status_code == 200
    answer = send(browser, path, **form(conference, at))

    assert answer.location == f"/conferences/{conference.id}"
    session.refresh(conference)
    assert (conference.video_url, conference.chair_id) == (
        "https://video.example/tafel",
        at.coordinator.id,
    )
    page = browser.get(answer.location)
    assert soup(page).select_one("#facts a[href='https://video.example/tafel']")


def test_whether_the_portal_looks_for_stand_ins_is_chosen_here(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}/arrangements"
    page = soup(browser.get(path))
    assert page.select_one("input[name=seeks_for][value=pools][checked]")
    assert page.select_one("#patience_minutes[value='120']")

    fields = form(conference, at, seeks_for="every_seat", patience_minutes="30")
    answer = send(browser, path, **fields)

    assert answer.status_code == 303
    session.refresh(conference)
    assert (conference.seeks_for, conference.patience_minutes) == (SeeksFor.EVERY_SEAT, 30)
    assert soup(browser.get(path)).select_one("#patience_minutes[value='30']")


def test_a_room_is_shown_by_its_name(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference, room = cast.draft(make, at), make.room(name="Kamer 2.14", address="Markt 1")
    fields = form(conference, at, place_kind="room", room_id=str(room.id))
    browser = as_person(at.coordinator)

    answer = send(browser, f"/conferences/{conference.id}/arrangements", **fields)

    assert "Kamer 2.14, Markt 1" in text_of(browser.get(answer.location), "#facts")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"video_url": "javascript:alert(1)"}, "Vul een adres in dat met https:// begint."),
        ({"video_url": "http://video.example"}, "Vul een adres in dat met https:// begint."),
        ({"place_kind": "room"}, "Kies een zaal die nu in gebruik is."),
        ({"place_kind": ""}, "Kies waar u bij elkaar komt."),
    ],
)
def test_a_place_that_is_none_comes_back_with_what_was_typed(
    make: Make, as_person: AsPerson, fields: dict[str, str], said: str
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    typed = form(conference, at, **fields)

    answer = send(as_person(at.coordinator), f"/conferences/{conference.id}/arrangements", **typed)

    assert answer.status_code == 422
    assert said in text_of(answer, ".error-summary")
    shown = soup(answer).select_one("input[name=video_url]")
    assert shown
    assert shown["value"] == typed["video_url"]


def test_a_stale_form_shows_both_texts_and_can_be_saved_then(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}/arrangements"
    stale = form(conference, at, chair_id="")
    send(browser, path, **form(conference, at, video_url="https://video.example/ander"))

    answer = send(browser, path, **stale)

    assert answer.status_code == 409
    assert "https://video.example/tafel" in text_of(answer, ".is-mine")
    assert "https://video.example/ander" in text_of(answer, ".is-theirs")
    shown = soup(answer).select_one("input[name=version]")
    assert shown
    send(browser, path, **(stale | {"version": shown["value"]}))
    session.refresh(conference)
    assert (conference.video_url, conference.chair_id) == ("https://video.example/tafel", None)


def test_a_room_that_is_taken_then_is_refused(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference, room = cast.draft(make, at), make.room()
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    make.convened(starts_at=TOMORROW, place_kind=PlaceKind.ROOM, room_id=room.id)
    fields = form(conference, at, place_kind="room", room_id=str(room.id), chair_id="")

    answer = send(as_person(at.coordinator), f"/conferences/{conference.id}/arrangements", **fields)

    assert answer.status_code == 422
    assert "bezet" in text_of(answer, ".error-summary")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ConferenceState.DRAFT, "Er is nog niemand gevraagd."),
        (ConferenceState.CONVENED, "Iedereen die gevraagd is, krijgt bericht."),
    ],
)
def test_calling_off_asks_once_more(
    session: Session, make: Make, as_person: AsPerson, state: ConferenceState, said: str
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = state, TOMORROW
    browser, path = as_person(at.coordinator), f"/conferences/{conference.id}/cancellation"

    assert said in text_of(browser.get(path), "main")
    answer = send(browser, path)

    session.refresh(conference)
    assert conference.state is ConferenceState.CANCELLED
    page = browser.get(answer.location)
    assert "Dit overleg gaat niet door" in text_of(page, "main")
    assert not soup(page).select(f"a[href$='{PATHS[0]}']")
    assert send(browser, path).status_code == 422


def test_only_a_coordinator_of_the_region_arranges(make: Make, as_person: AsPerson) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    people = [make.stranger(), make.person(), at.chair]

    for person in people:
        browser = as_person(person)
        for path in PATHS:
            assert browser.get(f"/conferences/{conference.id}/{path}").status_code == 404
        for path in PATHS:
            answer = send(browser, f"/conferences/{conference.id}/{path}")
            assert answer.status_code == 404
