"""Pages of mdt.blueprints.order."""

from typing import Any

from sqlmodel import Session

from mdt.models import Conference, ConferenceState
from tests.conferences.test_reordering import Sat, sat
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def path_of(conference: Conference) -> str:
    return f"/conferences/{conference.id}/order"


def at_home(make: Make) -> tuple[Sat, str]:
    at = sat(make)
    return at, path_of(at.conference)


def wishes(conference: Conference, **fields: Any) -> dict[str, Any]:
    versions = {f"version_{item.id}": str(item.version) for item in conference.items}
    return versions | fields


def test_the_proven_order_stands_beside_the_present_one_with_everybodys_minutes(
    make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)

    page = as_person(at.coordinator).get(path)

    assert "Bewezen optimaal" in text_of(page, ".notice-ok")
    assert "Zaak" in text_of(page, "#order-best")
    assert "samen 60 min wachten" in text_of(page, "#order-present")
    assert "niemand wacht" in text_of(page, "#order-best")
    [row] = [row for row in soup(page).select("#waits tbody tr") if at.judge.name in row.text]
    assert [cell.text.strip() for cell in row.select("td")][:2] == ["0 min", "60 min"]
    assert not soup(page).select("#order-present form")


def test_one_button_takes_the_order_and_one_takes_it_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)
    browser = as_person(at.coordinator)
    before = [item.id for item in at.conference.items]

    def press(card: str) -> Any:
        form = soup(browser.get(path)).select_one(f"#{card} form")
        assert form
        fields: dict[str, Any] = {
            name: [field["value"] for field in form.select(f"input[name={name}]")]
            for name in ("item", "pause")
        }
        return send(browser, path, **fields)

    assert press("order-best").location == path
    session.expire_all()
    assert [item.id for item in at.conference.items] != before
    page = browser.get(path)
    assert "al de beste volgorde" in text_of(page, ".notice-ok + .notice, main")
    press("order-earlier")
    session.expire_all()
    assert [item.id for item in at.conference.items] == before


def test_an_order_of_an_older_agenda_is_refused_and_shows_the_new_one(
    make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)
    keys = [str(item.id) for item in at.conference.items]

    answer = send(as_person(at.coordinator), path, item=keys[:3], pause=["0"] * 3)

    assert answer.status_code == 409
    assert "net gewijzigd" in text_of(answer, ".error-summary")
    odd = send(as_person(at.coordinator), path, item=keys, pause=["-5"] * 4)
    assert odd.status_code == 404


def test_places_times_and_lunch_are_kept_as_the_clock_shows_them(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)
    browser, item = as_person(at.coordinator), at.conference.items[0]
    key = str(item.id)
    fields = {
        f"place_{key}": "1",
        f"earliest_{key}": "13:00",
        f"latest_{key}": "15:30",
        "break_0": "30",
        "from_0": "13.45",
        "until_0": "14:30",
    }

    answer = send(browser, f"{path}/wishes", **wishes(at.conference, **fields))

    assert answer.location == path
    session.expire_all()
    assert (item.pinned_place, item.earliest_minutes, item.latest_minutes) == (1, 0, 150)
    page = browser.get(path)
    assert soup(page).select_one(f"input[name=latest_{key}][value='15:30']")
    assert soup(page).select_one("input[name=from_0][value='13:45']")
    assert "eerst 30 min pauze" in text_of(page, "#order-best")


def test_what_is_not_understood_comes_back_with_all_that_was_typed(
    make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)
    browser, key = as_person(at.coordinator), str(at.conference.items[0].id)
    fields = {
        f"earliest_{key}": "09:00",
        f"latest_{key}": "laat",
        "break_0": "30",
        "break_1": "veel",
        "from_0": "14:00",
        "until_0": "13:30",
    }

    answer = send(browser, f"{path}/wishes", **wishes(at.conference, **fields))

    assert answer.status_code == 422
    linked = {link["href"] for link in soup(answer).select(".error-summary a")}
    assert linked == {f"#earliest_{key}", f"#latest_{key}", "#until_0", "#break_1"}
    assert soup(answer).select_one("input[name=break_1][value=veel]")
    short = wishes(at.conference, **{f"earliest_{key}": "13:30", f"latest_{key}": "13:40"})
    answer = send(browser, f"{path}/wishes", **short)
    assert answer.status_code == 422
    assert soup(answer).select_one(f".error-summary a[href='#latest_{key}']")


def test_wishes_of_an_older_agenda_come_back_and_can_be_sent_again(
    make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)
    browser, key = as_person(at.coordinator), str(at.conference.items[0].id)
    stale = wishes(at.conference, **{f"place_{key}": "2"})
    send(browser, f"{path}/wishes", **wishes(at.conference))

    answer = send(browser, f"{path}/wishes", **stale)

    assert answer.status_code == 409
    assert soup(answer).select_one(f"input[name=version_{key}][value='2']")
    assert soup(answer).select_one(f"select[name=place_{key}] option[value='2'][selected]")


def test_times_that_no_order_meets_are_said_so(make: Make, as_person: AsPerson) -> None:
    at, path = at_home(make)
    browser = as_person(at.coordinator)
    keys = [str(item.id) for item in at.conference.items[:2]]
    fields = {f"latest_{key}": "13:30" for key in keys}

    send(browser, f"{path}/wishes", **wishes(at.conference, **fields))

    page = browser.get(path)
    assert "Geen volgorde past" in text_of(page, "main")
    assert not soup(page).select("#order-best")


def test_a_conference_without_a_moment_counts_from_its_start(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    conference = make.conference(minutes=30)
    make.item(conference, make.case(), minutes=30)
    browser, key = as_person(make.coordinator()), str(conference.items[1].id)

    page = browser.get(path_of(conference))
    late = wishes(conference, **{f"earliest_{key}": "00:45"})
    send(browser, f"{path_of(conference)}/wishes", **late)

    assert "na 30 min" in text_of(page, "#order-present")
    assert "Er zit nog niemand aan tafel" in text_of(page, "#waits")
    session.expire_all()
    assert conference.items[1].earliest_minutes == 45


def test_only_a_coordinator_of_the_region_orders_the_agenda(
    make: Make, as_person: AsPerson
) -> None:
    at, path = at_home(make)

    for person in (make.stranger(), at.judge, at.police):
        browser = as_person(person)
        assert browser.get(path).status_code == 404
        assert send(browser, path).status_code == 404
        assert send(browser, f"{path}/wishes").status_code == 404


def test_a_sitting_that_began_keeps_its_order(make: Make, as_person: AsPerson) -> None:
    at, path = at_home(make)
    at.conference.state = ConferenceState.IN_SESSION

    answer = as_person(at.coordinator).get(path)

    assert answer.location == f"/conferences/{at.conference.id}"
