"""A coordinator finds and convenes a four-seat table with two pools, from "Nieuw overleg" on.

How many clicks, fields and pages that takes is held here; the seconds are printed, because they
are those of whoever does it: issue 3 gives a coordinator 90.
"""

import time
from dataclasses import dataclass, field
from datetime import date
from datetime import time as clock_time

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import Session, col, select

from mdt.models import (
    Conference,
    ConferenceState,
    DutyPeriod,
    Invitation,
    Panel,
    Person,
    Role,
    SeatDomain,
    SeatFill,
)
from mdt.scheduling import duty_rosters
from tests.browser.conftest import Visit
from tests.conftest import NOON
from tests.factories import Make

MOST_CLICKS, MOST_FIELDS, MOST_PAGES = 6, 2, 4


@dataclass
class Hands:
    """Whatever one does with a page, counted. pages: how often another one was shown."""

    page: Page = field(repr=False)
    clicks: int = 0
    fields: int = 0
    pages: int = 0

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._count)

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def fill(self, what: Locator, text: str) -> None:
        what.fill(text)
        self.fields += 1

    def choose(self, what: Locator, label: str) -> None:
        what.select_option(label)
        self.fields += 1

    def _count(self, frame: object) -> None:
        self.pages += frame is self.page.main_frame


@pytest.fixture
def panel(make: Make) -> Panel:
    """Return a table of a care worker, a prosecutor, any officer, and the judge on duty."""
    panel, vt, om = make.panel(name="Tafel Zuid"), SeatDomain.VT, SeatDomain.OM
    for domain in (vt, om):
        person = make.person(organisation=make.organisation(domain))
        make.panel_seat(panel, domain, person, quorum=True)
    officers = make.organisation(SeatDomain.POLICE)
    for _ in range(3):
        make.person(organisation=officers)
    make.panel_seat(panel, SeatDomain.POLICE, fill=SeatFill.ORGANISATION, quorum=True)
    court = make.organisation(SeatDomain.JUDICIARY)
    judges = [make.person(Role.JUDGE, court) for _ in range(3)]
    duty_rosters.set_up(
        make.session,
        court,
        SeatDomain.JUDICIARY,
        DutyPeriod.ALWAYS,
        duty_rosters.Terms(
            first_on=date(2026, 2, 9),
            hands_over=clock_time(9),
            hours=None,
            people=[judge.id for judge in judges],
        ),
        by=make.person(),
        now=NOON,
    )
    make.panel_seat(panel, SeatDomain.JUDICIARY, fill=SeatFill.DUTY, quorum=True)
    return panel


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_of_four_seats_and_two_pools_is_convened_in_few_steps(
    session: Session, make: Make, visit: Visit, panel: Panel, *, scripts: bool
) -> None:
    case, samira = make.case(alias="Populier"), make.coordinator()
    session.commit()
    hands = Hands(visit(samira, "/", scripts=scripts))
    page, began = hands.page, time.perf_counter()

    hands.click(page.get_by_role("link", name="Nieuw overleg").first)
    hands.click(page.get_by_role("radio", name="Zaak Populier"))
    hands.click(page.get_by_role("radio", name="Eerste overleg"))
    hands.fill(page.get_by_label("Wat vraagt u de tafel?"), "Is zij vannacht veilig?")
    hands.choose(page.get_by_label("Vaste tafel"), panel.name)
    hands.click(page.get_by_role("button", name="Maak het overleg", exact=True))
    hands.click(page.get_by_role("link", name="Kies een moment").first)
    expect(page.locator(".slot.full input:checked")).to_have_count(1)
    hands.click(page.get_by_role("button", name="Plan het overleg"))
    expect(page.get_by_text("Het moment staat vast.")).to_be_visible()

    print(f"\n{time.perf_counter() - began:.1f} seconds, {hands}")  # noqa: T201 - asked for
    assert hands.clicks <= MOST_CLICKS
    assert hands.fields <= MOST_FIELDS
    assert hands.pages <= MOST_PAGES
    _all_are_asked(session, case.id, samira)


def _all_are_asked(session: Session, case_id: object, samira: Person) -> None:
    session.expire_all()
    [conference] = session.exec(select(Conference)).all()
    assert (conference.state, conference.coordinator_id) == (ConferenceState.CONVENED, samira.id)
    [item] = conference.items
    holders = [seat.holder_id for seat in item.seats]
    assert item.case_id == case_id
    assert len({*holders} - {None}) == 4
    asked = session.exec(
        select(Invitation.person_id).where(col(Invitation.conference_id) == conference.id)
    )
    assert set(holders) <= set(asked)
