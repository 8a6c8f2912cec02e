"""Pages of mdt.blueprints.proposed_moments, and where the board shows what it is about."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from mdt.invitations import proposed_moments
from mdt.invitations.proposed_moments import Moment
from mdt.models import Conference, Invitation, MessageKind, OutboxMessage, Person
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def conference(make: Make) -> Conference:
    return make.convened()


@pytest.fixture
def asked(session: Session, make: Make, conference: Conference) -> Invitation:
    """Return the invitation of somebody who proposes another moment."""
    person = make.seated(conference, make.person(name="Dennis Kok"))
    found = session.exec(select(Invitation).where(Invitation.person_id == person.id)).one()
    moment = Moment(found.starts_at + 2 * HOUR, found.ends_at + 2 * HOUR, NOON)
    proposed_moments.propose(session, found, moment, mail_id=None, now=NOON)
    session.commit()
    return found


@pytest.fixture
def coordinator(session: Session, conference: Conference) -> Person:
    return session.get_one(Person, conference.coordinator_id)


def page_of(asked: Invitation) -> str:
    return f"/conferences/{asked.conference_id}/invitations/{asked.id}"


def owed(session: Session) -> int:
    session.rollback()
    kind = OutboxMessage.kind == MessageKind.DECLINED_MOMENT
    return len(session.exec(select(OutboxMessage).where(kind)).all())


def test_the_coordinator_sees_the_moment_on_the_board_and_on_vandaag(
    asked: Invitation, coordinator: Person, as_person: AsPerson
) -> None:
    browser = as_person(coordinator)

    board = text_of(browser.get(f"/conferences/{asked.conference_id}/invitations"))
    assert "Stelt een ander moment voor: wo 11 feb, 15.00 uur" in board
    assert "Iemand stelt een ander moment voor" in text_of(browser.get("/"))


def test_taking_it_leads_to_the_page_of_moments_with_that_moment_chosen(
    asked: Invitation, coordinator: Person, as_person: AsPerson
) -> None:
    browser = as_person(coordinator)

    [link] = soup(browser.get(page_of(asked))).select("a.btn[href*='/moment?']")
    chosen = browser.get(str(link["href"]))

    [moment] = soup(chosen).select("input[name=starts_at][checked]")
    assert datetime.fromisoformat(str(moment["value"])) == asked.starts_at + 2 * HOUR


def test_declining_keeps_the_moment_and_a_second_click_does_nothing(
    session: Session, asked: Invitation, coordinator: Person, as_person: AsPerson
) -> None:
    browser = as_person(coordinator)

    said = []
    for _ in range(2):
        answer = send(browser, f"{page_of(asked)}/proposed-moment")
        assert answer.location == page_of(asked)
        said.append(text_of(browser.get(answer.location), ".notices"))

    assert said == [
        "Het moment blijft zoals het was. De genodigde krijgt dat te horen.",
        "Er wacht geen voorstel meer van deze persoon.",
    ]
    assert owed(session) == 1


def test_declining_is_taken_back_until_the_mail_left(
    session: Session, asked: Invitation, coordinator: Person, as_person: AsPerson
) -> None:
    browser, page = as_person(coordinator), page_of(asked)
    send(browser, f"{page}/proposed-moment")
    shown = browser.get(page)
    assert "De genodigde hoort het over" in text_of(shown)
    assert "Terugnemen" in text_of(shown)

    answer = send(browser, f"{page}/proposed-moment/undo")

    assert answer.location == page
    again = text_of(browser.get(page))
    assert "Teruggenomen. Het voorstel wacht weer op u." in again
    assert "Een ander moment voorgesteld" in again
    send(browser, f"{page}/proposed-moment/undo")
    assert "Terugnemen kan niet meer" in text_of(browser.get(page))
    assert owed(session) == 1


def test_who_does_not_arrange_the_conference_declines_nothing(
    session: Session, make: Make, asked: Invitation, as_person: AsPerson
) -> None:
    others = [make.stranger(), make.person()]
    elsewhere = make.convened()
    session.commit()
    for person in others:
        for path in ("proposed-moment", "proposed-moment/undo"):
            assert send(as_person(person), f"{page_of(asked)}/{path}").status_code == 404
    wrong = f"/conferences/{elsewhere.id}/invitations/{asked.id}/proposed-moment"
    coordinator = session.get_one(Person, elsewhere.coordinator_id)
    assert send(as_person(coordinator), wrong).status_code == 404
    assert owed(session) == 0
