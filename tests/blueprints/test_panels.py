"""Pages of mdt.blueprints.panels."""

from sqlmodel import Session, select

from mdt.directory import panels
from mdt.models import Panel, PanelSeat, Regime, Role, SeatDomain, SeatFill
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def _panel(session: Session, make: Make) -> Panel:
    return panels.set_up(
        session, make.region, "Tafel Oost", Regime.WGS_ZVH, 45, by=make.person(), now=NOON
    )


def test_a_table_gets_seats_with_a_holder_and_deputies(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    organisation = make.organisation()
    holder = make.person(organisation=organisation, name="Dennis Kok")
    deputy = make.person(organisation=organisation, name="Petra Smit")
    browser = as_person(make.person(Role.ADMINISTRATOR, organisation))

    answer = send(
        browser, f"/panels/regions/{make.region.id}", name="Tafel", regime="wgs_zvh", minutes="45"
    )
    panel = session.exec(select(Panel)).one()
    assert answer.location == f"/panels/{panel.id}"
    send(
        browser,
        f"/panels/{panel.id}/seats",
        domain="police",
        quorum="1",
        holder_id=str(holder.id),
        deputy_ids=[str(deputy.id)],
    )

    page = text_of(browser.get(answer.location), "#seats")
    assert "Politie Dennis Kok Petra Smit quorum" in page


def test_a_seat_out_of_an_organisation_has_no_holder_of_its_own(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel, officer = _panel(session, make), make.person(name="Dennis Kok")
    browser = as_person(make.person(Role.ADMINISTRATOR))

    send(
        browser,
        f"/panels/{panel.id}/seats",
        domain="police",
        fill="organisation",
        holder_id=str(officer.id),
    )

    [seat] = session.exec(select(PanelSeat)).all()
    assert (seat.fill, seat.holder_id) == (SeatFill.ORGANISATION, None)
    page = text_of(browser.get(f"/panels/{panel.id}"), "#seats")
    assert "Politie Iemand van de organisatie" in page


def test_a_seat_is_changed_and_taken_away(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel = _panel(session, make)
    browser = as_person(make.person(Role.COORDINATOR))
    send(browser, f"/panels/{panel.id}/seats", domain="om", required="1")
    seat = session.exec(select(PanelSeat)).one()
    path = f"/panels/{panel.id}/seats/{seat.id}"

    assert browser.get(path).status_code == 200
    send(browser, path, quorum="1", version="1")
    session.refresh(seat)
    assert (seat.quorum, seat.required) == (True, True)
    send(browser, f"{path}/removal")

    assert not session.exec(select(PanelSeat)).all()


def test_a_seat_without_a_domain_and_a_table_without_a_name_come_back(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel = _panel(session, make)
    browser = as_person(make.person(Role.ADMINISTRATOR))

    seat = send(browser, f"/panels/{panel.id}/seats", quorum="1")
    table = send(browser, f"/panels/{panel.id}/settings", minutes="5", regime="jeugd")
    taken = send(
        browser,
        f"/panels/regions/{panel.region_id}",
        name="tafel oost",
        minutes="45",
        regime="jeugd",
    )

    assert (seat.status_code, table.status_code, taken.status_code) == (422, 422, 422)
    assert "Kies wie hier moet zitten" in text_of(seat, ".error-summary")
    assert "Vul een getal in vanaf 15" in text_of(table, ".error-summary")
    assert "Er is al een tafel" in text_of(taken, ".error-summary")


def test_a_holder_from_another_region_is_refused(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel, stranger = _panel(session, make), make.stranger()
    browser = as_person(make.person(Role.ADMINISTRATOR))

    answer = send(browser, f"/panels/{panel.id}/seats", domain="police", holder_id=str(stranger.id))

    assert answer.status_code == 422
    assert not session.exec(select(PanelSeat)).all()


def test_strangers_and_professionals_see_no_table(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel = _panel(session, make)
    for person in (make.stranger(), make.person()):
        browser = as_person(person)
        assert browser.get(f"/panels/{panel.id}").status_code == 404
        assert send(browser, f"/panels/{panel.id}/seats", domain="om").status_code == 404


def test_a_seat_of_one_organisation_offers_its_own_people_first(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel = _panel(session, make)
    south = make.organisation(SeatDomain.POLICE, name="Politie Zuid")
    north = make.organisation(SeatDomain.POLICE, name="Politie Noord")
    prosecution = make.organisation(SeatDomain.OM, name="Parket")
    for organisation, name in ((north, "Anna Noord"), (south, "Zeger Zuid")):
        make.person(organisation=organisation, name=name)
    browser = as_person(make.person(Role.COORDINATOR))

    refused = send(
        browser,
        f"/panels/{panel.id}/seats",
        domain="police",
        organisation_id=str(prosecution.id),
        required="1",
    )
    send(
        browser,
        f"/panels/{panel.id}/seats",
        domain="police",
        organisation_id=str(south.id),
        required="1",
    )

    assert refused.status_code == 422
    assert "hoort niet bij deze stoel" in text_of(refused, "#organisation_id-problem")
    seat = session.exec(select(PanelSeat)).one()
    assert seat.organisation_id == south.id
    assert "Politie alleen Politie Zuid" in text_of(browser.get(f"/panels/{panel.id}"), "#seats")
    page = browser.get(f"/panels/{panel.id}/seats/{seat.id}")
    names = [option.get_text() for option in soup(page).select("#holder_id option")]
    assert names.index("Zeger Zuid") < names.index("Anna Noord")
    assert "Anna Noord" in text_of(page, "details")
    assert "Zeger Zuid" not in text_of(page, "details")
    offered = [option.get_text() for option in soup(page).select("#organisation_id option")]
    assert offered == ["Elke organisatie", "Politie Noord", "Politie Zuid"]


def test_a_deputy_from_elsewhere_stays_chosen_and_is_shown(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    panel = _panel(session, make)
    make.person(organisation=make.organisation(SeatDomain.POLICE))
    deputy = make.person(organisation=make.organisation(SeatDomain.OM), name="Ver Weg")
    seat = make.panel_seat(panel, SeatDomain.POLICE, deputies=[deputy])
    browser = as_person(make.person(Role.COORDINATOR))

    page = browser.get(f"/panels/{panel.id}/seats/{seat.id}")

    assert soup(page).select_one("details[open] input[name=deputy_ids][checked]")
