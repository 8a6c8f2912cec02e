"""Pages of mdt.blueprints.walls, and the step at opening a case."""

from typing import Any

from sqlmodel import Session, select

from mdt.models import AuditRecord, Case, Role, Wall
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of


def test_a_case_is_shut_on_the_form_that_opens_it(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    police, peeters, unit = make.organisation(), make.person(Role.ADMINISTRATOR), make.unit()
    lead = make.person()
    browser = as_person(make.coordinator())
    form: dict[str, Any] = {
        "region_id": str(make.region.id),
        "alias": "Zilverberk",
        "reference": "MW-2026-071",
        "regime": "wgs_zvh",
        "lead_id": str(lead.id),
        "victim_contact_id": str(lead.id),
        "shut_organisations": str(police.id),
        "shut_people": str(peeters.id),
        "shut_units": str(unit.id),
    }

    assert "Wie mag deze zaak nooit zien?" in browser.get("/cases/new").text
    answer = send(browser, "/cases/", **form)

    assert answer.status_code == 303
    rows = session.exec(select(Wall)).all()
    assert {row.whom_id for row in rows} == {police.id, peeters.id, unit.id}


def test_who_would_carry_the_case_from_behind_its_wall_keeps_what_was_typed(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    lead = make.person()
    place = make.organisation_of(lead)
    browser = as_person(make.coordinator())

    answer = send(
        browser,
        "/cases/",
        region_id=str(make.region.id),
        alias="Zilverberk",
        reference="MW-2026-071",
        regime="wgs_zvh",
        lead_id=str(lead.id),
        victim_contact_id=str(lead.id),
        shut_organisations=str(place),
    )

    assert answer.status_code == 422
    assert lead.name in text_of(answer, ".error-summary")
    assert soup(answer).select(f"input[value='{place}'][checked]")
    assert session.exec(select(Case)).all() == []


def test_a_coordinator_shuts_a_case_and_sees_for_whom_and_by_whom(
    make: Make, as_person: AsPerson
) -> None:
    case, place = make.case(), make.organisation(name="Politie Merwestad")
    person = make.person(name="Wout Peeters", organisation=place)
    by = make.coordinator()
    browser = as_person(by)
    page = f"/cases/{case.id}/walls"
    assert page in browser.get(f"/cases/{case.id}").text
    assert "Voor niemand afgeschermd" in browser.get(page).text

    send(browser, page, shut_people=str(person.id))
    answer = send(browser, page, shut_organisations=str(place.id))

    assert answer.location == page
    shown = text_of(browser.get(page), "#standing")
    assert "Politie Merwestad" in shown
    assert "Wout Peeters" in shown
    assert by.name in shown
    assert not soup(browser.get(page)).select("button:-soup-contains('Geef akkoord')")


def test_nobody_chosen_and_somebody_unknown_are_said_at_the_field(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    stranger = make.organisation(region_id=make.another_region().id)
    browser = as_person(make.coordinator())
    page = f"/cases/{case.id}/walls"

    nobody = send(browser, page)
    unknown = send(browser, page, shut_organisations=str(stranger.id))
    part = send(browser, page, shut_units=str(make.unit(stranger).id))

    assert (nobody.status_code, unknown.status_code, part.status_code) == (422, 422, 422)
    assert "Kies voor wie." in text_of(nobody, ".problem")
    assert "Kies een van de mogelijkheden." in text_of(unknown, ".problem")
    # The region has no units, so there is no field to say it at.
    assert "Kies een van de mogelijkheden." in text_of(part, ".error-summary")


def test_a_chair_and_the_officer_lift_it_and_both_stand_in_the_trail(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case(reference="MW-2026-071")
    walled = make.coordinator()
    wall = make.wall(case, walled)
    chair, officer = make.person(Role.CHAIR), make.person(Role.DPO)
    by_chair, by_officer = as_person(chair), as_person(officer)
    page = f"/cases/{case.id}/walls"

    send(by_chair, f"/walls/{wall.id}/agreement")
    assert "wacht op tweede akkoord" in text_of(by_chair.get(page), "#standing")
    waiting = text_of(by_officer.get("/walls/"), "#waiting")
    assert "MW-2026-071" in waiting
    assert case.alias not in waiting
    send(by_officer, f"/walls/{wall.id}/agreement")

    assert "Niets dat op u wacht" in by_officer.get("/walls/").text
    lifted = text_of(by_chair.get(page), "#lifted")
    assert chair.name in lifted
    assert officer.name in lifted
    trail = session.exec(
        select(AuditRecord.actor_id).where(
            AuditRecord.action == "wall:lift", AuditRecord.subject_id == wall.id
        )
    ).all()
    assert {chair.id, officer.id} <= set(trail)
    assert as_person(walled).get(f"/cases/{case.id}").status_code == 200


def test_the_second_may_let_it_stand(session: Session, make: Make, as_person: AsPerson) -> None:
    wall = make.wall(make.case(), make.person())
    chair, officer = as_person(make.person(Role.CHAIR)), as_person(make.person(Role.DPO))
    send(chair, f"/walls/{wall.id}/agreement")

    answer = send(officer, f"/walls/{wall.id}/refusal")

    assert answer.location == "/walls/"
    session.refresh(wall)
    assert wall.stands
    assert wall.chair_id is None


def test_agreeing_twice_is_said_and_lifts_nothing(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    wall = make.wall(make.case(), make.person())
    chair, page = as_person(make.person(Role.CHAIR)), f"/cases/{wall.case_id}/walls"

    for _ in range(2):
        send(chair, f"/walls/{wall.id}/agreement")

    assert "U gaf al akkoord" in chair.get(page).text
    session.refresh(wall)
    assert wall.stands


def test_the_page_says_when_somebody_who_keeps_the_case_came_behind_its_wall(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    lead = make.person(name="Ruud Janssen")
    case.lead_id = lead.id
    make.wall(case, lead)

    page = as_person(make.coordinator()).get(f"/cases/{case.id}/walls")

    assert "Ruud Janssen draagt deze zaak" in page.text
