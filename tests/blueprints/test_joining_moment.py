"""«Mijn moment» for a judge who came in with a link and a code."""

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt.models import Attendance, ConferenceState
from tests.blueprints.test_own_moment import MINUTE, REGION, Table, chunks
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.guests import come_in
from tests.pages import Browser, send, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

PATH = "/joined/moment"


@pytest.fixture
def table(make: Make) -> Table:
    table = Table(make)
    table.turn(table.first, -10)
    return table


@pytest.fixture
def browser(app: Flask, table: Table) -> Browser:
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = table.session
    return come_in(browser, table.session, table.asked)


def test_before_she_said_anything_she_reads_her_moment_and_nothing_of_the_case(
    browser: Browser, table: Table
) -> None:
    assert f'href="{PATH}"' in browser.get("/joined/").text
    page = browser.get(PATH)

    shown = text_of(page, REGION)
    assert "U bent rond 13.20 uur aan de beurt." in shown
    assert "Uw deel duurt 30 minuten." in shown
    for word in ("Zilverberk", "Goudiep", "sprak", str(table.second.id)):
        assert word not in page.text


def test_she_says_that_she_came_and_that_she_goes(
    browser: Browser, table: Table, session: Session
) -> None:
    assert send(browser, f"{PATH}/presence", here="1").location == PATH
    assert "U bent er." in text_of(browser.get(PATH), REGION)
    send(browser, f"{PATH}/presence", here="0")

    [row] = session.exec(select(Attendance)).all()
    assert (row.item_id, row.person_id) == (table.second.id, table.judge.id)
    assert row.out_at is not None
    table.sitting.state = ConferenceState.HELD
    session.commit()
    assert send(browser, f"{PATH}/presence", here="1").status_code == 422


def test_a_guest_who_is_out_hears_nothing_more(browser: Browser) -> None:
    assert "rond 13.20 uur" in _first(browser)
    send(browser, "/joined/answer", reply="no", sequence="0")

    assert browser.get(PATH).location == "/joined/end"
    ended = browser.get(f"{PATH}/live")
    assert (ended.status_code, ended.text) == (200, "event: ended\ndata:\n\n")


def test_a_sitting_that_runs_late_puts_nobody_out_who_still_waits(
    browser: Browser, table: Table, session: Session
) -> None:
    table.asked.ends_at = NOON - 31 * MINUTE
    session.commit()
    assert browser.get(PATH).status_code == 200

    table.turn(table.second, -5)
    table.turn(table.first, -1)
    assert browser.get(PATH).status_code == 200, "half an hour to write down what she found"
    table.second.closed_at = NOON - 31 * MINUTE
    session.commit()
    assert browser.get(PATH).location == "/joined/end"


def _first(browser: Browser) -> str:
    stream = browser.get(f"{PATH}/live", buffered=False)
    said = chunks(stream)
    next(said)
    text = next(said)
    stream.close()
    return text
