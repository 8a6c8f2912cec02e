"""The pages of the plan, empty, full and with errors: accessible at every width, on paper too."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from mdt.models import (
    ActionState,
    Case,
    MeasureKind,
    Person,
    PlanHeading,
    Role,
    SafetyAction,
    SeatDomain,
)
from mdt.safety_plan import actions, folding, measures, versions
from tests.browser import looks
from tests.browser.conftest import Visit
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)
LONG = "Maximiliaan-Alexander van Oostenbrugge-Wolterbeek tot Heeswijk-Dinther"
SENTENCE = (
    "Veiligheidsafsprakenoverzicht bespreken met school, buren en de wijkverpleegkundige " * 2
)


@pytest.fixture
def coordinator(make: Make) -> Person:
    return make.person(Role.COORDINATOR, name=LONG)


def fill(session: Session, make: Make, coordinator: Person, *, number_of_actions: int) -> Case:
    """Return a case with thirteen seats, so many actions and every kind of measure."""
    case = make.case(alias="Zilverberk")
    conference = make.convened(case, chair_id=coordinator.id)
    owners = [make.person(name=f"{LONG} {number}") for number in range(13)]
    for owner, domain in zip(owners, list(SeatDomain)[:13], strict=True):
        make.seated(conference, owner, domain=domain)
    risk = make.risk(case, name="zij raakt uit beeld")
    for number in range(number_of_actions):
        make.action(
            case,
            owners[number % 13],
            title=SENTENCE.strip() if number % 9 == 0 else f"Actie {number}",
            heading=list(PlanHeading)[number % 5],
            state=list(ActionState)[number % 4],
            remark="Wachtlijst van veertien weken." if number % 4 == 3 else "",
            risk_id=risk.id,
            late_after=NOON + (number - 10) * DAY / 10,
            due_at=NOON + (number - 10) * DAY / 10,
        )
    for number, kind in enumerate(MeasureKind):
        terms = measures.Terms(
            kind=kind,
            title=SENTENCE[:118] if kind is MeasureKind.OTHER else "",
            starts_at=NOON - number * DAY,
            ends_at=NOON + number * DAY if number % 3 else None,
        )
        measures.add(session, case, terms, by=coordinator, now=NOON)
    versions.freeze(session, conference, by=coordinator, now=NOON)
    return case


@pytest.fixture
def full(session: Session, make: Make, coordinator: Person) -> Case:
    """Return a case with a full table and every kind of row."""
    return fill(session, make, coordinator, number_of_actions=20)


def test_two_hundred_actions_are_accessible_and_never_too_wide(
    session: Session, make: Make, coordinator: Person, visit: Visit
) -> None:
    """On the plan as it is first seen and whole, and in the list of somebody who does them all."""
    case = fill(session, make, coordinator, number_of_actions=200)
    for action in session.exec(select(SafetyAction)):
        action.owner_id = coordinator.id
    page = visit(coordinator, f"/cases/{case.id}/plan")
    expect(page.locator("tr[id^=action-]")).to_have_count(folding.FITS)
    assert looks.glance(page) == []
    page.get_by_role("link", name="Toon alle 200 acties").click()
    expect(page.locator("tr[id^=action-]")).to_have_count(200)
    assert looks.glance(page) == []

    page.get_by_role("navigation").get_by_role("link", name="Acties").click()
    expect(page.get_by_role("heading", name="Mijn acties")).to_be_visible()
    assert looks.glance(page) == []


def test_two_texts_side_by_side_are_accessible(
    session: Session, make: Make, coordinator: Person, visit: Visit
) -> None:
    case = make.case()
    action = make.action(case)
    page = visit(coordinator, f"/actions/{action.id}/terms")
    owner = make.person()
    changed = actions.Terms(
        title=SENTENCE.strip(),
        heading=PlanHeading.LAW,
        owner_id=owner.id,
        risk_id=action.risk_id,
        due=NOON.date(),
    )
    actions.change(session, action, changed, version=1, by=owner, now=NOON)
    session.commit()
    page.get_by_label("Wat gaat er gebeuren?").fill("Iets heel anders")
    page.get_by_label("Onder welk kopje?").select_option("children")

    page.get_by_role("button", name="Bewaar de actie").click()

    expect(page.locator(".versus")).to_have_count(2)
    assert not looks.problems(page)


def test_the_plan_prints_as_a_plan(full: Case, coordinator: Person, visit: Visit) -> None:
    page = visit(coordinator, f"/cases/{full.id}/plan")
    page.emulate_media(media="print")

    for selector in (".nav", ".btn", ".live", ".card-head > a"):
        expect(page.locator(selector).first).to_be_hidden()
    foot = page.locator(".print-foot")
    expect(foot).to_be_visible()
    expect(foot).to_have_text(re.compile(r"Vertrouwelijk\. .*dinsdag 10 februari\. Versie 1\."))


def test_an_address_of_a_row_that_is_folded_away_shows_the_row(
    session: Session, make: Make, coordinator: Person, visit: Visit
) -> None:
    case = fill(session, make, coordinator, number_of_actions=folding.FITS * 2)
    done = session.exec(select(SafetyAction).where(SafetyAction.state == ActionState.DONE)).first()
    assert done is not None

    page = visit(coordinator, f"/cases/{case.id}/plan#action-{done.id}")

    expect(page.locator(f"#action-{done.id}")).to_be_in_viewport()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_heading_is_unfolded_and_folded_by_the_keyboard(
    session: Session, make: Make, coordinator: Person, visit: Visit, *, scripts: bool
) -> None:
    case = fill(session, make, coordinator, number_of_actions=folding.FITS * 2)
    page = visit(coordinator, f"/cases/{case.id}/plan", scripts=scripts)
    law = page.get_by_role("region", name="Recht en regels")
    rows = law.locator("tr[id^=action-]")
    first = rows.count()

    law.get_by_role("link", name="Toon alles").press("Enter")

    expect(rows).to_have_count(folding.FITS * 2 // 5)
    expect(law.get_by_role("heading")).to_be_in_viewport()
    law.get_by_role("link", name="Toon minder").press("Enter")
    expect(rows).to_have_count(first)


def test_everything_is_printed_by_the_button_of_a_long_plan(
    session: Session, make: Make, coordinator: Person, visit: Visit
) -> None:
    case = fill(session, make, coordinator, number_of_actions=folding.FITS * 2)
    page = visit(coordinator, f"/cases/{case.id}/plan")
    page.context.add_init_script("window.print = () => document.title = 'printed'")

    page.get_by_role("link", name="Alles afdrukken").click()

    expect(page).to_have_title("printed")
    expect(page.locator("tr[id^=action-]")).to_have_count(folding.FITS * 2)
