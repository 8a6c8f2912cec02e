"""Pages of mdt.blueprints.impediments, and where the coordinator is told."""

import pytest
from sqlmodel import Session, select

from mdt.models import CasePerson, CaseRole, Impediment, Person, Role, SeatDomain
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import Browser, send, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

MAYBE = "Een belemmering is mogelijk"


@pytest.fixture
def judge(make: Make) -> Person:
    return make.person(Role.JUDGE, make.organisation(SeatDomain.JUDICIARY))


@pytest.fixture
def hers(as_person: AsPerson, judge: Person) -> Browser:
    return as_person(judge)


def test_she_adds_a_name_and_never_sees_it_again(hers: Browser, session: Session) -> None:
    page = send(hers, "/impediments/", kind="name", text="Brandsma")
    assert page.location == "/impediments/"

    shown = hers.get("/impediments/")
    assert "Dit is bewaard." in shown.text
    assert "Brandsma" not in shown.text
    assert len(session.exec(select(Impediment)).all()) == 1
    send(hers, "/impediments/", kind="name", text="brandsma")
    assert "Dit stond er al in." in hers.get("/impediments/").text


def test_too_short_and_empty_come_back_as_typed(hers: Browser) -> None:
    short = send(hers, "/impediments/", kind="reference", text="07")
    assert short.status_code == 422
    assert 'value="07"' in short.text
    assert send(hers, "/impediments/", kind="name", text="").status_code == 422
    assert send(hers, "/impediments/", kind="x", text="Brandsma").status_code == 422


def test_she_takes_her_own_away_and_nobody_elses(
    hers: Browser, session: Session, make: Make, as_person: AsPerson
) -> None:
    send(hers, "/impediments/", kind="name", text="Brandsma")
    [row] = session.exec(select(Impediment)).all()
    path = f"/impediments/{row.id}/removal"

    other = as_person(make.person(Role.JUDGE))
    assert send(other, path).status_code == 404
    assert send(hers, path).location == "/impediments/"
    assert not session.exec(select(Impediment)).all()
    assert send(hers, path).status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.ADMINISTRATOR, Role.DPO, Role.CHAIR])
def test_it_is_nobodys_but_a_judges(make: Make, as_person: AsPerson, role: Role) -> None:
    browser = as_person(make.person(role))

    assert browser.get("/impediments/").status_code == 404
    assert "/impediments" not in browser.get("/").text


def test_the_coordinator_is_told_of_a_maybe_and_the_judge_of_nothing(
    hers: Browser, judge: Person, make: Make, as_person: AsPerson
) -> None:
    case = make.case(alias="Zilverberk")
    make.add(CasePerson(case_id=case.id, name="Marco Brandsma", case_role=CaseRole.SUSPECT))
    sitting = make.convened(case)
    seat = make.seat(sitting, judge, domain=SeatDomain.JUDICIARY, quorum=False)
    asked = make.invitation(sitting, judge)
    samira = as_person(make.coordinator())
    told = [
        f"/conferences/{sitting.id}/invitations",
        f"/conferences/{sitting.id}/invitations/{asked.id}",
        f"/conferences/{sitting.id}/seats/{seat.id}",
    ]
    assert not [path for path in told if MAYBE in samira.get(path).text]

    send(hers, "/impediments/", kind="name", text="Brandsma")

    for path in told:
        page = samira.get(path)
        assert page.status_code == 200
        assert MAYBE in page.text, path
    for path in ("/", f"/invitations/{asked.id}/answer", f"/invitations/{asked.id}/opening"):
        assert MAYBE.lower() not in text_of(hers.get(path)).lower()


def test_who_could_be_chosen_is_marked_before_she_is_asked(
    hers: Browser, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    make.add(CasePerson(case_id=case.id, name="Marco Brandsma", case_role=CaseRole.SUSPECT))
    sitting = make.conference(case)
    seat = make.seat(sitting, None, domain=SeatDomain.JUDICIARY, quorum=False)
    send(hers, "/impediments/", kind="name", text="Brandsma")

    page = as_person(make.coordinator()).get(f"/conferences/{sitting.id}/seats/{seat.id}")

    assert MAYBE.lower() in text_of(page, "#holder").lower()
