"""Which place of the menu a page is of."""

import pytest
from sqlmodel import Session

from mdt.models import MeasureKind, Role
from mdt.safety_plan import measures
from mdt.web import shell
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("/", "Vandaag"),
        ("/actions", "Acties"),
        ("/actions/{action}", "Acties"),
        ("/cases/{case}/plan", "Zaken"),
        ("/cases/{case}/actions/new", "Zaken"),
        ("/measures/{measure}", "Zaken"),
    ],
)
def test_a_page_is_of_one_place(
    session: Session, make: Make, as_person: AsPerson, page: str, place: str
) -> None:
    case, coordinator = make.case(), make.coordinator()
    action = make.action(case)
    terms = measures.Terms(kind=MeasureKind.AWARE, starts_at=NOON)
    measure = measures.add(session, case, terms, by=coordinator, now=NOON)
    path = page.format(case=case.id, action=action.id, measure=measure.id)

    current = soup(as_person(coordinator).get(path)).select(".nav [aria-current]")

    assert [link.text.strip() for link in current] == [place]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (
            Role.ADMINISTRATOR,
            ["Vandaag", "Roosters", "Inrichting", "Bezorging", "Toegang herstellen"],
        ),
        (Role.AUDITOR, ["Vandaag", "Logboek"]),
        (Role.COORDINATOR, ["Vandaag", "Overleggen", "Agenda", "Acties", "Zaken"]),
    ],
)
def test_who_has_no_part_in_cases_has_their_own_work_in_the_main_menu(
    make: Make, as_person: AsPerson, role: Role, words: list[str]
) -> None:
    page = soup(as_person(make.person(role)).get("/"))

    assert [link.text.strip() for link in page.select(".nav a")] == words
    more = {link.text.strip() for link in page.select("#meer a")}
    assert "Mijn gegevens" in more
    assert not more & set(words)


@pytest.mark.parametrize("path", ["/setup/", "/people/"])
def test_the_pages_of_the_setup_are_of_its_place(
    make: Make, as_person: AsPerson, path: str
) -> None:
    page = soup(as_person(make.person(Role.ADMINISTRATOR)).get(path))

    assert [link.text.strip() for link in page.select(".nav [aria-current]")] == ["Inrichting"]


@pytest.mark.parametrize("role", Role)
def test_the_bar_of_a_phone_has_room_for_everybodys_places(
    make: Make, as_person: AsPerson, role: Role
) -> None:
    page = soup(as_person(make.person(role)).get("/"))

    assert 1 <= len(page.select(".nav li")) <= shell.IN_BAR


def test_what_has_no_room_in_the_bar_stands_under_more(make: Make, as_person: AsPerson) -> None:
    page = soup(as_person(make.person(Role.DPO)).get("/"))

    bar = {one["href"] for one in page.select(".nav a")}
    everywhere = {one["href"] for one in page.select("a[href]")}
    assert {"/walls/", "/retention/"} <= bar
    assert "/audit/" in everywhere
