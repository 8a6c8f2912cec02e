"""Pages of mdt.blueprints.reminders."""

from datetime import time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.models import EventRecord, Person, WorkingPattern
from mdt.reminders import rhythms
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

PAGE, PROFILE = "/profile/reminders/", "/profile/"


@pytest.fixture
def me(make: Make) -> Person:
    return make.person()


@pytest.fixture
def browser(as_person: AsPerson, me: Person) -> FlaskClient:
    return as_person(me)


def offered(browser: FlaskClient) -> list[str]:
    return [str(one["value"]) for one in soup(browser.get(PAGE)).select("#digest_at option")]


def test_without_a_choice_one_hears_at_once_by_day(browser: FlaskClient) -> None:
    assert soup(browser.get(PAGE)).select_one("input[value=at_once][checked]")
    assert "meteen, overdag" in text_of(browser.get(PROFILE))


def test_one_mail_a_day_is_chosen_with_its_time(
    session: Session, browser: FlaskClient, me: Person
) -> None:
    answer = send(browser, PAGE, rhythm="digest", digest_at="09:30")

    assert answer.location == PROFILE
    assert rhythms.digest_of(session, me) == time(9, 30)
    assert "één keer per dag, om 09.30 uur" in text_of(browser.get(PROFILE))
    assert [row.name for row in session.exec(select(EventRecord))] == ["PersonChanged"]


def test_one_can_go_back_to_at_once(session: Session, browser: FlaskClient, me: Person) -> None:
    for rhythm in ("digest", "at_once"):
        send(browser, PAGE, rhythm=rhythm, digest_at="09:30")

    assert rhythms.digest_of(session, me) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"digest_at": "09:30"}, "rhythm"),
        ({"rhythm": "never", "digest_at": "09:30"}, "rhythm"),
        ({"rhythm": "digest", "digest_at": "23:30"}, "digest_at"),
        ({"rhythm": "digest", "digest_at": "ooit"}, "digest_at"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(
    session: Session, browser: FlaskClient, me: Person, fields: dict[str, Any], field: str
) -> None:
    answer = send(browser, PAGE, **fields)

    assert answer.status_code == 422
    assert soup(answer).select_one(f"#{field}-problem")
    assert rhythms.digest_of(session, me) is None


def test_the_times_on_offer_are_half_hours_of_ones_own_day(
    make: Make, session: Session, browser: FlaskClient, me: Person
) -> None:
    assert offered(browser)[0] == "08:30"
    assert offered(browser)[-1] == "17:00"
    make.add(WorkingPattern(person_id=me.id, weekday=1, starts=time(6), ends=time(8)))
    session.commit()

    assert offered(browser) == ["07:00", "07:30", "08:00", "08:30"], "and the one shown as chosen"


def test_signed_out_one_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get(PAGE).status_code == 303
