"""Pages of mdt.blueprints.recovery."""

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.identity import credentials
from mdt.models import (
    AuditRecord,
    CredentialKind,
    OneTimeLink,
    OutboxMessage,
    Person,
    Role,
)
from tests.conftest import AsPerson
from tests.factories import Make
from tests.identity.people import enrol
from tests.pages import send, soup, text_of


@pytest.fixture
def owner(session: Session, make: Make) -> Person:
    person = make.person(name="Dennis")
    enrol(session, person)
    return person


@pytest.fixture
def administrator(make: Make, as_person: AsPerson) -> FlaskClient:
    return as_person(make.person(Role.ADMINISTRATOR, name="Wout"))


@pytest.fixture
def asked(session: Session, administrator: FlaskClient, owner: Person) -> str:
    """Return the address of a request that waits."""
    send(administrator, f"/recovery/people/{owner.id}/request")
    return f"/recovery/{session.exec(select(OneTimeLink.id)).one()}"


def has_app(session: Session, person: Person) -> bool:
    session.expire_all()
    return credentials.current(session, person, CredentialKind.TOTP) is not None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CHAIR, Role.COORDINATOR, Role.DPO])
def test_one_asks_and_another_agrees(
    session: Session,
    make: Make,
    as_person: AsPerson,
    asked: str,
    role: Role,
) -> None:
    owner = session.exec(select(Person).where(Person.name == "Dennis")).one()
    elsewhere, second = as_person(owner), as_person(make.person(role))
    assert "Dennis" in text_of(second.get("/recovery/"))
    assert "Gevraagd door Wout" in text_of(second.get("/recovery/"))

    answer = send(second, f"{asked}/approval", spoken="1")

    assert answer.location == "/recovery/"
    assert not has_app(session, owner)
    assert elsewhere.get("/").status_code == 303
    assert set(session.exec(select(OutboxMessage.person_id))) == {owner.id}
    trail = session.exec(
        select(AuditRecord.action).where(AuditRecord.subject_id == owner.id).distinct()
    )
    assert "recovery:ask" in trail.all()


def test_the_second_person_must_have_spoken_with_the_first(
    session: Session, make: Make, as_person: AsPerson, asked: str, owner: Person
) -> None:
    answer = send(as_person(make.person(Role.CHAIR)), f"{asked}/approval")

    assert answer.status_code == 422
    assert soup(answer).select_one("#spoken-problem")
    assert has_app(session, owner)


def test_who_asked_is_told_to_wait_and_cannot_agree(
    session: Session, administrator: FlaskClient, asked: str, owner: Person
) -> None:
    page = administrator.get(asked)
    assert "Wacht op een tweede persoon" in text_of(page)
    assert not soup(page).select("form[action$=approval]")

    answer = send(administrator, f"{asked}/approval", spoken="1")

    assert answer.status_code == 422
    assert "U heeft dit zelf gevraagd" in text_of(answer)
    assert has_app(session, owner)


def test_nobody_agrees_to_their_own(
    session: Session, make: Make, as_person: AsPerson, administrator: FlaskClient
) -> None:
    chair = make.person(Role.CHAIR)
    enrol(session, chair)
    browser = as_person(chair)
    send(administrator, f"/recovery/people/{chair.id}/request")
    asked = f"/recovery/{session.exec(select(OneTimeLink.id)).one()}"

    assert "Dit gaat over u" in text_of(browser.get(asked))
    for way in ("approval", "refusal"):
        assert send(browser, f"{asked}/{way}", spoken="1").status_code == 422
    assert has_app(session, chair)


def test_a_request_is_declined_or_taken_back(
    session: Session, administrator: FlaskClient, asked: str, owner: Person
) -> None:
    assert send(administrator, f"{asked}/refusal").location == "/recovery/"

    assert "Niets dat op u wacht" in text_of(administrator.get("/recovery/"))
    assert has_app(session, owner)
    assert send(administrator, f"{asked}/refusal").status_code == 422


def test_who_never_signed_in_is_sent_the_first_link(
    session: Session, make: Make, administrator: FlaskClient
) -> None:
    new = make.person()
    path = f"/recovery/people/{new.id}"
    assert "Stuur de link voor de eerste keer" in text_of(administrator.get(path))

    assert send(administrator, f"{path}/first-link").location == path

    assert "Er is een link verstuurd" in text_of(administrator.get(path))
    assert session.exec(select(OutboxMessage.person_id)).one() == new.id
    assert send(administrator, f"{path}/request").status_code == 422


def test_who_signs_in_already_needs_no_first_link(
    administrator: FlaskClient, owner: Person
) -> None:
    path = f"/recovery/people/{owner.id}"
    assert "Vraag herstel aan" in text_of(administrator.get(path))

    assert send(administrator, f"{path}/first-link").status_code == 422


def test_somebody_kept_out_is_not_let_in_by_a_link(
    session: Session, make: Make, administrator: FlaskClient
) -> None:
    path = f"/recovery/people/{make.person(is_active=False).id}"
    assert "heeft geen toegang" in text_of(administrator.get(path))

    assert send(administrator, f"{path}/first-link").status_code == 422
    assert not session.exec(select(OutboxMessage)).all()


def test_an_administrator_does_not_let_themselves_in(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    me = make.person(Role.ADMINISTRATOR)
    enrol(session, me)
    browser = as_person(me)
    path = f"/recovery/people/{me.id}"

    assert "Vraag een andere beheerder" in text_of(browser.get(path))
    assert send(browser, f"{path}/request").status_code == 422


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.JUDGE, Role.SPECIALIST, Role.AUDITOR])
def test_others_of_the_region_find_nothing_here(
    make: Make, as_person: AsPerson, asked: str, owner: Person, role: Role
) -> None:
    browser = as_person(make.person(role))

    for path in ("/recovery/", asked, f"/recovery/people/{owner.id}"):
        assert browser.get(path).status_code == 404
    assert send(browser, f"{asked}/approval", spoken="1").status_code == 404


def test_another_regions_people_find_nothing_here(
    session: Session, make: Make, as_person: AsPerson, asked: str, owner: Person
) -> None:
    elsewhere = make.organisation(region_id=make.another_region().id)
    browser = as_person(make.person(Role.ADMINISTRATOR, elsewhere))

    assert "Niets dat op u wacht" in text_of(browser.get("/recovery/"))
    assert browser.get(asked).status_code == 404
    assert browser.get(f"/recovery/people/{owner.id}").status_code == 404
    for path in (f"{asked}/approval", f"{asked}/refusal", f"/recovery/people/{owner.id}/request"):
        assert send(browser, path, spoken="1").status_code == 404
    assert has_app(session, owner)


def test_a_coordinator_may_agree_but_not_ask(
    make: Make, as_person: AsPerson, owner: Person
) -> None:
    browser = as_person(make.coordinator())

    assert browser.get("/recovery/").status_code == 200
    assert browser.get(f"/recovery/people/{owner.id}").status_code == 404
