"""Pages of mdt.blueprints.polls and poll_people: asking people when they can."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt.conferences import lifecycle
from mdt.models import (
    Channel,
    Conference,
    MessageKind,
    Poll,
    PollAnswer,
    PollState,
    SeatDomain,
    SeatFill,
)
from mdt.polls import asking, standing
from tests import pages
from tests.blueprints import choosing
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser
from tests.polls.cast import (
    DAY,
    FIRST,
    MAYBE,
    NO,
    SECOND,
    YES,
    Asking,
    asking_of,
    draft,
    mails_to,
)

UNTIL = {"closes_day": "2026-02-11", "closes_time": "12:00"}


@pytest.fixture
def found(make: Make) -> Asking:
    return asking_of(make)


def path(conference: Conference, rest: str = "") -> str:
    return f"/conferences/{conference.id}/poll{rest}"


def send(browser: Browser, conference: Conference, *clocks: str, **more: Any) -> TestResponse:
    """Send the form that asks about these moments of Thursday."""
    moments = [choosing.iso(one) for one in clocks]
    form: dict[str, Any] = {"starts_at": moments, "minutes": "45", "keeps_free": "1", **UNTIL}
    return pages.send(browser, path(conference, "/new"), **form | more)


def with_seats(make: Make) -> Conference:
    conference = draft(make)
    make.seat(conference, make.person(organisation=make.organisation(SeatDomain.POLICE)))
    make.seat(
        conference,
        make.person(organisation=make.organisation(SeatDomain.OM)),
        domain=SeatDomain.OM,
    )
    return conference


def test_the_best_moments_of_the_week_are_picked_already(as_person: AsPerson, make: Make) -> None:
    conference = with_seats(make)

    page = as_person(make.coordinator()).get(path(conference, "/new"))

    boxes = pages.soup(page).select("input[name=starts_at]")
    assert len(boxes) > 4
    assert len([box for box in boxes if box.has_attr("checked")]) == 4
    assert "2 mensen krijgen de vraag" in page.text


def test_people_are_asked_about_what_was_picked(
    as_person: AsPerson, session: Session, make: Make
) -> None:
    conference = with_seats(make)
    coordinator = make.coordinator()

    response = send(as_person(coordinator), conference, "13.00", "14.00", convenes_itself="1")

    assert response.location == path(conference)
    [poll] = session.exec(select(Poll)).all()
    assert (poll.asked_by_id, poll.convenes_itself, poll.keeps_free) == (coordinator.id, True, True)
    assert poll.remind_at is None
    options = standing.of(session, poll, now=NOON).options
    assert [one.starts_at for one in options] == [FIRST, SECOND]


def test_a_second_click_asks_nobody_twice(
    as_person: AsPerson, session: Session, make: Make
) -> None:
    conference, browser = with_seats(make), as_person(make.coordinator())

    for _ in range(2):
        assert send(browser, conference, "13.00", "14.00").status_code == 303

    assert len(session.exec(select(Poll)).all()) == 1


def test_another_week_keeps_what_was_picked(as_person: AsPerson, make: Make) -> None:
    conference = with_seats(make)

    page = send(as_person(make.coordinator()), conference, "13.00", show="1", week="2026-02-16")

    assert page.status_code == 200
    picked = pages.soup(page).select("input[name=starts_at][checked]")
    assert [box["value"] for box in picked] == [choosing.iso("13.00")]


def test_a_moment_is_added_by_hand(as_person: AsPerson, make: Make) -> None:
    conference = with_seats(make)

    page = send(
        as_person(make.coordinator()), conference, "13.00", add="1", on="2026-02-13", at="09:40"
    )

    picked = pages.soup(page).select("input[name=starts_at][checked]")
    assert choosing.iso("09.40", date(2026, 2, 13)) in [box["value"] for box in picked]


@pytest.mark.parametrize(
    ("clocks", "more", "field"),
    [
        (["13.00"], {}, "moments"),
        (["13.00", "14.00"], {"closes_day": ""}, "closes_day"),
        (["13.00", "14.00"], {"closes_day": "2026-02-13"}, "closes_day"),
        (["13.00", "14.00"], {"closes_time": "half een"}, "closes_time"),
        (["13.00", "14.00"], {"on": "2026-03-29", "at": "02:30"}, "at"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_place_and_typing_is_kept(
    as_person: AsPerson, make: Make, clocks: list[str], more: dict[str, str], field: str
) -> None:
    page = send(as_person(make.coordinator()), with_seats(make), *clocks, **more)

    assert page.status_code == 422
    assert pages.soup(page).select_one(f".error-summary a[href='#{field}']")
    assert pages.soup(page).select_one(f"#{field}")
    picked = pages.soup(page).select("input[name=starts_at][checked]")
    assert [box["value"] for box in picked] == [choosing.iso(one) for one in clocks]
    assert not make.session.exec(select(Poll)).all()


def test_the_coordinator_sees_seats_the_best_moment_and_who_is_silent(
    as_person: AsPerson, found: Asking
) -> None:
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, MAYBE, YES)

    page = as_person(found.coordinator).get(path(found.conference))

    rows = [one.get_text(" ", strip=True) for one in pages.soup(page).select(".t-polls tbody tr")]
    assert rows == [
        "Politie * (nodig) ja ja",
        "OM * (nodig) als het moet ja",
        "School nog niet nog niet",
    ]
    lines = [choosing.words(one) for one in pages.soup(page).select(".poll-line")]
    assert "Beste" in lines[1]
    assert "Beste" not in lines[0]
    assert "1 persoon gaf nog geen antwoord." in page.text
    assert found.teacher.name in pages.text_of(page, "#people")
    assert "Alle nodige stoelen kunnen" in page.text


def test_a_moment_falls_on_the_coordinators_page_at_once(
    as_person: AsPerson, found: Asking
) -> None:
    found.say(found.officer, NO, YES)

    page = as_person(found.coordinator).get(path(found.conference))

    lines = [choosing.words(one) for one in pages.soup(page).select(".poll-line")]
    assert "Valt af: de politie kan niet." in lines[0]
    assert "Valt af" not in lines[1]


def test_somebody_else_for_the_seat_that_let_a_moment_fall_is_one_click_away(
    as_person: AsPerson, session: Session, found: Asking, make: Make
) -> None:
    colleague = make.colleague(found.officer)
    found.say(found.officer, NO, YES)
    session.commit()
    browser = as_person(found.coordinator)
    page = browser.get(path(found.conference))
    [form] = pages.soup(page).select('.poll-line form[action$="/stand-in"]')
    assert f"Vraag {colleague.name}" in form.get_text(" ", strip=True)
    fields: dict[str, Any] = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    del fields["csrf_token"]

    answer = pages.send(browser, str(form["action"]), **fields)

    assert (answer.location or "").startswith(path(found.conference))
    after = browser.get(answer.location)
    assert colleague.name in pages.text_of(after, "#people")
    assert found.officer.name not in pages.text_of(after, "#people")
    assert "Valt af" not in pages.text_of(after, "#moments")


def test_somebody_who_is_busy_then_is_not_offered_in_a_poll(
    as_person: AsPerson, session: Session, found: Asking, make: Make
) -> None:
    colleague = make.colleague(found.officer)
    choosing.busy(make, colleague, "8.00", "18.00")
    found.say(found.officer, NO, YES)
    session.commit()

    page = as_person(found.coordinator).get(path(found.conference))

    assert not pages.soup(page).select('.poll-line form[action$="/stand-in"]')


def test_choosing_a_moment_is_one_click_to_the_page_that_plans(
    as_person: AsPerson, found: Asking
) -> None:
    browser = as_person(found.coordinator)
    page = browser.get(path(found.conference))
    link = pages.soup(page).select_one(".poll-line a.btn")

    assert link is not None
    planning = browser.get(str(link["href"]))

    assert choosing.checked(planning) == [choosing.iso("13.00")]
    assert path(found.conference) in planning.text, "and back"


def test_planning_settles_the_poll(as_person: AsPerson, session: Session, found: Asking) -> None:
    choosing.choose(as_person(found.coordinator), found.conference, choosing.iso("13.00"))

    session.refresh(found.poll)
    assert found.poll.state is PollState.SETTLED
    assert "Er is een moment" in as_person(found.coordinator).get(path(found.conference)).text


def test_the_pool_is_filled_with_who_said_yes(
    as_person: AsPerson, session: Session, make: Make
) -> None:
    conference = draft(make)
    police = make.organisation(SeatDomain.POLICE)
    first, second = (make.person(organisation=police) for _ in range(2))
    seat = make.seat(conference, fill=SeatFill.ORGANISATION)
    found = asking.ask(
        session,
        conference,
        [FIRST, SECOND],
        asking.Terms(closes_at=NOON + DAY),
        minutes=45,
        by=make.coordinator(),
        now=NOON,
    )
    asked = Asking(session, found, conference, make.coordinator(), first, second, second)
    asked.say(first, NO, YES)
    asked.say(second, YES, YES)

    choosing.choose(as_person(make.coordinator()), conference, choosing.iso("13.00"))

    session.refresh(seat)
    assert seat.holder_id == second.id


def test_a_seat_on_duty_says_who_fills_it_before_and_after_a_moment_was_agreed(
    as_person: AsPerson, session: Session, make: Make
) -> None:
    conference = draft(make)
    officer = make.person(organisation=make.organisation(SeatDomain.POLICE))
    duty = make.seat(conference, fill=SeatFill.DUTY)
    make.seat(conference, make.person(), domain=SeatDomain.VT)
    terms = asking.Terms(closes_at=NOON + DAY)
    by = make.coordinator()
    asking.ask(session, conference, [FIRST, SECOND], terms, minutes=45, by=by, now=NOON)
    before = pages.text_of(as_person(by).get(path(conference)), "#seats tbody")

    duty.holder_id, duty.is_drawn = officer.id, True
    lifecycle.convene(session, conference, FIRST, overlap_allowed=True, by=by, now=NOON)
    session.commit()
    after = pages.text_of(as_person(by).get(path(conference)), "#seats tbody")

    assert "wie dienst heeft" in before
    assert officer.name in after
    assert "leeg" not in before + after


def test_a_telephone_answer_is_noted(as_person: AsPerson, session: Session, found: Asking) -> None:
    browser, row = as_person(found.coordinator), found.row(found.officer)
    here = path(found.conference, f"/people/{row.id}")
    assert found.officer.mail in browser.get(here).text

    fields: dict[str, Any] = {f"moment-{found.options[0].id}": "yes"}
    response = pages.send(browser, f"{here}/reply", **fields)

    assert response.location == path(found.conference)
    [answer] = session.exec(select(PollAnswer)).all()
    assert (answer.channel, answer.noted_by_id) == (Channel.COORDINATOR, found.coordinator.id)


def test_the_question_goes_out_again_with_a_new_link(
    as_person: AsPerson, session: Session, found: Asking
) -> None:
    here = path(found.conference, f"/people/{found.row(found.officer).id}/repeat")

    assert pages.send(as_person(found.coordinator), here).status_code == 303

    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 2


def test_the_coordinator_gives_longer_closes_reminds_and_calls_off(
    as_person: AsPerson, session: Session, found: Asking
) -> None:
    browser, here = as_person(found.coordinator), path(found.conference)
    longer: dict[str, Any] = {"closes_day": "2026-02-12", "closes_time": "09:00", "version": "1"}

    assert pages.send(browser, f"{here}/deadline", **longer).status_code == 303
    session.refresh(found.poll)
    assert found.poll.closes_at == NOON + timedelta(days=1, hours=20)
    pages.send(browser, f"{here}/reminder")
    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 2
    pages.send(browser, f"{here}/closure")
    assert "Antwoorden kan niet meer" in browser.get(here).text
    assert "niemand hoeft nog" in browser.get(f"{here}/withdrawal").text.lower()
    pages.send(browser, f"{here}/withdrawal")
    session.refresh(found.poll)
    assert found.poll.state is PollState.WITHDRAWN
    assert "ingetrokken" in browser.get(here).text


def test_a_reminder_that_waits_says_when_it_goes_and_is_asked_for_once(
    as_person: AsPerson, session: Session, found: Asking
) -> None:
    browser, here = as_person(found.coordinator), path(found.conference)
    pages.send(browser, f"{here}/reminder")
    going = pages.text_of(browser.get(here), "#people")
    for mail in mails_to(session, found.officer, MessageKind.POLL):
        mail.due_at = NOON + timedelta(hours=18)
    session.commit()

    pages.send(browser, f"{here}/reminder")

    page = browser.get(here)
    assert "herinnering gaat nu de deur uit" in going
    assert "Wie nog niets zei, krijgt al een herinnering." in page.text
    assert "herinnering gaat wo 11 feb, 07.00 uur" in pages.text_of(page, "#people")
    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 2


def test_a_new_end_that_cannot_be_is_said_at_its_field(as_person: AsPerson, found: Asking) -> None:
    browser, here = as_person(found.coordinator), path(found.conference, "/deadline")
    too_late: dict[str, Any] = {"closes_day": "2026-02-14", "closes_time": "09:00", "version": "1"}

    for fields, status in (
        (too_late, 422),
        (too_late | {"closes_day": ""}, 422),
        ({**too_late, "closes_day": "2026-02-12", "version": "0"}, 409),
    ):
        page = pages.send(browser, here, **fields)
        assert page.status_code == status
        assert pages.soup(page).select_one(".error-summary a[href='#closes_day']")


def test_a_poll_that_is_over_takes_no_more_changes(as_person: AsPerson, found: Asking) -> None:
    asking.withdraw(found.session, found.poll, by=found.coordinator, now=NOON)
    browser, here = as_person(found.coordinator), path(found.conference)

    for rest in ("/closure", "/reminder", "/withdrawal"):
        assert pages.send(browser, here + rest).status_code == 422


def test_a_conference_that_was_convened_asks_nobody(as_person: AsPerson, found: Asking) -> None:
    lifecycle.convene(found.session, found.conference, FIRST, by=found.coordinator, now=NOON)
    browser = as_person(found.coordinator)

    assert browser.get(path(found.conference, "/new")).location.endswith(str(found.conference.id))
    assert send(browser, found.conference, "13.00", "14.00").status_code == 422


def test_the_way_to_asking_stands_where_a_moment_is_chosen(
    as_person: AsPerson, make: Make, found: Asking
) -> None:
    browser, fresh = as_person(found.coordinator), with_seats(make)

    assert path(fresh, "/new") in browser.get(f"/conferences/{fresh.id}/moment").text
    running = browser.get(f"/conferences/{found.conference.id}/moment").text
    assert path(found.conference, "/new") not in running
    assert path(found.conference) in running
    assert path(found.conference) in browser.get(f"/conferences/{found.conference.id}").text


def test_the_first_page_of_the_coordinator_says_how_the_poll_stands(
    as_person: AsPerson, found: Asking
) -> None:
    browser = as_person(found.coordinator)
    assert "Er loopt een vraag naar momenten" in browser.get("/").text

    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, YES, NO)

    assert "Alle nodige stoelen kunnen" in browser.get("/").text


def test_a_stranger_finds_nothing(as_person: AsPerson, make: Make, found: Asking) -> None:
    person = path(found.conference, f"/people/{found.row(found.officer).id}")
    for browser in (as_person(make.stranger()), as_person(found.officer)):
        for rest in ("", "/new", "/withdrawal"):
            assert browser.get(path(found.conference, rest)).status_code == 404
        for rest in ("/new", "/deadline", "/closure", "/reminder", "/withdrawal"):
            assert pages.send(browser, path(found.conference, rest)).status_code == 404
        assert browser.get(person).status_code == 404
        for rest in ("/reply", "/repeat"):
            assert pages.send(browser, person + rest).status_code == 404


def test_somebody_of_another_poll_is_not_found_here(as_person: AsPerson, make: Make) -> None:
    found, other = asking_of(make), asking_of(make)
    here = path(found.conference, f"/people/{other.row(other.officer).id}")

    assert as_person(found.coordinator).get(here).status_code == 404
