"""What an invitee reads of the margin around their own items."""

from datetime import timedelta

import pytest
from flask import Flask

from mdt import acting
from mdt.invitations import links
from mdt.models import Invitation
from mdt.web import database, invited
from tests.conftest import NOON
from tests.factories import Make

TEN = NOON.replace(hour=9) + timedelta(days=1)
"""Ten in the morning on the wall, in winter."""


@pytest.fixture
def asked(make: Make) -> Invitation:
    """Return the invitation of somebody who is needed for an hour from ten o'clock."""
    officer = make.person()
    conference = make.convened(starts_at=TEN, minutes=60)
    make.seat(conference, officer)
    return make.invitation(
        conference,
        officer,
        starts_at=TEN - timedelta(minutes=10),
        ends_at=TEN + timedelta(minutes=70),
    )


def said(app: Flask, invitation: Invitation) -> str:
    with app.test_request_context("/"):
        database.act_as(acting.PORTAL)
        return invited.own_part(invitation)


def test_who_is_asked_with_a_margin_reads_when_their_part_begins(
    app: Flask, make: Make, asked: Invitation
) -> None:
    make.session.commit()
    assert "rond 10.00 tot 11.00 uur" in said(app, asked)


def test_without_a_margin_nothing_is_said(app: Flask, make: Make, asked: Invitation) -> None:
    asked.starts_at, asked.ends_at = TEN, TEN + timedelta(minutes=60)
    make.session.commit()
    assert said(app, asked) == ""


def test_who_holds_no_seat_or_is_asked_no_more_reads_nothing(
    app: Flask, make: Make, asked: Invitation
) -> None:
    stranger = make.invitation(make.convened(), make.person())
    asked.withdrawn_at = NOON
    make.session.commit()
    assert said(app, stranger) == said(app, asked) == ""


def test_the_page_behind_the_link_says_it(app: Flask, make: Make, asked: Invitation) -> None:
    make.session.commit()
    page = app.test_client().get(f"/u/{links.locator(asked, app.config['SECRET_KEY'])}")
    assert page.status_code == 200
    assert "is rond 10.00 tot 11.00 uur" in page.text
