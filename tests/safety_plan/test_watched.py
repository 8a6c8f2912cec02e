"""Actions that somebody must watch without owning them."""

from sqlmodel import Session

from mdt.access import actor as actors
from mdt.models import Case, Person, Role
from mdt.safety_plan import overview, watched
from tests.conftest import NOON
from tests.factories import Make


def titles(session: Session, person: Person) -> list[str]:
    who = actors.load(session, person, now=NOON)
    return [line.title for line in overview.lines(session, watched.condition(who))]


def test_who_leads_a_case_or_its_sittings_watches_its_actions(session: Session, make: Make) -> None:
    case = make.case()
    samira, chair = make.coordinator(), make.person(Role.CHAIR)
    make.convened(case, coordinator_id=samira.id, chair_id=chair.id)
    make.action(case, title="Slot vervangen")
    make.action(make.case(), title="Van een ander")

    for person in (samira, chair, session.get_one(Person, case.lead_id)):
        assert titles(session, person) == ["Slot vervangen"]


def test_nobody_else_does(session: Session, make: Make) -> None:
    case = make.case()
    make.action(case)
    seated = make.seated(make.convened(case))
    contact = session.get_one(Person, case.victim_contact_id)
    for person in (seated, contact, make.coordinator(), make.stranger()):
        assert titles(session, person) == []


def test_who_went_to_another_region_watches_no_more(session: Session, make: Make) -> None:
    samira = make.stranger()
    case = make.case()
    make.convened(case, coordinator_id=samira.id)
    make.action(case)
    assert titles(session, samira) == []


def test_a_closed_case_is_watched_by_its_lead_no_more(session: Session, make: Make) -> None:
    case: Case = make.case(closed_at=NOON)
    make.action(case)
    assert titles(session, session.get_one(Person, case.lead_id)) == []
