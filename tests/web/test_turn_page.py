"""Rules of mdt.web.turn_page: what a turn shows to whom a case on it is shut to."""

import pytest
from sqlmodel import Session, select

from mdt.conferences import standing
from mdt.conferences.agenda import Terms
from mdt.models import AgendaItem, ConferenceKind
from tests.blueprints.test_turns import NEXT, draft_form, path, sit, turn
from tests.conferences import cast
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")


def test_a_turn_with_a_walled_case_looks_full_and_takes_nothing(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    table = cast.table(make)
    sit(make, table)
    case, walled = cast.case_of(make, table), make.coordinator()
    standing.put(
        session,
        table.panel,
        NEXT,
        case,
        Terms(question=cast.QUESTION, minutes=45),
        kind=ConferenceKind.FIRST,
        by=table.coordinator,
        now=NOON,
    )
    form = draft_form(make, table)
    other = as_person(table.coordinator)
    offered = f"option[value='{table.panel.id}/{NEXT}']"
    assert soup(other.get("/conferences/new")).select(offered)
    make.wall(case, walled)
    browser = as_person(walled)

    assert "vol" in text_of(browser.get(path(table)), "#turns li")
    assert not soup(browser.get("/conferences/new")).select(offered)
    refused = send(browser, "/conferences/", **form)
    page = browser.get(turn(table)).text

    assert refused.status_code == 422
    assert "Deze zitting is vol" in refused.text
    assert "Er staat al" not in page
    assert len(session.exec(select(AgendaItem)).all()) == 1
