"""Invitees who come in with a code, for tests."""

from datetime import datetime

from sqlmodel import Session
from werkzeug.test import TestResponse

from mdt.invitations import joining, links
from mdt.models import CodeWay, Invitation
from tests import pages
from tests.conftest import NOON
from tests.pages import Browser

SECRET = "t" * 32


def code_for(session: Session, invitation: Invitation, *, now: datetime = NOON) -> str:
    """Return a fresh code of the invitation, as its coordinator would read it out."""
    code = joining.make_code(session, invitation, CodeWay.SPOKEN, secret=SECRET, by=None, now=now)
    session.commit()
    return code


def another(code: str) -> str:
    """Return eight digits that are not these."""
    return f"{(int(code) + 1) % 10**8:08}"


def address(invitation: Invitation) -> str:
    """Return where the code is typed."""
    return f"/u/{links.locator(invitation, SECRET)}/entry"


def enter(browser: Browser, invitation: Invitation, code: str) -> TestResponse:
    """Type the code in this browser."""
    return pages.send(browser, address(invitation), code=code)


def come_in(browser: Browser, session: Session, invitation: Invitation) -> Browser:
    """Let the invitee in in this browser."""
    response = enter(browser, invitation, code_for(session, invitation))
    assert response.location == "/joined/"
    return browser
