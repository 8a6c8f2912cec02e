"""Pages of mdt.blueprints.region_times."""

from datetime import time
from typing import Any

from sqlmodel import Session

from mdt.directory import times
from mdt.models import Role
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def test_an_administrator_says_when_lunch_is_and_how_far_rooms_are(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    make.room(name="Noord")
    make.room(name="Zuid")
    browser = as_person(make.person(Role.ADMINISTRATOR))
    path = f"/setup/regions/{make.region.id}/times"
    [way] = soup(browser.get(path)).select('input[name^="travel-"]')

    answer = send(
        browser,
        path,
        lunch_starts="12:00",
        lunch_ends="13:00",
        travel_minutes="15",
        version="1",
        **dict[str, Any]({str(way["name"]): "40"}),
    )

    assert answer.status_code == 303
    session.refresh(make.region)
    assert (make.region.lunch_starts, make.region.lunch_ends) == (time(12), time(13))
    assert make.region.travel_minutes == 15
    assert list(times.between(session, make.region).values()) == [40]
    page = soup(browser.get(path))
    assert [page.select(f"#{name}")[0]["value"] for name in ("lunch_starts", str(way["name"]))] == [
        "12:00",
        "40",
    ]


def test_what_cannot_be_is_told_at_its_field_and_kept(make: Make, as_person: AsPerson) -> None:
    make.room(name="Noord")
    make.room(name="Zuid")
    browser = as_person(make.person(Role.ADMINISTRATOR))
    path = f"/setup/regions/{make.region.id}/times"
    [way] = soup(browser.get(path)).select('input[name^="travel-"]')

    far = send(browser, path, travel_minutes="999", **dict[str, Any]({str(way["name"]): "ver"}))
    half = send(browser, path, lunch_starts="12:00", version="1")

    assert (far.status_code, half.status_code) == (422, 422)
    assert "Vul een getal in tot en met 240." in text_of(far)
    assert "Vul een heel getal in." in text_of(far)
    assert soup(far).select("#travel_minutes")[0]["value"] == "999"
    assert "Vul in van wanneer tot wanneer de lunch duurt" in text_of(half)
    assert soup(half).select("#lunch_starts")[0]["value"] == "12:00"


def test_a_coordinator_and_a_stranger_find_no_such_page(make: Make, as_person: AsPerson) -> None:
    path = f"/setup/regions/{make.region.id}/times"

    for who in (make.person(Role.COORDINATOR), make.person()):
        browser = as_person(who)
        assert browser.get(path).status_code == 404
        assert send(browser, path, travel_minutes="15").status_code == 404
