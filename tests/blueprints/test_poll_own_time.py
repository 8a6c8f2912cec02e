"""Pages of mdt.blueprints.poll_own_time: one's own busy time in a poll, after a code."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt.config import Settings
from mdt.identity import text_codes
from mdt.models import (
    Absence,
    AuditRecord,
    CodeWay,
    EventRecord,
    JoinCode,
    Language,
    MessageKind,
    OutboxMessage,
)
from mdt.polls import asking, own_time
from mdt.polls.links import PURPOSE
from mdt.web import digits
from tests import pages
from tests.blueprints.test_answers import fingerprint
from tests.blueprints.test_poll_answers import address, fields, given, own
from tests.conftest import NOON, AsPerson
from tests.databases import Database
from tests.factories import Make
from tests.invitations.guests import SECRET, another
from tests.pages import Browser
from tests.polls.cast import FIRST, MAYBE, NO, YES, Asking, asking_of

BUSY = "In uw agenda: bezet"
NUMBER = "+31612345678"


@pytest.fixture
def settings(database: Database) -> Settings:
    """Return the settings of an installation with a gateway for text messages."""
    return Settings(
        database_url=database.url, secret_key=SECRET, sms_url="http://127.0.0.1:1/", sms_secret="x"
    )


@pytest.fixture
def visitor(app: Flask, session: Session) -> Browser:
    """Return the browser of somebody who signed in nowhere."""
    browser = app.test_client()
    assert isinstance(browser, Browser)
    browser.session = session
    return browser


@pytest.fixture
def found(make: Make) -> Asking:
    """Return a poll whose officer is away at the first moment, and said something before."""
    found = asking_of(make)
    found.officer.phone = NUMBER
    make.add(
        Absence(person_id=found.officer.id, starts_at=FIRST, ends_at=FIRST + timedelta(minutes=30))
    )
    found.say(found.officer, MAYBE, YES)
    return found


def entry(found: Asking) -> str:
    return f"{address(found, found.officer)}/own"


def code_for(found: Asking, way: CodeWay = CodeWay.SPOKEN) -> str:
    asked = found.row(found.officer)
    code = own_time.make_code(
        found.session, asked, way, secret=SECRET, by=found.coordinator, now=NOON
    )
    found.session.commit()
    return code


def enter(browser: Browser, found: Asking, code: str) -> TestResponse:
    return pages.send(browser, entry(found), code=code)


def poll_page(browser: Browser, found: Asking) -> str:
    return str(browser.get(address(found, found.officer)).text)


def test_after_a_code_the_link_shows_ones_own_time_and_earlier_answers(
    visitor: Browser, found: Asking
) -> None:
    before = poll_page(visitor, found)
    response = enter(visitor, found, code_for(found))

    assert response.location == address(found, found.officer)
    page = visitor.get(response.location)
    assert BUSY in page.text
    assert page.text.count("In uw agenda: vrij") == 1
    assert len(pages.soup(page).select("input[checked]")) == 2
    assert page.headers["Cache-Control"] == "no-store"
    assert "agenda: " not in before
    assert "checked" not in before
    assert visitor.get(entry(found)).location == response.location, "nothing is asked twice"


def test_neither_the_link_nor_its_digits_show_anybodys_time(
    visitor: Browser, session: Session, found: Asking
) -> None:
    proof = PURPOSE.digits(found.row(found.officer), SECRET)
    pages.send(visitor, address(found, found.officer), code=proof, **fields(found, MAYBE, YES))

    assert given(session)[1][0] is YES, "the digits answered"
    assert "agenda: " not in poll_page(visitor, found)
    assert enter(visitor, found, proof).status_code == 422
    assert "agenda: " not in poll_page(visitor, found)


def test_another_browser_with_the_link_sees_nothing(
    app: Flask, visitor: Browser, session: Session, found: Asking
) -> None:
    other = app.test_client()
    assert isinstance(other, Browser)
    other.session = session
    enter(visitor, found, code_for(found))

    assert "agenda: " not in poll_page(other, found)


def test_a_code_of_one_link_shows_nobody_elses_time(visitor: Browser, found: Asking) -> None:
    enter(visitor, found, code_for(found))

    page = visitor.get(address(found, found.prosecutor))

    assert "agenda: " not in page.text
    assert pages.soup(page).select_one("input[name=code]"), "their digits are asked"


def test_who_came_with_a_code_answers_without_the_digits_in_the_mail(
    visitor: Browser, session: Session, found: Asking
) -> None:
    enter(visitor, found, code_for(found))
    assert not pages.soup(visitor.get(address(found, found.officer))).select("input[name=code]")

    response = pages.send(visitor, address(found, found.officer), **fields(found, YES, NO))

    assert response.status_code == 303
    assert [reply for reply, _ in given(session)] == [YES, NO]


def test_a_code_works_once(visitor: Browser, found: Asking) -> None:
    code = code_for(found)
    enter(visitor, found, code)
    with visitor.session_transaction() as cookie:
        del cookie["code_opened"]

    assert "gebruikt of te oud" in enter(visitor, found, code).text
    assert "agenda: " not in poll_page(visitor, found)


def test_a_new_link_ends_earlier_codes_and_what_they_showed(
    visitor: Browser, found: Asking
) -> None:
    enter(visitor, found, code_for(found))
    unused = code_for(found)
    asking.send_again(
        found.session, found.poll, found.row(found.officer), by=found.coordinator, now=NOON
    )
    found.session.commit()

    assert "agenda: " not in poll_page(visitor, found)
    assert "gebruikt of te oud" in enter(visitor, found, unused).text


def test_what_a_code_showed_is_gone_after_a_quarter(
    visitor: Browser, found: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(visitor, found, code_for(found))
    assert BUSY in poll_page(visitor, found)

    monkeypatch.setattr("mdt.clock.now", lambda: NOON + 2 * digits.KEPT_FOR)

    assert "agenda: " not in poll_page(visitor, found)


def test_five_wrong_codes_lock_the_link_and_what_was_open_is_shut(
    visitor: Browser, session: Session, found: Asking
) -> None:
    code, asked = code_for(found), found.row(found.officer)
    responses = [enter(visitor, found, another(code)) for _ in range(5)]
    with visitor.session_transaction() as cookie:
        cookie["code_opened"] = [asked.public_key, NOON.isoformat()]

    assert [one.status_code for one in responses] == [422, 422, 422, 422, 423]
    assert "4 keer" in responses[0].text
    session.refresh(asked)
    assert asked.locked_at is not None
    names = session.exec(select(EventRecord.name)).all()
    assert names.count("PollLinkLocked") == 1, "its coordinator hears of it"
    assert enter(visitor, found, code).status_code == 423
    assert visitor.get(address(found, found.officer)).status_code == 423
    answered = pages.send(visitor, address(found, found.officer), **fields(found, NO, NO))
    assert answered.status_code in {422, 423}, "what was open before is shut"
    assert [reply for reply, _ in given(session)] == [MAYBE, YES]


def test_each_try_leaves_its_audit_row(visitor: Browser, session: Session, found: Asking) -> None:
    code = code_for(found)
    enter(visitor, found, another(code))
    enter(visitor, found, code)

    rows = session.exec(select(AuditRecord).order_by(col(AuditRecord.id))).all()
    assert sorted((row.action, row.allowed, row.actor_id) for row in rows) == [
        ("poll:answer", False, None),
        ("poll:answer", True, found.officer.id),
    ]


def test_who_has_the_mail_gets_a_code_by_text_message(
    visitor: Browser, session: Session, found: Asking
) -> None:
    proof = PURPOSE.digits(found.row(found.officer), SECRET)
    response = pages.send(visitor, f"{entry(found)}/code", digits=proof)

    assert response.location == entry(found)
    assert "De sms is onderweg." in visitor.get(entry(found)).text
    [message] = session.exec(
        select(OutboxMessage).where(OutboxMessage.kind == MessageKind.CODE)
    ).all()
    assert message.conference_id == found.conference.id, "a wall in between silences it"
    assert session.exec(select(JoinCode)).one().way is CodeWay.TEXT
    enter(visitor, found, text_codes.read(SECRET, message))
    assert BUSY in poll_page(visitor, found)


def test_the_fifth_wrong_digits_for_a_text_message_tell_the_coordinator_too(
    visitor: Browser, session: Session, found: Asking
) -> None:
    proof = PURPOSE.digits(found.row(found.officer), SECRET)
    wrong = f"{(int(proof) + 1) % 10000:04}"

    answers = [pages.send(visitor, f"{entry(found)}/code", digits=wrong) for _ in range(5)]

    assert [one.status_code for one in answers] == [422, 422, 422, 422, 423]
    names = session.exec(select(EventRecord.name)).all()
    assert names.count("PollLinkLocked") == 1


def test_the_link_alone_sends_no_text_message(
    visitor: Browser, session: Session, found: Asking
) -> None:
    proof = PURPOSE.digits(found.row(found.officer), SECRET)
    wrong = f"{(int(proof) + 1) % 10000:04}"

    assert pages.send(visitor, f"{entry(found)}/code", digits=wrong).status_code == 422
    assert session.exec(select(JoinCode)).all() == []


def test_who_has_no_mobile_number_is_told_to_call(visitor: Browser, found: Asking) -> None:
    found.officer.phone = ""
    found.session.commit()

    page = visitor.get(entry(found))

    assert "Die leest een code voor." in page.text
    assert not pages.soup(page).select("input[name=digits]")


def test_the_coordinator_reads_a_code_out(
    visitor: Browser, as_person: AsPerson, session: Session, found: Asking
) -> None:
    here = f"/conferences/{found.conference.id}/poll/people/{found.row(found.officer).id}"

    page = pages.send(as_person(found.coordinator), f"{here}/code")

    shown = pages.text_of(page, ".code-out").replace(" ", "")
    assert session.exec(select(JoinCode)).one().made_by_id == found.coordinator.id
    enter(visitor, found, shown)
    assert BUSY in poll_page(visitor, found)


def test_no_code_is_made_when_nothing_is_asked_any_more(
    as_person: AsPerson, session: Session, found: Asking
) -> None:
    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON)
    session.commit()
    here = f"/conferences/{found.conference.id}/poll/people/{found.row(found.officer).id}"

    response = pages.send(as_person(found.coordinator), f"{here}/code")

    assert response.location == here
    assert session.exec(select(JoinCode)).all() == []


def test_looking_at_the_page_for_a_code_changes_nothing_and_names_nobody(
    visitor: Browser, engine: Engine, found: Asking
) -> None:
    found.officer.name, found.officer.language = "Kanarie Kok", Language.EN
    found.session.commit()
    before = fingerprint(engine)

    page = visitor.get(entry(found))

    assert "Kanarie" not in page.text
    assert "Dutch" not in page.text
    assert fingerprint(engine) == before


def test_signed_in_one_sees_the_same_without_a_code(as_person: AsPerson, found: Asking) -> None:
    assert BUSY in as_person(found.officer).get(own(found, found.officer)).text
