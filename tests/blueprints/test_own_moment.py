"""«Mijn moment», signed in: when one is up, and that one is there."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt.conferences import meeting
from mdt.models import (
    AgendaItem,
    Attendance,
    Conference,
    ConferenceState,
    Invitation,
    Person,
    Role,
    SeatDomain,
)
from mdt.web import own_moment_live, streams
from mdt.web.conference_news import ConferenceNews
from mdt.web.own_moment_live import TOLD_EVERY, OwnMomentListener
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

MINUTE = timedelta(minutes=1)
REGION = "#own-moment"


class Table:
    """A sitting of two cases that began at noon; the judge is asked for the second."""

    def __init__(self, make: Make) -> None:
        self.session = make.session
        self.sitting: Conference = make.convened(
            make.case(alias="Zilverberk"),
            state=ConferenceState.IN_SESSION,
            starts_at=NOON,
            minutes=30,
        )
        self.sitting.video_url = "https://video.example/1"
        self.first: AgendaItem = self.sitting.items[0]
        self.second = make.item(self.sitting, make.case(alias="Goudiep"), question="Wie sprak?")
        self.judge: Person = make.person(Role.JUDGE)
        make.seat(self.sitting, self.judge, self.second, domain=SeatDomain.JUDICIARY)
        self.asked: Invitation = make.invitation(self.sitting, self.judge)
        self.chair = make.person(Role.CHAIR)
        self.path = f"/invitations/{self.asked.id}/moment"

    def turn(self, item: AgendaItem, minutes: int) -> None:
        meeting.take_up(self.session, item, by=self.chair, now=NOON + minutes * MINUTE)
        self.session.commit()


def chunks(stream: TestResponse) -> Iterator[str]:
    """Yield what a stream says, as it comes."""
    for chunk in stream.response:
        yield chunk.decode() if isinstance(chunk, bytes) else str(chunk)


@pytest.fixture
def table(make: Make) -> Table:
    table = Table(make)
    table.turn(table.first, -10)
    return table


def test_she_reads_when_she_is_up_and_by_how_much_it_moved_and_nothing_of_any_case(
    table: Table, as_person: AsPerson
) -> None:
    page = as_person(table.judge).get(table.path)

    shown = text_of(page, REGION)
    assert "U bent rond 13.20 uur aan de beurt. Dat is 10 minuten eerder dan gepland." in shown
    assert "over 20 min" in shown
    assert "Uw deel duurt 30 minuten." in shown
    assert not [word for word in ("Zilverberk", "Goudiep", "sprak") if word in page.text]


def test_the_moment_is_said_politely_and_the_running_clock_is_not_read_out(
    table: Table, as_person: AsPerson
) -> None:
    page = soup(as_person(table.judge).get(table.path))

    [said] = page.select(f"{REGION} [role=status]")
    [running] = page.select(f"{REGION} [data-seconds-to]")
    assert 1100 < int(str(running["data-seconds-to"])) <= 1200
    assert running["aria-hidden"] == "true"
    assert running not in said.descendants
    assert page.select(f'.no-js a[href="{table.path}"]'), "without a script one asks again"


def test_up_now_and_over_are_said(table: Table, as_person: AsPerson) -> None:
    browser = as_person(table.judge)
    table.first.opened_at = NOON - 28 * MINUTE
    table.session.commit()
    assert "U bent zo aan de beurt." in text_of(browser.get(table.path), REGION)
    table.turn(table.second, -1)
    assert "U bent nu aan de beurt." in text_of(browser.get(table.path), REGION)
    table.turn(table.first, 0)
    over = text_of(browser.get(table.path), REGION)

    assert "Uw deel is voorbij. U hoeft niet te wachten." in over
    assert "Ik ben er" not in over
    assert not soup(browser.get(table.path)).select(f"{REGION} a"), "nor the way to the table"


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0, "U bent rond 13.30 uur aan de beurt. Het overleg is nog niet begonnen."),
        (24, "U bent aan de beurt op woensdag 11 februari, 13.30 uur."),
    ],
)
def test_before_it_begins_the_planned_moment_is_said(
    make: Make, as_person: AsPerson, hours: int, said: str
) -> None:
    table = Table(make)
    table.sitting.state = ConferenceState.CONVENED
    table.sitting.starts_at = NOON + timedelta(hours=hours)
    make.session.commit()

    shown = text_of(as_person(table.judge).get(table.path), REGION)

    assert said in shown
    assert "Ik ben er" not in shown


def test_called_off_and_declined_say_that_nobody_waits(
    table: Table, as_person: AsPerson, session: Session
) -> None:
    browser = as_person(table.judge)
    send(browser, f"/invitations/{table.asked.id}/answer", reply="no", sequence="0")
    assert "U wordt niet verwacht. U hoeft niets te doen." in text_of(browser.get(table.path))
    table.sitting.state = ConferenceState.CANCELLED
    session.commit()
    assert "Dit overleg gaat niet door." in text_of(browser.get(table.path))


def test_she_says_herself_that_she_came_and_that_she_goes_and_a_second_click_is_no_second_time(
    table: Table, as_person: AsPerson, session: Session
) -> None:
    browser = as_person(table.judge)
    for _ in range(2):
        assert send(browser, f"{table.path}/presence", here="1").location == table.path
    assert "U bent er. De voorzitter ziet dat." in text_of(browser.get(table.path), REGION)
    for _ in range(2):
        send(browser, f"{table.path}/presence", here="0")

    [row] = session.exec(select(Attendance)).all()
    assert (row.person_id, row.item_id) == (table.judge.id, table.second.id)
    assert row.out_at is not None
    assert "Ik ben er" in text_of(browser.get(table.path), REGION)


def test_after_her_part_saying_that_she_came_is_refused_in_a_sentence(
    table: Table, as_person: AsPerson
) -> None:
    table.turn(table.second, -5)
    table.turn(table.first, 0)
    browser = as_person(table.judge)

    refused = send(browser, f"{table.path}/presence", here="1")
    assert refused.status_code == 422
    assert "Uw deel van het overleg is voorbij." in text_of(refused)
    assert send(browser, f"{table.path}/presence").status_code == 422


def test_it_is_there_for_nobody_else(table: Table, as_person: AsPerson) -> None:
    for person in (table.chair, table.sitting.coordinator_id):
        who = person if isinstance(person, Person) else table.session.get_one(Person, person)
        browser = as_person(who)
        for path in (table.path, f"{table.path}/live"):
            assert browser.get(path).status_code == 404
        assert send(browser, f"{table.path}/presence", here="1").status_code == 404


def test_the_open_screen_hears_that_the_chair_went_on(
    table: Table, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(own_moment_live, "TOLD_EVERY", 10**6)
    browser = as_person(table.judge)
    since = (NOON - MINUTE).isoformat().replace("+", "%2B")
    stream = browser.get(f"{table.path}/live?since={since}", buffered=False)
    said = chunks(stream)
    assert next(said) == ": open\n\n"
    assert "rond 13.20 uur" in next(said), "told at once, should it have missed some"

    table.turn(table.second, 0)

    heard = next(one for one in said if one != ": beat\n\n")
    stream.close()
    assert "U bent nu aan de beurt." in heard
    assert 'hx-target="#own-moment"' in heard
    assert "Goudiep" not in heard


def test_time_that_goes_on_is_told_too(table: Table, session: Session) -> None:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    news = ConferenceNews(table.sitting.id, own_moment_live.HEARD, NOON + MINUTE)
    listener = OwnMomentListener(engine, news, lambda: table.asked, "", "")
    session.commit()

    looks = [listener.look() for _ in range(TOLD_EVERY + 1)]

    assert looks == [True, *[False] * (TOLD_EVERY - 1), True]


def test_the_stream_ends_with_the_sign_in(
    table: Table, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(own_moment_live, "TOLD_EVERY", 2)
    browser = as_person(table.judge)
    stream = browser.get(f"{table.path}/live", buffered=False)
    send(browser, "/account/sign-out")

    text = "".join(islice(chunks(stream), 9))

    stream.close()
    assert "U kijkt niet meer mee." in text
    assert "event: ended" in text
