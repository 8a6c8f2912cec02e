"""Pages of mdt.blueprints.cascades, and where one sees that a seat lost its person."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt import clock
from mdt.conferences import lifecycle
from mdt.config import Settings
from mdt.invitations import links
from mdt.models import (
    Cascade,
    CascadeState,
    ConferenceState,
    Invitation,
    Person,
    Reply,
    SeatDomain,
    SeatFill,
)
from tests.conferences import searching
from tests.conferences.searching import MINUTE, Bench
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of


@pytest.fixture
def bench(make: Make) -> Bench:
    return searching.bench(make)


def address(bench: Bench) -> str:
    return f"/conferences/{bench.conference.id}/seats/{bench.seat.id}/search"


def coordinator(bench: Bench, as_person: AsPerson) -> Browser:
    return as_person(bench.session.get_one(Person, bench.conference.coordinator_id))


def test_a_coordinator_starts_the_search_and_sees_each_step_in_the_log(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    browser = coordinator(bench, as_person)
    before = text_of(browser.get(address(bench)))
    assert "De nacht, van 22.00 tot 7.00 uur, telt niet mee" in before
    assert "Rechter 1, Rechter 2, Rechter 3" in before
    assert "Rechter 0 heeft deze stoel nu" in before

    answer = send(browser, address(bench), at_once="1", patience_minutes="10")
    session.expire_all()
    bench.work(clock.now())
    session.commit()

    assert answer.location == address(bench)
    standing = text_of(browser.get(address(bench)), "#standing")
    assert "Rechter 1 is aan de beurt" in standing
    assert "Daarna: Rechter 2, Rechter 3" in standing
    assert "Rechter 0 komt niet" in standing
    assert "Rechter 1 is gevraagd" in standing
    news = browser.get(f"{address(bench)}/news", headers={"HX-Request": "true"})
    assert "Rechter 1 is aan de beurt" in news.text


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (10, "Het zoeken gaat morgen om 07.00 uur verder"),
        (14, "Het zoeken gaat vanochtend om 07.00 uur verder"),
    ],
)
def test_at_night_one_reads_when_the_search_goes_on(
    bench: Bench, session: Session, as_person: AsPerson, hours: int, said: str
) -> None:
    night = NOON + timedelta(hours=hours)
    bench.lose(now=night)
    bench.work(night)
    session.commit()
    clock.shift(night - clock.unshifted())
    browser = coordinator(bench, as_person)

    page = browser.get(address(bench))

    assert said in text_of(page, "#standing")
    assert "Om 07.00 uur gaat het zoeken verder" in text_of(browser.get("/"), "#todo")


def test_in_the_evening_one_reads_that_there_is_time_until_the_morning(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    evening = NOON + timedelta(hours=8, minutes=30)
    bench.lose(patience=120, now=evening)
    bench.work(evening)
    session.commit()
    clock.shift(evening - clock.unshifted())
    browser = coordinator(bench, as_person)

    standing = text_of(browser.get(address(bench)), "#standing")

    assert "Rechter 1 is aan de beurt, tot morgen 08.30 uur" in standing


def test_the_board_says_of_whoever_has_no_seat_yet_why_they_were_asked(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    bench.lose(patience=10)
    bench.work(NOON)
    session.commit()

    board = coordinator(bench, as_person).get(f"/conferences/{bench.conference.id}/invitations")

    [asked] = [row for row in soup(board).select("li.invitee") if "Rechter 1" in row.get_text()]
    assert "gevraagd als vervanger" in asked.get_text()
    assert board.text.count("gevraagd als vervanger") == 1


def test_a_second_click_starts_nothing_twice(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    browser = coordinator(bench, as_person)
    for _ in range(2):
        answer = send(browser, address(bench), at_once="1", patience_minutes="10")
        assert answer.status_code == 303

    assert len(session.exec(select(Cascade)).all()) == 1


def test_what_cannot_be_comes_back_as_typed(bench: Bench, as_person: AsPerson) -> None:
    browser = coordinator(bench, as_person)

    answer = send(browser, address(bench), at_once="99", patience_minutes="")

    assert answer.status_code == 422
    assert soup(answer).select_one("#at_once[value='99']")
    assert len(soup(answer).select(".error-summary li")) == 2


def test_when_nobody_is_left_one_goes_on_without_for_a_reason_that_stays(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    row = bench.lose(patience=1)
    for minutes in range(5):
        bench.work(NOON + minutes * MINUTE)
    session.commit()
    browser = coordinator(bench, as_person)
    assert "Er is niemand meer over" in text_of(browser.get(address(bench)), "#standing")
    assert "De stoel van Rechtspraak is nog leeg" in text_of(browser.get("/"), "#todo")

    nothing = send(browser, f"{address(bench)}/absence", because="")
    answer = send(browser, f"{address(bench)}/absence", because="niemand kan vannacht")

    assert (nothing.status_code, answer.status_code) == (422, 303)
    assert "Zonder Rechtspraak, omdat" in text_of(nothing)
    session.refresh(row)
    assert row.without_because == "niemand kan vannacht"
    assert "niemand kan vannacht" in text_of(browser.get(address(bench)), "#standing")


def test_stopping_is_one_click(bench: Bench, session: Session, as_person: AsPerson) -> None:
    row = bench.lose()
    bench.work(NOON)
    session.commit()
    browser = coordinator(bench, as_person)

    send(browser, f"{address(bench)}/end")
    again = send(browser, f"{address(bench)}/end")

    session.refresh(row)
    assert row.state is CascadeState.STOPPED
    assert again.status_code == 422


def test_a_draft_looks_for_nobody(make: Make, as_person: AsPerson) -> None:
    conference = make.conference()
    seat = make.seat(conference, make.person())
    browser = as_person(make.coordinator())
    page = f"/conferences/{conference.id}/seats/{seat.id}/search"

    answer = send(browser, page, at_once="1", patience_minutes="10")

    assert answer.status_code == 422
    assert not soup(browser.get(page)).select("#start")


def test_the_page_of_a_conference_leads_to_the_search_when_somebody_cannot(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    bench.seat.quorum = True
    bench.say(bench.judges[0], Reply.NO, NOON)
    session.commit()
    browser = coordinator(bench, as_person)

    page = browser.get(f"/conferences/{bench.conference.id}")

    assert address(bench) in page.text


def test_a_sitting_opens_without_a_lost_seat_only_for_a_reason(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    bench.lose()
    bench.conference.starts_at = NOON + 30 * MINUTE
    session.commit()
    browser = coordinator(bench, as_person)
    meeting = f"/conferences/{bench.conference.id}/meeting"
    assert "Zonder Rechtspraak, omdat" in text_of(browser.get(meeting))

    refused = send(browser, f"{meeting}/opening")
    assert refused.status_code == 422
    send(browser, f"{meeting}/opening", without="niemand kan")

    session.refresh(bench.conference)
    assert bench.conference.state is ConferenceState.IN_SESSION


def code_and_link(settings: Settings, invitation: Invitation) -> tuple[str, str]:
    secret = settings.secret_key
    return links.code(invitation, secret), f"/u/{links.locator(invitation, secret)}"


def test_who_comes_too_late_reads_that_the_seat_is_filled(
    app: Flask, settings: Settings, bench: Bench, session: Session
) -> None:
    bench.lose()
    bench.work(NOON)
    bench.work(NOON + 10 * MINUTE)
    late = bench.invitation(bench.judges[1])
    late.stamped_at = NOON
    bench.say(bench.judges[2], Reply.YES, NOON + 12 * MINUTE)
    session.commit()
    code, link = code_and_link(settings, late)
    browser = app.test_client()
    assert isinstance(browser, Browser)

    looked = browser.get(link)
    answered = send(browser, link, reply="yes", code=code, sequence=str(late.sequence))

    assert (looked.status_code, answered.status_code) == (410, 410)
    assert "De stoel is al gevuld" in text_of(looked)
    session.refresh(bench.seat)
    assert bench.seat.holder_id == bench.judges[2].id


def test_whoever_says_no_by_link_is_not_told_that_it_can_be_changed(
    app: Flask, settings: Settings, bench: Bench, session: Session
) -> None:
    bench.lose()
    bench.work(NOON)
    session.commit()
    asked = bench.invitation(bench.judges[1])
    code, link = code_and_link(settings, asked)
    session.commit()
    browser = app.test_client()
    assert isinstance(browser, Browser)

    send(browser, link, reply="no", code=code, sequence=str(asked.sequence))
    after = browser.get(link)

    assert "Uw antwoord is bewaard" in text_of(after)
    assert "nog wijzigen" not in text_of(after)


def officers(make: Make) -> Bench:
    return searching.bench(make, fill=SeatFill.ORGANISATION, domain=SeatDomain.POLICE)


def test_a_search_that_is_about_to_begin_stands_on_today_and_can_be_held_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    bench = officers(make)
    bench.say(bench.judges[0], Reply.NO, NOON)
    session.commit()
    browser = coordinator(bench, as_person)

    today = text_of(browser.get("/"), "#todo")
    assert "Politie kan niet komen" in today
    assert "Om 13.01 uur vraagt het portaal de volgende." in today
    assert address(bench) in browser.get("/").text
    page = browser.get(address(bench))
    assert "Om 13.01 uur wordt de volgende gevraagd" in text_of(page, "#standing")
    assert "Zoek niet" in text_of(page, "#standing")
    assert "Zoek meteen" in text_of(page, "#start")

    send(browser, f"{address(bench)}/end")

    standing = text_of(browser.get(address(bench)), "#standing")
    assert "Rechter 0 kan niet, en er wordt niet gezocht." in standing
    assert "Politie kan niet komen" in text_of(browser.get("/"), "#todo")


def test_a_search_that_began_by_itself_stands_on_today(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    bench = officers(make)
    bench.say(bench.judges[0], Reply.NO, NOON)
    bench.work(NOON + MINUTE)
    session.commit()
    browser = coordinator(bench, as_person)

    assert "Het portaal zoekt iemand voor Politie" in text_of(browser.get("/"), "#todo")
    standing = text_of(browser.get(address(bench)), "#standing")
    assert "Rechter 0 komt niet. Het portaal zoekt vervanging." in standing
    assert "Rechter 0 is gevraagd" not in standing
    assert "Rechter 0 zegt nee" in standing


def test_whoever_says_no_by_link_can_change_it_while_the_seat_is_open(
    app: Flask, settings: Settings, session: Session, make: Make
) -> None:
    bench = officers(make)
    held = bench.judges[0]
    bench.say(held, Reply.NO, NOON)
    bench.work(NOON + MINUTE)
    asked = bench.invitation(held)
    code, link = code_and_link(settings, asked)
    session.commit()
    browser = app.test_client()
    assert isinstance(browser, Browser)

    answer = send(browser, link, reply="yes", code=code, sequence=str(asked.sequence))

    assert answer.status_code == 303
    session.refresh(bench.seat)
    assert bench.seat.holder_id == held.id


def test_somebody_who_is_asked_sees_the_moment_and_nothing_of_the_case(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    officers = bench.make.organisation(bench.seat.domain)
    colleague = bench.make.person(organisation=officers, name="Zus Zo")
    bench.seat.fill = SeatFill.ORGANISATION
    for judge in bench.judges[1:]:
        judge.is_active = False
    bench.lose()
    bench.work(NOON)
    alias = bench.conference.items[0].case.alias
    session.commit()
    browser = as_person(colleague)

    page = browser.get(f"/conferences/{bench.conference.id}")
    assert page.status_code == 200
    assert alias not in page.text
    bench.say(colleague, Reply.YES, NOON + MINUTE)
    session.commit()

    assert alias in browser.get(f"/conferences/{bench.conference.id}").text


def test_nothing_is_lost_when_the_sitting_is_cancelled_meanwhile(
    bench: Bench, session: Session, as_person: AsPerson
) -> None:
    bench.lose()
    by = session.get_one(Person, bench.conference.coordinator_id)
    lifecycle.cancel(session, bench.conference, by=by, now=NOON + timedelta(minutes=1))
    session.commit()

    page = coordinator(bench, as_person).get(address(bench))

    assert "er wordt niet gezocht" in text_of(page, "#standing")
