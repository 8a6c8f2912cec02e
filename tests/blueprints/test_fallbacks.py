"""Pages of mdt.blueprints.fallbacks."""

from sqlmodel import Session, select

from mdt.models import Organisation, Role, SeatDomain, SeatFallback
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def _elsewhere(make: Make, name: str) -> Organisation:
    return make.organisation(SeatDomain.POLICE, name=name, region_id=make.another_region().id)


def test_a_coordinator_lets_an_organisation_take_over_and_another_come_first(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    oost, west = _elsewhere(make, "Politie Oost"), _elsewhere(make, "Politie West")
    browser = as_person(make.coordinator())
    page = f"/duty/regions/{make.region.id}/fallbacks"
    assert page in browser.get("/duty/").text

    for one in (oost, west):
        assert send(browser, page, organisation_id=str(one.id)).location == page
    shown = text_of(browser.get(page), "#d-1")
    assert shown.index("Politie Oost") < shown.index("Politie West")
    second = session.exec(select(SeatFallback).where(SeatFallback.rank == 1)).one()
    send(browser, f"/duty/fallbacks/{second.id}/first")

    shown = text_of(browser.get(page), "#d-1")
    assert shown.index("Politie West") < shown.index("Politie Oost")


def test_an_organisation_that_takes_over_no_more_can_be_chosen_again(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    oost = _elsewhere(make, "Politie Oost")
    row = make.fallback(oost)
    browser = as_person(make.person(Role.ADMINISTRATOR))
    page = f"/duty/regions/{make.region.id}/fallbacks"
    assert not soup(browser.get(page)).select(f"option[value='{oost.id}']")

    send(browser, f"/duty/fallbacks/{row.id}/removal")

    assert session.exec(select(SeatFallback)).all() == []
    assert soup(browser.get(page)).select(f"option[value='{oost.id}']")


def test_nothing_chosen_and_one_that_takes_over_already_are_said_at_the_field(
    make: Make, as_person: AsPerson
) -> None:
    oost = _elsewhere(make, "Politie Oost")
    make.fallback(oost)
    browser = as_person(make.coordinator())
    page = f"/duty/regions/{make.region.id}/fallbacks"

    nothing = send(browser, page)
    again = send(browser, page, organisation_id=str(oost.id))

    assert (nothing.status_code, again.status_code) == (422, 422)
    assert "Kies de organisatie." in text_of(nothing, ".problem")
    assert "neemt hier al stoelen over" in text_of(again, ".problem")


def test_on_the_page_of_a_seat_one_sees_who_takes_over(make: Make, as_person: AsPerson) -> None:
    oost = _elsewhere(make, "Politie Oost")
    make.fallback(oost)
    make.person(organisation=oost, name="Roos Timmer")
    conference = make.convened()
    seat = make.seat(conference, make.person())
    browser = as_person(make.coordinator())

    page = text_of(browser.get(f"/conferences/{conference.id}/seats/{seat.id}"), "#holder")

    assert "Roos Timmer" in page
    assert "Politie Oost · neemt over" in page
