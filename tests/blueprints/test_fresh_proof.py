"""What is gravest asks for fresh proof: giving a role, lifting a wall, destroying a case."""

from typing import Any
from urllib.parse import quote

import pytest
from sqlmodel import Session, col, select

from mdt import clock
from mdt.identity import sessions
from mdt.models import Case, Membership, Organisation, Person, Role, SeatDomain, WebSession
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup

FRESH = "/profile/fresh/?next="
PROVE = "Bewijs eerst nog een keer wie u bent. Wat u typte, blijft staan."


@pytest.fixture
def wout(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


@pytest.fixture
def place(make: Make) -> Organisation:
    return make.organisation(SeatDomain.VT, name="Veilig Thuis")


def long_ago(session: Session, as_person: AsPerson, person: Person) -> Browser:
    """Return the browser of somebody who gave proof, and then sat there for a while."""
    browser = as_person(person)
    for row in session.exec(select(WebSession).where(WebSession.person_id == person.id)):
        row.proven_at = clock.now() - sessions.PROOF_LASTS
    session.commit()
    return browser


def role(place: Organisation, **more: str) -> dict[str, Any]:
    return {
        "organisation_id": str(place.id),
        "role": Role.COORDINATOR.value,
        "function": "procesregisseur",
        **more,
    }


def test_a_role_is_given_after_fresh_proof_and_nothing_typed_is_lost(
    session: Session, make: Make, as_person: AsPerson, wout: Person, place: Organisation
) -> None:
    somebody = make.person()
    page = f"/people/{somebody.id}"
    before = session.exec(select(Membership.id)).all()
    assert FRESH not in as_person(wout).get(page).text

    browser = long_ago(session, as_person, wout)
    refused = send(browser, f"{page}/memberships", **role(place))

    assert refused.status_code == 422
    assert PROVE in refused.text
    assert f"{FRESH}{page}" in refused.text
    assert soup(refused).select_one("#function[value=procesregisseur]")
    assert session.exec(select(Membership.id)).all() == before


def test_somebody_new_is_let_in_after_fresh_proof(
    session: Session, as_person: AsPerson, wout: Person, place: Organisation
) -> None:
    browser = long_ago(session, as_person, wout)
    new = role(place, name="Nieuwe Collega", mail="nieuw@merwestad.example", language="nl")

    refused = send(browser, "/people/", **new)

    assert (refused.status_code, PROVE in refused.text) == (422, True)
    assert f"{FRESH}/people/new" in refused.text
    assert soup(refused).select_one("#name[value='Nieuwe Collega']")
    assert not session.exec(select(Person).where(Person.mail == new["mail"])).all()


@pytest.mark.parametrize(("kind", "back"), [(Role.CHAIR, "/cases/{}/walls"), (Role.DPO, "/walls/")])
def test_who_agrees_that_a_wall_falls_proves_first_who_they_are(
    session: Session, make: Make, as_person: AsPerson, kind: Role, back: str
) -> None:
    case, agrees = make.case(), make.person(kind)
    wall = make.wall(case, make.coordinator())
    browser = long_ago(session, as_person, agrees)

    answer = send(browser, f"/walls/{wall.id}/agreement")

    assert answer.location == f"{FRESH}{quote(back.format(case.id))}"
    session.refresh(wall)
    assert (wall.chair_id, wall.officer_id) == (None, None)


def test_who_destroys_a_case_proves_first_who_they_are(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case(closed_at=NOON, retain_until=NOON.date())
    page = f"/cases/{case.id}/destruction"
    browser = long_ago(session, as_person, make.person(Role.DPO))

    answer = send(browser, page)

    assert answer.location == f"{FRESH}{quote(page)}"
    assert session.exec(select(col(Case.id))).all() == [case.id]
