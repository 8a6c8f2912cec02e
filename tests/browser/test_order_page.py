"""The page of the order of an agenda: accessible at every width, by keyboard, without scripts."""

import re

from playwright.sync_api import expect
from sqlmodel import Session

from mdt.models import AgendaBreak
from tests.browser import looks
from tests.browser.conftest import Visit
from tests.conferences.test_reordering import sat
from tests.factories import Make

LONG = "Maximiliaan-Alexander van Oostenbrugge-Wolterbeek tot Heeswijk-Dinther"


def test_it_is_good_at_every_width_with_a_lunch_and_with_errors(
    session: Session, make: Make, visit: Visit
) -> None:
    at = sat(make)
    at.judge.name = LONG
    session.add(
        AgendaBreak(
            conference_id=at.conference.id, minutes=30, earliest_minutes=60, latest_minutes=90
        )
    )
    page = visit(at.coordinator, f"/conferences/{at.conference.id}/order")

    assert not looks.problems(page)
    page.get_by_label("Klaar voor").first.fill("09:00")
    page.get_by_role("button", name="Bewaar en reken opnieuw").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert not looks.problems(page)


def test_an_order_is_taken_and_put_back_by_keyboard(
    session: Session, make: Make, visit: Visit
) -> None:
    at = sat(make)
    before = [item.id for item in at.conference.items]
    page = visit(at.coordinator, f"/conferences/{at.conference.id}/order")

    page.get_by_role("button", name=re.compile("Voorstel$")).press("Enter")
    expect(page.get_by_text("De agenda heeft al de beste volgorde.")).to_be_visible()
    page.get_by_role("button", name=re.compile("Vorige volgorde$")).press("Enter")
    expect(page.locator("#order-best button")).to_be_visible()

    session.expire_all()
    assert [item.id for item in at.conference.items] == before
    assert at.conference.minutes == 120
