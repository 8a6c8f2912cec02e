"""Pages of mdt.blueprints.moment: who stands in the way of a moment, and one click round them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from mdt.models import Conference, ConferenceState, Invitation, Organisation, SeatDomain
from mdt.scheduling import local_time
from tests.blueprints.choosing import at, banned, busy, checked, choose, iso, path, slot, words
from tests.conferences import cast
from tests.conferences.cast import Table, seat_of
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

WEEK = "?week=2026-02-09"


def iso_of(conference: Conference) -> str:
    assert conference.starts_at
    return local_time.local(conference.starts_at).isoformat()


def _blocked(make: Make, domain: SeatDomain) -> tuple[Table, Conference]:
    """Return a draft of which one seat is busy all week."""
    table = cast.table(make)
    for day in (11, 12, 13):
        busy(make, table.people[domain], "08.00", "18.00", date(2026, 2, day))
    return table, cast.draft(make, table)


def _fields(page: Any, action: str = "/stand-in") -> dict[str, Any]:
    [form] = soup(page).select(f'form[method=post][action$="{action}"]')
    hidden = form.select("input[type=hidden][name]")
    return {str(one["name"]): str(one["value"]) for one in hidden if one["name"] != "csrf_token"}


def test_one_click_puts_a_deputy_on_the_seat_and_shows_the_moment(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _blocked(make, SeatDomain.POLICE)
    browser = as_person(table.coordinator)

    page = browser.get(path(conference, WEEK))

    notice = text_of(page, ".notice .ways")
    assert "Alleen door de politie vallen" in notice
    assert "Met iemand anders kan het wo 11 feb" in notice
    assert f"Vraag {table.deputy.name}" in notice

    answer = send(browser, path(conference, "/stand-in"), **_fields(page))

    assert answer.status_code == 303
    seat = seat_of(conference, SeatDomain.POLICE)
    session.refresh(seat)
    assert seat.holder_id == table.deputy.id
    assert [one.person_id for one in seat.deputies] == [table.people[SeatDomain.POLICE].id]
    shown = browser.get(answer.location)
    assert checked(shown) == [_fields(page)["starts_at"]]
    assert "Geen moment voor iedereen" not in shown.text


def test_a_moment_that_joins_a_sitting_of_the_judge_is_chosen_and_says_so(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    judge = table.people[SeatDomain.JUDICIARY]
    wednesday = date(2026, 2, 18)
    make.invitation(
        make.conference(state=ConferenceState.CONVENED),
        judge,
        starts_at=at("10.00", wednesday),
        ends_at=at("11.00", wednesday),
    )
    conference = cast.draft(make, table)

    page = as_person(table.coordinator).get(path(conference, "?week=2026-02-16"))

    assert checked(page) == [iso("11.00", wednesday)]
    assert "Sluit aan op een zitting van de rechter." in text_of(page, "#keuze")
    assert "sluit aan: de rechter" in words(slot(page, iso("11.00", wednesday)))


def test_a_moment_in_the_block_of_the_judges_court_is_chosen_and_says_so(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    court = make.session.get_one(
        Organisation, make.organisation_of(table.people[SeatDomain.JUDICIARY])
    )
    make.court_block(court, weekday=2, starts=time(11), ends=time(12))
    conference, wednesday = cast.draft(make, table), date(2026, 2, 18)

    page = as_person(table.coordinator).get(path(conference, "?week=2026-02-16"))

    assert checked(page) == [iso("11.00", wednesday)]
    assert "In het vaste blok van de rechtbank." in text_of(page, "#keuze")
    assert "in het vaste blok van de rechtbank" in words(slot(page, iso("11.00", wednesday)))
    assert "vaste blok" not in words(slot(page, iso("13.00", wednesday)))


def test_a_seat_outside_the_quorum_may_be_left_out_with_one_click(
    make: Make, as_person: AsPerson
) -> None:
    table, conference = _blocked(make, SeatDomain.VLAW)

    page = as_person(table.coordinator).get(path(conference, WEEK))

    assert "Deze stoel is niet nodig voor het quorum: zonder kan het wo 11 feb" in text_of(
        page, ".notice .ways"
    )


def test_a_click_on_a_page_that_is_no_longer_true_is_refused(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _blocked(make, SeatDomain.POLICE)
    browser = as_person(table.coordinator)
    fields = _fields(browser.get(path(conference, WEEK))) | {"seen": ""}

    answer = send(browser, path(conference, "/stand-in"), **fields)

    assert answer.status_code == 409
    seat = seat_of(conference, SeatDomain.POLICE)
    session.refresh(seat)
    assert seat.holder_id == table.people[SeatDomain.POLICE].id


def test_a_click_after_somebody_convened_is_refused_and_asks_nobody(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _blocked(make, SeatDomain.POLICE)
    browser = as_person(table.coordinator)
    fields = _fields(browser.get(path(conference, WEEK)))
    conference.state = ConferenceState.CONVENED
    conference.starts_at = make.now + timedelta(days=1)
    session.commit()

    answer = send(browser, path(conference, "/stand-in"), **fields)

    assert answer.status_code == 409
    seat = seat_of(conference, SeatDomain.POLICE)
    session.refresh(seat)
    assert seat.holder_id == table.people[SeatDomain.POLICE].id


def _only_short(make: Make) -> tuple[Table, Conference]:
    """Return a draft of 45 minutes, in a week with half an hour for everybody."""
    table, police = cast.table(make), SeatDomain.POLICE
    for day in (11, 12, 13):
        busy(make, table.people[police], "08.00", "14.00", date(2026, 2, day))
        busy(make, table.people[police], "14.30", "18.00", date(2026, 2, day))
    return table, cast.draft(make, table)


def test_one_click_makes_the_sitting_shorter_and_one_more_makes_it_as_long_again(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _only_short(make)
    browser = as_person(table.coordinator)
    page = browser.get(path(conference, WEEK))
    assert "30 minuten in plaats van 45 minuten geeft 3 momenten." in text_of(page)

    shorter = send(browser, path(conference, "/length"), **_fields(page, "/length"))

    session.refresh(conference)
    assert (shorter.status_code, conference.minutes) == (303, 30)
    assert conference.items[0].minutes == 30
    shown = browser.get(shorter.location)
    assert "Het overleg duurt nu 30 minuten." in text_of(shown)
    assert "Geen moment voor iedereen" not in text_of(shown)
    send(browser, path(conference, "/length"), **_fields(shown, "/length"))
    session.refresh(conference)
    assert conference.minutes == 45


def test_a_second_click_on_shorter_does_nothing_and_one_on_an_old_page_is_refused(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _only_short(make)
    browser = as_person(table.coordinator)
    fields = _fields(browser.get(path(conference, WEEK)), "/length")
    send(browser, path(conference, "/length"), **fields)

    assert send(browser, path(conference, "/length"), **fields).status_code == 303
    stale = send(browser, path(conference, "/length"), **(fields | {"minutes": 15}))

    assert stale.status_code == 409
    session.refresh(conference)
    assert conference.minutes == 30


def test_who_was_asked_keeps_the_length_until_the_moment_is_agreed_anew(
    make: Make, as_person: AsPerson
) -> None:
    table, conference = _only_short(make)
    browser = as_person(table.coordinator)
    fields = _fields(browser.get(path(conference, WEEK)), "/length")
    choose(browser, conference)

    assert send(browser, path(conference, "/length"), **fields).status_code == 409
    page = browser.get(path(conference, WEEK))
    assert "Bekijk die momenten" in text_of(page)
    assert not soup(page).select('form[action$="/length"]')


def _convened(make: Make, as_person: AsPerson) -> tuple[Table, Conference, Browser]:
    """Return a conference that was convened and is to be moved; the police is busy all week."""
    table, conference = _blocked(make, SeatDomain.POLICE)
    browser = as_person(table.coordinator)
    choose(browser, conference, iso("10.00", date(2026, 2, 17)))
    return table, conference, browser


def _with_deputy(browser: Browser, conference: Conference) -> Any:
    """Return the page as it is looked at with somebody else on the seat of the police."""
    [link] = soup(browser.get(path(conference, WEEK))).select(".notice .ways a.btn")
    return browser.get(str(link["href"]))


def test_who_was_asked_is_looked_at_with_somebody_else_before_anything_changes(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference, browser = _convened(make, as_person)

    page = _with_deputy(browser, conference)

    police = table.people[SeatDomain.POLICE]
    assert f"Zo kijkt u met {table.deputy.name} in plaats van {police.name}" in text_of(page)
    assert checked(page)[0] < "2026-02-14"
    assert "Geen moment voor iedereen" not in text_of(page)
    assert table.deputy.name in text_of(page, "#guests")
    seat = seat_of(conference, SeatDomain.POLICE)
    session.refresh(seat)
    assert seat.holder_id == police.id
    [back] = [one for one in soup(page).select(".notice a") if one.text.strip() == "Toch niet"]
    assert police.name in text_of(browser.get(str(back["href"])), "#guests")


def test_one_click_moves_a_conference_and_puts_somebody_else_on_the_seat(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference, browser = _convened(make, as_person)
    page = _with_deputy(browser, conference)
    starts_at = checked(page)[0]

    answer = choose(browser, conference, starts_at, **_fields(page, "/moment"))

    assert answer.status_code == 303
    session.refresh(conference)
    assert iso_of(conference) == starts_at
    seat, police = seat_of(conference, SeatDomain.POLICE), table.people[SeatDomain.POLICE]
    session.refresh(seat)
    assert seat.holder_id == table.deputy.id
    assert [one.person_id for one in seat.deputies] == [police.id]
    asked = session.exec(
        select(Invitation).where(
            Invitation.conference_id == conference.id, col(Invitation.withdrawn_at).is_(None)
        )
    )
    people = {one.person_id for one in asked}
    assert table.deputy.id in people
    assert police.id not in people


def test_whoever_is_looked_at_stays_with_every_form_and_every_moment(
    make: Make, as_person: AsPerson
) -> None:
    table, conference, browser = _convened(make, as_person)

    page = soup(_with_deputy(browser, conference))

    for form in page.select("#board form"):
        assert form.select_one(f"[name=person][value='{table.deputy.id}']"), form
    assert {str(one["hx-include"]) for one in page.select(".slot input")} == {"this, input.instead"}


def test_a_moment_that_is_taken_meanwhile_is_offered_with_the_same_person(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference, browser = _convened(make, as_person)
    page = _with_deputy(browser, conference)
    starts_at = checked(page)[0]
    other = make.convened(starts_at=datetime.fromisoformat(starts_at))
    make.seated(other, table.deputy)
    session.commit()

    refused = choose(browser, conference, starts_at, **_fields(page, "/moment"))
    assert refused.status_code == 409
    assert "Dit moment is net bezet" in text_of(refused)
    anyway = soup(refused).select_one(".error-summary form")
    assert anyway
    sent: dict[str, Any] = {
        str(one["name"]): str(one["value"]) for one in anyway.select("input[name]")
    }
    del sent["csrf_token"]

    answer = send(browser, path(conference), **sent)

    assert answer.status_code == 303
    seat = seat_of(conference, SeatDomain.POLICE)
    session.refresh(seat)
    assert seat.holder_id == table.deputy.id


def test_a_seat_that_somebody_filled_meanwhile_is_left_as_it_is(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    _, conference, browser = _convened(make, as_person)
    page = _with_deputy(browser, conference)
    fields = _fields(page, "/moment") | {"seen": ""}
    before = conference.starts_at

    answer = choose(browser, conference, checked(page)[0], **fields)

    assert answer.status_code == 409
    assert "Iemand anders heeft dit overleg net gewijzigd" in text_of(answer)
    session.refresh(conference)
    assert conference.starts_at == before


def test_somebody_who_cannot_hold_the_seat_is_not_looked_at(
    make: Make, as_person: AsPerson
) -> None:
    table, conference, browser = _convened(make, as_person)
    seat, somebody = seat_of(conference, SeatDomain.POLICE), make.person(name="Iemand Anders")

    page = browser.get(path(conference, f"{WEEK}&seat={seat.id}&person={somebody.id}"))

    assert somebody.name not in page.text
    assert table.people[SeatDomain.POLICE].name in text_of(page, "#guests")


def test_the_ways_out_stand_where_one_picks_moments_for_a_poll_and_lead_back_there(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _blocked(make, SeatDomain.POLICE)
    browser = as_person(table.coordinator)
    poll = f"/conferences/{conference.id}/poll/new"
    page = browser.get(f"{poll}{WEEK}")
    assert "Alleen door de politie vallen" in text_of(page, ".notice .ways")

    answer = send(browser, path(conference, "/stand-in"), **_fields(page))

    assert (answer.location or "").startswith(f"{poll}?")
    seat = seat_of(conference, SeatDomain.POLICE)
    session.refresh(seat)
    assert seat.holder_id == table.deputy.id
    shown = browser.get(answer.location)
    assert _fields(page)["starts_at"] in checked(shown)


def test_a_poll_is_made_shorter_with_one_click_and_as_long_again_with_one_more(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table, conference = _only_short(make)
    browser = as_person(table.coordinator)
    poll = f"/conferences/{conference.id}/poll/new"

    shorter = send(
        browser, path(conference, "/length"), **_fields(browser.get(f"{poll}{WEEK}"), "/length")
    )

    assert (shorter.location or "").startswith(f"{poll}?")
    session.refresh(conference)
    assert conference.minutes == 30
    send(browser, path(conference, "/length"), **_fields(browser.get(shorter.location), "/length"))
    session.refresh(conference)
    assert conference.minutes == 45


def test_when_nobody_can_in_time_the_first_later_moment_is_one_click_away(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference = banned(make, table)
    for day in range(10, 20):
        busy(make, table.people[SeatDomain.POLICE], "08.00", "18.00", date(2026, 2, day))
    browser = as_person(table.coordinator)

    [link] = soup(browser.get(path(conference, WEEK))).select('a[href$="#late_because"]')

    later = browser.get(str(link["href"]))
    assert checked(later)[0] > "2026-02-20"
    assert soup(later).select("textarea#late_because")
    assert not soup(later).select('a[href$="#late_because"]')


def test_a_seat_of_another_conference_and_a_stranger_find_nothing(
    make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    conference, other = cast.draft(make, table), cast.draft(make, table)
    fields: dict[str, Any] = {
        "seat_id": seat_of(other, SeatDomain.POLICE).id,
        "person_id": table.deputy.id,
        "starts_at": iso("10.00"),
        "minutes": 45,
    }

    browser = as_person(table.coordinator)
    assert send(browser, path(conference, "/stand-in"), **fields).status_code == 404
    mine = fields | {"seat_id": seat_of(conference, SeatDomain.POLICE).id}
    stranger = as_person(make.person())
    assert send(stranger, path(conference, "/stand-in"), **mine).status_code == 404
