"""Finding cases among those that somebody may see."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.policy import Action
from mdt.cases import finding
from mdt.models import Person, Role
from tests.conftest import NOON
from tests.factories import Make


def found(session: Session, person: Person, words: str) -> list[str]:
    who = actors.load(session, person, now=NOON)
    may_see = guard.visible_cases(who, Action.CASE_LIST)
    return [row.case.alias for row in finding.search(session, may_see, words)]


def page(
    session: Session, person: Person, number: int = 1, *, is_open: bool = True
) -> finding.Page:
    who = actors.load(session, person, now=NOON)
    return finding.page(
        session,
        guard.visible_cases(who, Action.CASE_LIST),
        guard.visible_conferences(who, Action.CONFERENCE_VIEW),
        is_open=is_open,
        number=number,
        now=NOON,
    )


def test_a_case_is_found_by_a_part_of_its_alias_or_reference(session: Session, make: Make) -> None:
    make.case(alias="Populier", reference="MW-2026-014")
    make.case(alias="Wilg", reference="MW-2026-015")
    samira = make.coordinator()
    assert found(session, samira, " popul ") == ["Populier"]
    assert found(session, samira, "2026-015") == ["Wilg"]
    assert found(session, samira, "mw-") == ["Populier", "Wilg"]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "\\", "zzz"])
def test_nothing_typed_and_odd_signs_find_nothing(session: Session, make: Make, words: str) -> None:
    make.case()
    assert found(session, make.coordinator(), words) == []


def test_open_cases_come_before_closed_ones(session: Session, make: Make) -> None:
    make.case(alias="Eik een", closed_at=NOON)
    make.case(alias="Eik twee")
    assert found(session, make.coordinator(), "eik") == ["Eik twee", "Eik een"]


def test_a_search_stops_one_past_what_it_shows(session: Session, make: Make) -> None:
    for _ in range(finding.MOST_FOUND + 5):
        make.case()
    assert len(found(session, make.coordinator(), "boom")) == finding.MOST_FOUND + 1


def test_everybody_finds_only_what_is_theirs(session: Session, make: Make) -> None:
    mine, other = make.case(alias="Populier"), make.case(alias="Wilg")
    table = make.convened(mine)
    seated, judge = make.person(), make.person(Role.JUDGE)
    for person in (seated, judge):
        make.seated(table, person)
    lead = session.get_one(Person, mine.lead_id)
    contact = session.get_one(Person, other.victim_contact_id)

    assert found(session, seated, "l") == ["Populier"]
    assert found(session, lead, "l") == ["Populier"]
    assert found(session, contact, "l") == ["Wilg"]
    for nobody in (judge, make.stranger(), make.person(), make.person(Role.ADMINISTRATOR)):
        assert found(session, nobody, "l") == []
        assert page(session, nobody).total == 0


def test_a_page_shows_the_newest_first_with_the_next_sitting(session: Session, make: Make) -> None:
    old = make.case(alias="Eik", opened_at=NOON - timedelta(days=9))
    make.case(alias="Wilg")
    make.case(alias="Beuk", closed_at=NOON)
    make.convened(old, starts_at=NOON + timedelta(days=3))
    soon = make.convened(old)
    make.conference(old)
    make.convened(old, starts_at=NOON - timedelta(days=1))

    rows = page(session, make.coordinator()).rows

    assert [row.case.alias for row in rows] == ["Wilg", "Eik"]
    assert [row.next_at for row in rows] == [None, soon.starts_at]


def test_a_sitting_one_is_not_asked_to_is_not_told(session: Session, make: Make) -> None:
    case = make.case()
    make.convened(case)
    lead = session.get_one(Person, case.lead_id)
    assert [row.next_at for row in page(session, lead).rows] == [None]


def test_closed_cases_have_their_own_pages(session: Session, make: Make) -> None:
    make.case(alias="Beuk", closed_at=NOON)
    make.case(alias="Wilg")
    rows = page(session, make.coordinator(), is_open=False).rows
    assert [row.case.alias for row in rows] == ["Beuk"]


def test_a_number_beyond_the_last_page_gives_the_last(session: Session, make: Make) -> None:
    samira = make.coordinator()
    assert (page(session, samira, 9).number, page(session, samira, 9).pages) == (1, 1)
    for _ in range(finding.PER_PAGE + 1):
        make.case()
    last = page(session, samira, 9)
    assert (last.number, last.pages, last.total, len(last.rows)) == (2, 2, 26, 1)
    assert page(session, samira, -3).number == 1
