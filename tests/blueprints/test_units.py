"""Pages of mdt.blueprints.units and of mdt.blueprints.memberships."""

from sqlmodel import Session, col, select

from mdt.models import Membership, Organisation, Person, Role, Unit
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def _home(make: Make) -> Organisation:
    return make.organisation(name="Politie Merwestad")


def _post(session: Session, person: Person, role: Role = Role.PROFESSIONAL) -> Membership:
    """Return what the person is now in that role."""
    mine = select(Membership).where(Membership.person_id == person.id, Membership.role == role)
    return session.exec(mine.where(col(Membership.until_at).is_(None))).one()


def test_an_administrator_names_the_units_of_an_organisation(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    place = _home(make)
    browser = as_person(make.person(Role.ADMINISTRATOR))
    path = f"/setup/organisations/{place.id}/units/"

    assert "Nog geen afdelingen" in text_of(browser.get(path))
    assert send(browser, path, name="Basisteam Zuid").status_code == 303
    refused = send(browser, path, name="basisteam zuid")

    assert refused.status_code == 422
    assert 'value="basisteam zuid"' in refused.text
    unit = session.exec(select(Unit)).one()
    assert "Basisteam Zuid" in text_of(browser.get(path))
    assert path in browser.get(f"/setup/organisations/{place.id}").text
    send(browser, f"{path}{unit.id}", name="Team Zuid", version="1")
    assert "Team Zuid niet in gebruik" in text_of(browser.get(path))


def test_two_who_change_a_unit_are_told_of_each_other(make: Make, as_person: AsPerson) -> None:
    unit = make.unit(_home(make), name="Zuid", version=2)
    browser = as_person(make.person(Role.ADMINISTRATOR))
    path = f"/setup/organisations/{unit.organisation_id}/units/{unit.id}"

    answer = send(browser, path, name="Oost", is_active="1", version="1")

    assert answer.status_code == 409
    assert "Oost" in answer.text
    assert "Zuid" in answer.text


def test_units_are_of_their_own_organisation_and_region(make: Make, as_person: AsPerson) -> None:
    unit = make.unit(_home(make))
    elsewhere = make.unit(make.organisation(region_id=make.another_region().id))
    browser = as_person(make.person(Role.ADMINISTRATOR))

    for organisation_id, unit_id in (
        (unit.organisation_id, elsewhere.id),
        (elsewhere.organisation_id, elsewhere.id),
    ):
        path = f"/setup/organisations/{organisation_id}/units/{unit_id}"
        assert browser.get(path).status_code == 404
        assert send(browser, path, name="Oost", version="1").status_code == 404


def test_who_does_not_administer_the_region_finds_no_units(make: Make, as_person: AsPerson) -> None:
    unit, person = make.unit(_home(make)), make.person()
    browser = as_person(make.coordinator())

    for path in (
        f"/setup/organisations/{unit.organisation_id}/units/",
        f"/setup/organisations/{unit.organisation_id}/units/{unit.id}",
        f"/people/{person.id}/memberships/{_post(make.session, person).id}/unit",
    ):
        assert browser.get(path).status_code == 404


def test_somebody_new_comes_into_a_unit_and_goes_to_another(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    zuid = make.unit(_home(make), name="Basisteam Zuid")
    place = session.get_one(Organisation, zuid.organisation_id)
    noord, person = make.unit(place, name="Basisteam Noord"), make.person()
    browser = as_person(make.person(Role.ADMINISTRATOR, place))

    send(
        browser,
        f"/people/{person.id}/memberships",
        organisation_id=str(place.id),
        role="chair",
        unit_id=str(zuid.id),
    )
    assert "Politie Merwestad, Basisteam Zuid" in text_of(browser.get(f"/people/{person.id}"))
    path = f"/people/{person.id}/memberships/{_post(session, person, Role.CHAIR).id}/unit"
    assert soup(browser.get(path)).select_one(f"option[value='{zuid.id}'][selected]")
    answer = send(browser, path, unit_id=str(noord.id))

    assert answer.status_code == 303
    assert _post(session, person, Role.CHAIR).unit_id == noord.id
    assert browser.get(path).status_code == 404  # that membership has ended


def test_a_unit_of_another_organisation_is_told_at_its_field(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    place, other = _home(make), make.unit()
    person = make.person(organisation=place)
    browser = as_person(make.person(Role.ADMINISTRATOR, place))
    path = f"/people/{person.id}"

    moved = send(
        browser, f"{path}/memberships/{_post(session, person).id}/unit", unit_id=str(other.id)
    )
    joined = send(
        browser,
        f"{path}/memberships",
        organisation_id=str(place.id),
        role="chair",
        unit_id=str(other.id),
    )
    new = send(
        browser,
        "/people/",
        name="Dennis Kok",
        mail="d@politie.example",
        organisation_id=str(place.id),
        role="chair",
        unit_id=str(other.id),
    )

    assert moved.status_code == joined.status_code == new.status_code == 422
    assert "afdeling" in text_of(joined, ".error-summary")
    # Their organisation has no units, so there is no field to say it at.
    assert "Kies een van de mogelijkheden." in text_of(moved, ".error-summary")
    assert 'value="d@politie.example"' in new.text
    assert _post(session, person).unit_id is None
    assert not session.exec(select(Person).where(Person.name == "Dennis Kok")).all()
