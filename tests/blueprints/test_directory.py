"""Pages of mdt.blueprints.directory."""

from uuid import uuid4

from sqlmodel import Session, select

from mdt.models import Organisation, Region, Role, Room, SeatDomain
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, text_of


def test_an_administrator_sets_up_a_region_without_a_shell(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(browser, "/setup/regions", name="Waterland", organisation="ZVH Waterland")
    page = text_of(browser.get(answer.location))

    assert "Regio Waterland" in page
    assert "ZVH Waterland" in page
    region = session.exec(select(Region).where(Region.name == "Waterland")).one()
    send(browser, f"/setup/regions/{region.id}/organisations", name="Politie", domain="police")
    send(browser, f"/setup/regions/{region.id}/rooms", name="Kamer 1")
    page = text_of(browser.get("/setup/"))
    assert "Politie" in page
    assert "Kamer 1" in page


def test_an_organisation_without_a_domain_comes_back_with_what_was_typed(
    make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(browser, f"/setup/regions/{make.region.id}/organisations", name="Opvang Oost")

    assert answer.status_code == 422
    assert "Er is iets dat nog niet klopt" in answer.text
    assert 'value="Opvang Oost"' in answer.text


def test_a_name_that_is_taken_is_told_at_the_field(make: Make, as_person: AsPerson) -> None:
    taken = make.organisation(name="Opvang Oost")
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(
        browser,
        f"/setup/regions/{taken.region_id}/organisations",
        name="opvang oost",
        domain="shelter",
    )

    assert answer.status_code == 422
    assert "Er is al iets met de naam opvang oost" in text_of(answer)


def test_the_second_click_adds_no_second_organisation(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    browser = as_person(make.person(Role.ADMINISTRATOR))
    path, once = f"/setup/regions/{make.region.id}/organisations", str(uuid4())

    for _ in range(2):
        answer = send(browser, path, name="Opvang Oost", domain="shelter", once=once)
        assert answer.status_code == 303

    found = session.exec(select(Organisation).where(Organisation.name == "Opvang Oost")).all()
    assert len(found) == 1


def test_an_organisation_and_a_room_are_changed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    room = make.add(Room(region_id=make.region.id, name="Kamer 1"))
    browser = as_person(make.person(Role.ADMINISTRATOR))

    send(browser, f"/setup/organisations/{organisation.id}", name="Nieuw", domain="om", version="1")
    sent = {"name": "Kamer 2", "address": "Plein 1", "is_active": "1", "version": "1"}
    send(browser, f"/setup/rooms/{room.id}", **sent)  # type: ignore[arg-type] # only fields

    session.expire_all()
    assert (organisation.name, organisation.domain) == ("Nieuw", SeatDomain.OM)
    assert not organisation.is_active
    assert (room.name, room.address, room.is_active) == ("Kamer 2", "Plein 1", True)
    for path in (f"/setup/organisations/{organisation.id}", f"/setup/rooms/{room.id}"):
        assert browser.get(path).status_code == 200


def test_nobody_but_the_regions_administrator_sees_its_set_up(
    make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    elsewhere = make.organisation(region_id=make.add(Region(name="Ver weg")).id)
    for stranger in (
        make.person(Role.ADMINISTRATOR, elsewhere),
        make.person(Role.COORDINATOR),
        make.person(),
    ):
        browser = as_person(stranger)
        for path in (
            f"/setup/organisations/{organisation.id}",
            f"/setup/regions/{make.region.id}/rooms/new",
            f"/setup/regions/{make.region.id}/organisations/new",
        ):
            assert browser.get(path).status_code == 404
