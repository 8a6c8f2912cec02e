"""Rules of mdt.web.poll_answering: what who is asked sees of a poll besides its moments."""

import pytest
from flask import Flask
from sqlmodel import Session

from mdt.models import Role, SeatDomain
from tests import pages
from tests.blueprints.test_poll_answers import address, fields, given, own
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import Browser
from tests.polls.cast import NO, YES, Asking, asking_of

NEEDED = "Deze stoelen zijn nodig: de politie, het OM."


@pytest.fixture
def found(make: Make) -> Asking:
    """Return a poll of two needed seats, and of a school that is only wanted."""
    return asking_of(make)


def test_each_needed_seat_is_named_to_who_signed_in_also_on_a_seat_that_is_not(
    as_person: AsPerson, found: Asking
) -> None:
    for person in (found.officer, found.teacher):
        page = pages.text_of(as_person(person).get(own(found, person)), "main")

        assert NEEDED in page
        assert "school" not in page


def test_the_bare_link_names_no_seat(app: Flask, session: Session, found: Asking) -> None:
    visitor = app.test_client()
    assert isinstance(visitor, Browser)
    visitor.session = session

    page = pages.text_of(visitor.get(address(found, found.officer)), "main")

    assert "Wanneer kunt u?" in page
    assert "Deze stoelen" not in page


def test_who_is_asked_for_a_judges_seat_reads_of_no_other(
    as_person: AsPerson, make: Make, found: Asking
) -> None:
    judge = make.person(Role.JUDGE, make.organisation(SeatDomain.JUDICIARY))
    seat = next(one for one in found.conference.items[0].seats if one.domain is SeatDomain.OM)
    seat.domain, seat.holder_id = SeatDomain.JUDICIARY, judge.id
    row = found.row(found.prosecutor)
    row.person_id = judge.id
    make.session.flush()

    page = as_person(judge).get(own(found, judge))

    assert page.status_code == 200
    assert "Deze stoelen" not in page.text


def test_who_let_a_moment_fall_can_take_that_no_back(
    as_person: AsPerson, session: Session, found: Asking
) -> None:
    """A thumb slips; nobody else's no is shown by it."""
    found.say(found.officer, NO, YES)
    browser = as_person(found.officer)

    page = browser.get(own(found, found.officer))
    pages.send(browser, own(found, found.officer), **fields(found, YES, YES))

    assert "Dit moment valt af" not in page.text
    checked = [one["value"] for one in pages.soup(page).select("input[type=radio][checked]")]
    assert checked == ["no", "yes"]
    assert [reply for reply, _ in given(session)] == [YES, YES]


def test_a_coordinator_notes_by_telephone_that_a_no_was_a_mistake(
    as_person: AsPerson, found: Asking
) -> None:
    found.say(found.officer, NO, YES)
    browser = as_person(found.coordinator)

    shown = browser.get(
        f"/conferences/{found.conference.id}/poll/people/{found.row(found.officer).id}"
    )

    assert len(pages.soup(shown).select("input[type=radio]")) == 6


def test_whom_anothers_no_spares_an_answer_still_gives_none(
    as_person: AsPerson, found: Asking
) -> None:
    found.say(found.officer, NO, YES)

    page = as_person(found.prosecutor).get(own(found, found.prosecutor))

    assert "Dit moment valt af" in page.text
    assert len(pages.soup(page).select("input[type=radio]")) == 3
