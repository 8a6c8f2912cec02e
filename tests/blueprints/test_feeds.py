"""Pages and addresses of mdt.blueprints.feeds."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.feeds import conferences, tasks
from mdt.models import AuditRecord, Feed, FeedKind, Person, Reply, Role
from mdt.web import feed_limit
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

MINE = "/feeds/"
CONFERENCES, TASKS = (f"/feeds/{kind}" for kind in FeedKind)
ONCE = "0b5d8f3e-8a3c-4a53-9a39-2f7cf0a3c001"
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def anna(make: Make) -> Person:
    return make.person()


@pytest.fixture
def browser(as_person: AsPerson, anna: Person) -> FlaskClient:
    return as_person(anna)


@pytest.fixture
def program(app: Flask, session: Session) -> FlaskClient:
    """Return a calendar program, which knows an address and nothing else."""
    program = app.test_client()
    assert isinstance(program, Browser)
    program.session = session
    return program


def address_in(answer: TestResponse) -> str:
    """Return the path of the address that the page shows."""
    field = soup(answer).select_one("#address")
    assert field is not None
    return urlsplit(str(field["value"])).path


def new_address(browser: FlaskClient, path: str = CONFERENCES) -> str:
    answer = send(browser, path)
    assert answer.status_code == 200
    return address_in(answer)


def asked_to(make: Make, person: Person) -> None:
    make.invitation(make.convened(), person, reply=Reply.YES, replied_at=NOON)


def test_one_gets_an_address_at_which_a_program_reads_ones_conferences(
    make: Make, browser: FlaskClient, anna: Person, program: FlaskClient
) -> None:
    asked_to(make, anna)

    answer = program.get(new_address(browser))

    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    [event] = Calendar.from_ical(answer.data).walk("VEVENT")
    assert event["STATUS"] == "CONFIRMED"


def test_a_program_gets_no_session_no_cookie_and_no_page(
    browser: FlaskClient, program: FlaskClient
) -> None:
    answer = program.get(new_address(browser), headers={"Cookie": "s=nonsense"})

    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_program_that_has_it_already_hears_that_nothing_changed(
    session: Session, make: Make, browser: FlaskClient, anna: Person, program: FlaskClient
) -> None:
    path = new_address(browser)
    first = program.get(path)
    again = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert not first.headers["ETag"].startswith("W/")
    # A proxy that packs answers makes the tag a weak one; If-None-Match compares weakly.
    packed = program.get(path, headers={"If-None-Match": f"W/{first.headers['ETag']}"})
    assert packed.status_code == 304

    asked_to(make, anna)
    session.commit()

    changed = program.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_the_same_calendar_is_the_same_bytes(
    make: Make, browser: FlaskClient, anna: Person, program: FlaskClient
) -> None:
    asked_to(make, anna)
    path = new_address(browser)

    before = program.get(path).data
    clock.shift(NOON + 3 * HOUR - clock.unshifted())

    assert program.get(path).data == before


def test_a_program_may_ask_for_the_headers_alone(
    browser: FlaskClient, program: FlaskClient
) -> None:
    path = new_address(browser)

    head, get = program.head(path), program.get(path)

    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.headers[name] == get.headers[name]


def test_what_is_not_there_any_more_is_the_same_as_what_never_was(
    session: Session, browser: FlaskClient, anna: Person, program: FlaskClient
) -> None:
    never = program.get(f"{CONFERENCES}/{'x' * 22}.ics")
    old = new_address(browser)
    new = new_address(browser)
    replaced = program.get(old)
    assert program.get(new).status_code == 200
    send(browser, f"{CONFERENCES}/removal")
    revoked = program.get(new)
    last = new_address(browser)
    anna.is_active = False
    session.commit()
    kept_out = program.get(last)

    for answer in (never, replaced, revoked, kept_out):
        assert (answer.status_code, answer.data) == (404, b"")
        assert list(answer.headers) == list(never.headers)


def test_a_second_click_shows_the_same_address_and_a_later_one_ends_both(
    browser: FlaskClient,
) -> None:
    first, second = (send(browser, CONFERENCES, once=ONCE) for _ in range(2))
    assert address_in(first) == address_in(second)

    new_address(browser)

    stale = send(browser, CONFERENCES, once=ONCE)
    assert (stale.status_code, stale.location) == (303, MINE)


def test_the_address_is_shown_once(browser: FlaskClient) -> None:
    path = new_address(browser)

    assert path not in browser.get(MINE).text
    assert path not in browser.get(CONFERENCES).text


def test_one_sees_when_the_address_was_last_asked_for(
    browser: FlaskClient, program: FlaskClient
) -> None:
    path = new_address(browser)
    assert "nog niet" in text_of(browser.get(MINE), "#conferences")

    program.get(path)

    assert "Laatst opgehaald di 10 feb, 13.00 uur" in text_of(browser.get(MINE), "#conferences")


def test_an_address_that_nobody_used_is_said_to_be_dead(
    session: Session, browser: FlaskClient
) -> None:
    new_address(browser)
    [feed] = session.exec(select(Feed))
    feed.created_at = NOON - timedelta(days=91)

    assert "vervallen" in text_of(browser.get(MINE), "#conferences")


def test_programs_take_the_address_over_by_one_click(browser: FlaskClient) -> None:
    answer = send(browser, CONFERENCES)
    page, address = soup(answer), f"http://localhost:5000{address_in(answer)}"
    links = [str(link["href"]) for link in page.select("#take a")]

    apple, outlook, google = links
    assert apple == address.replace("http://", "webcal://")
    assert parse_qs(urlsplit(outlook).query)["url"] == [address]
    assert parse_qs(urlsplit(google).query)["cid"] == [apple]
    assert len(page.select("#take a[rel='noopener noreferrer']")) == 2


def test_nothing_of_a_case_is_in_a_feed(
    make: Make, browser: FlaskClient, anna: Person, program: FlaskClient
) -> None:
    case = make.case(alias="Kanarie", reference="KANARIE-1")
    conference = make.convened(case, video_url="https://kanarie.example/")
    make.seated(conference, anna)
    make.action(case, anna, title="Kanarie in de kooi", remark="kanarie")

    for kind in (CONFERENCES, TASKS):
        answer = program.get(new_address(browser, kind))
        assert b"BEGIN:V" in answer.data.replace(b"BEGIN:VCALENDAR", b"")
        told = f"{answer.headers}{vobject.readOne(answer.text).serialize()}".lower()
        assert "kanarie" not in told
        assert anna.name.lower() not in told
        assert anna.mail not in told
        assert str(case.id) not in told


def test_reading_a_feed_leaves_no_row_in_the_trail(
    session: Session, browser: FlaskClient, program: FlaskClient
) -> None:
    path = new_address(browser)
    before = len(session.exec(select(AuditRecord)).all())

    program.get(path)
    program.get(path[:-5] + ".ics")

    session.rollback()
    assert len(session.exec(select(AuditRecord)).all()) == before


def test_the_links_in_a_feed_are_pages_of_the_portal(app: Flask) -> None:
    key = "5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11"
    pages = {
        conferences.CONFERENCE: "conferences.show",
        conferences.POLL: "poll_answers.own",
        tasks.ACTION: "actions.show",
    }
    with app.test_request_context() as context:
        for path, endpoint in pages.items():
            assert context.url_adapter is not None
            assert context.url_adapter.match(f"{path}{key}", "GET")[0] == endpoint


def test_who_has_no_conferences_and_no_actions_is_offered_neither(
    make: Make, as_person: AsPerson
) -> None:
    auditor = as_person(make.person(Role.AUDITOR))

    assert not soup(auditor.get(MINE)).select("form button.btn[type=submit]:not([name])")


def test_there_is_nothing_to_change_without_an_address(browser: FlaskClient) -> None:
    assert browser.get(CONFERENCES).status_code == 404


def test_another_kind_of_calendar_is_no_page(browser: FlaskClient) -> None:
    assert browser.get("/feeds/persons").status_code == 404


def test_one_invitation_comes_as_a_file_with_its_own_uid(
    make: Make, browser: FlaskClient, anna: Person
) -> None:
    invitation = make.invitation(make.convened(), anna, sequence=3)

    answer = browser.get(f"/feeds/invitations/{invitation.id}.ics")

    [event] = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == (invitation.uid, 3)
    assert "ATTENDEE" not in event
    assert answer.headers["Content-Disposition"] == "attachment; filename=overleg.ics"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_invitation_of_somebody_else_or_one_that_is_withdrawn_is_no_file(
    make: Make, browser: FlaskClient, anna: Person, as_person: AsPerson
) -> None:
    invitation = make.invitation(make.convened(), anna)
    gone = make.invitation(make.convened(), anna, withdrawn_at=NOON)

    for one, visitor in ((invitation, as_person(make.stranger())), (gone, browser)):
        assert visitor.get(f"/feeds/invitations/{one.id}.ics").status_code == 404


def test_who_is_asked_finds_the_file_beside_their_answer(
    make: Make, browser: FlaskClient, anna: Person
) -> None:
    invitation = make.invitation(make.convened(), anna)
    page = soup(browser.get(f"/invitations/{invitation.id}/answer"))

    assert page.select_one(f"a[href='/feeds/invitations/{invitation.id}.ics']")


@pytest.mark.parametrize("path", [MINE, CONFERENCES])
def test_who_is_not_signed_in_is_asked_to(program: FlaskClient, path: str) -> None:
    assert program.get(path).status_code == 303


def test_a_program_without_end_is_told_when_to_come_back_and_no_cookie_matters(
    browser: FlaskClient, program: FlaskClient
) -> None:
    path = new_address(browser)
    answers = [program.get(path) for _ in range(feed_limit.MOST + 1)]

    assert {one.status_code for one in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1].data) == (429, b"")
    assert 0 < int(answers[-1].headers["Retry-After"]) <= feed_limit.WITHIN.total_seconds()
    for one in answers:
        assert "Cookie" not in one.headers.get("Vary", "")
        assert "Set-Cookie" not in one.headers
    assert program.get(new_address(browser, TASKS)).status_code == 200
