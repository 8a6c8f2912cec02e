"""Pages of mdt.blueprints.search."""

import pytest
from sqlmodel import Session, select

from mdt.models import AuditRecord, Role
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def test_a_case_is_found_by_what_was_typed(make: Make, as_person: AsPerson) -> None:
    case = make.case(alias="Populier")
    browser = as_person(make.coordinator())
    answer = send(browser, "/search/", q="popu")

    assert answer.status_code == 200
    link = soup(answer).select_one("#found a")
    assert link
    assert link["href"] == f"/cases/{case.id}"
    typed = soup(answer).select_one("#q")
    assert typed
    assert typed["value"] == "popu"


def test_htmx_gets_the_list_only(make: Make, as_person: AsPerson) -> None:
    make.case(alias="Populier")
    answer = send(as_person(make.coordinator()), "/search/", htmx=True, q="popu")
    assert soup(answer).select_one("html") is None
    assert "Populier" in text_of(answer, "#found")
    assert answer.vary == {"HX-Request"} or "HX-Request" in answer.headers["Vary"]


def test_what_is_typed_never_stands_in_an_address(make: Make, as_person: AsPerson) -> None:
    make.case(alias="Populier")
    browser = as_person(make.coordinator())
    for path in ("/search/", "/cases/", "/"):
        forms = soup(browser.get(path)).select("form[role=search]")
        assert forms
        assert {str(form["method"]) for form in forms} == {"post"}
    assert "Populier" not in text_of(browser.get("/search/?q=popu"), "main")


def test_what_is_not_for_the_reader_gives_no_hit_and_no_number(
    make: Make, as_person: AsPerson
) -> None:
    make.case(alias="Populier")
    nothing = text_of(send(as_person(make.person()), "/search/", q="zzzz"), "#found")
    for person in (make.stranger(), make.person()):
        answer = send(as_person(person), "/search/", q="popu")
        assert text_of(answer, "#found") == nothing


@pytest.mark.parametrize("role", [Role.JUDGE, Role.ADMINISTRATOR, Role.SPECIALIST])
def test_who_has_no_cases_has_no_search(make: Make, as_person: AsPerson, role: Role) -> None:
    browser = as_person(make.person(role))
    assert send(browser, "/search/", q="a").status_code == 404
    assert soup(browser.get("/")).select("form[role=search], [data-search-link]") == []


def test_nothing_typed_shows_nothing(make: Make, as_person: AsPerson) -> None:
    make.case()
    answer = send(as_person(make.coordinator()), "/search/", q="  ")
    assert text_of(answer, "#found") == ""


def test_more_than_fits_is_said_without_a_number(make: Make, as_person: AsPerson) -> None:
    for _ in range(21):
        make.case()
    answer = send(as_person(make.coordinator()), "/search/", q="boom")
    assert len(soup(answer).select("#found li")) == 20
    assert "Er zijn er meer" in text_of(answer, "#found")


def test_what_a_search_showed_is_audited(session: Session, make: Make, as_person: AsPerson) -> None:
    case, samira = make.case(alias="Populier"), make.coordinator()
    make.case(alias="Wilg")
    send(as_person(samira), "/search/", q="popu")
    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == samira.id)).all()
    assert [(row.action, row.case_id) for row in rows] == [("case:list", case.id)]
