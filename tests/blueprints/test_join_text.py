"""A code by text message, asked for on the pages of mdt.blueprints.join."""

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt.config import Settings
from mdt.identity import text_codes
from mdt.invitations import links
from mdt.models import (
    CodeWay,
    Invitation,
    JoinCode,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    Reply,
)
from tests.blueprints.test_answers import fingerprint
from tests.databases import Database
from tests.factories import Make
from tests.invitations.guests import SECRET, address, enter
from tests.pages import Browser, send, text_of

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
def asked(make: Make) -> Invitation:
    """Return the invitation of somebody with a mobile number."""
    return make.invitation(make.convened(), make.person(phone=NUMBER))


def ask(browser: Browser, invitation: Invitation, digits: str | None = None) -> TestResponse:
    path = address(invitation).replace("/entry", "/code")
    typed = links.code(invitation, SECRET) if digits is None else digits
    return send(browser, path, digits=typed)


def texts(session: Session) -> list[OutboxMessage]:
    return list(
        session.exec(select(OutboxMessage).where(OutboxMessage.kind == MessageKind.CODE)).all()
    )


def wrong(invitation: Invitation) -> str:
    return f"{(int(links.code(invitation, SECRET)) + 1) % 10000:04}"


def test_who_has_the_mail_gets_a_code_by_text_message_that_opens_the_invitation(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    response = ask(visitor, asked)

    assert response.location == address(asked)
    assert "De sms is onderweg." in visitor.get(address(asked)).text
    [message] = texts(session)
    assert (message.channel, message.invitation_id) == (OutboxChannel.TEXT, asked.id)
    assert session.exec(select(JoinCode)).one().way is CodeWay.TEXT
    code = text_codes.read(SECRET, message)
    assert code not in repr(message)
    assert enter(visitor, asked, code).location == "/joined/"


@pytest.mark.parametrize("digits", ["", "x" * 30])
def test_a_program_that_sends_the_form_sends_nobody_a_message(
    visitor: Browser, session: Session, engine: Engine, asked: Invitation, digits: str
) -> None:
    session.commit()
    before = fingerprint(engine)

    assert ask(visitor, asked, digits).status_code == 422

    assert fingerprint(engine) == before


def test_wrong_digits_send_nothing_and_five_shut_the_link(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    statuses = [ask(visitor, asked, wrong(asked)).status_code for _ in range(5)]

    assert statuses == [422, 422, 422, 422, 423]
    assert asked.locked_at is not None
    assert texts(session) == []


def test_nobodys_telephone_is_filled(visitor: Browser, session: Session, asked: Invitation) -> None:
    statuses = [ask(visitor, asked).status_code for _ in range(7)]

    assert statuses == [303] * 5 + [429] * 2
    assert len(texts(session)) == 5


@pytest.mark.parametrize("phone", ["", "0101234567"])
def test_without_a_mobile_number_the_page_says_to_call(
    visitor: Browser, session: Session, make: Make, phone: str
) -> None:
    asked = make.invitation(make.convened(), make.person(phone=phone))

    page = visitor.get(address(asked)).text
    response = ask(visitor, asked)

    assert "Stuur mij een sms" not in page
    assert response.status_code == 422
    assert texts(session) == []
    assert session.exec(select(JoinCode)).all() == []


def test_the_page_says_nothing_of_the_number(visitor: Browser, asked: Invitation) -> None:
    page = text_of(visitor.get(address(asked)))

    assert "Stuur mij een sms met een code" in page
    assert "678" not in page


def test_a_link_that_is_over_sends_nothing(
    visitor: Browser, session: Session, asked: Invitation
) -> None:
    asked.withdrawn_at = asked.stamped_at

    assert ask(visitor, asked).status_code == 410
    assert texts(session) == []


def test_the_digits_alone_do_not_say_what_was_answered(visitor: Browser, asked: Invitation) -> None:
    asked.reply = Reply.NO

    ask(visitor, asked)

    assert "U heeft gezegd" not in visitor.get(address(asked)).text
