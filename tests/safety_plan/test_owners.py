"""Who can own an action."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt.models import Membership, Organisation, Region, Role
from mdt.safety_plan import owners
from mdt.safety_plan.owners import OwnerCannotAct
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted


def names(session: Session, make: Make, **columns: Any) -> list[str]:
    case = make.case(**columns)
    return [one.name for one in owners.eligible(session, case, now=NOON)]


def elsewhere(make: Make) -> Organisation:
    region = make.add(Region(name="Waterland"))
    return make.organisation(region_id=region.id)


@pytest.mark.parametrize("role", owners.ACTING)
def test_everybody_who_works_for_the_region_can_own_an_action(
    session: Session, make: Make, role: Role
) -> None:
    make.person(role, name="Dennis")

    assert "Dennis" in names(session, make)


@pytest.mark.parametrize("role", sorted(set(Role) - set(owners.ACTING)))
def test_whoever_watches_sets_up_or_judges_cannot(session: Session, make: Make, role: Role) -> None:
    make.person(role, name="Wout")

    assert "Wout" not in names(session, make)


def test_a_judge_cannot_in_any_other_role_either(session: Session, make: Make) -> None:
    judge = make.person(Role.JUDGE, name="Hester")
    make.add(
        Membership(
            person_id=judge.id,
            organisation_id=make.organisation().id,
            role=Role.PROFESSIONAL,
            from_at=NOON,
        )
    )

    assert "Hester" not in names(session, make)


@pytest.mark.parametrize(
    "column",
    [
        {"from_at": NOON + timedelta(seconds=1)},
        {"from_at": NOON - timedelta(days=9), "until_at": NOON},
    ],
)
def test_a_membership_must_run(session: Session, make: Make, column: dict[str, Any]) -> None:
    person = make.person(role=None, name="Oud")
    make.add(
        Membership(
            person_id=person.id,
            organisation_id=make.organisation().id,
            role=Role.PROFESSIONAL,
            **column,
        )
    )

    assert "Oud" not in names(session, make)


def test_someone_from_elsewhere_can_once_seated_at_the_case(session: Session, make: Make) -> None:
    case, conference_case = make.case(), make.case()
    guest = make.person(Role.SPECIALIST, elsewhere(make), name="Roos")
    make.seated(make.convened(conference_case), guest)

    with pytest.raises(OwnerCannotAct):
        owners.find(session, case, guest.id, now=NOON)
    assert owners.find(session, conference_case, guest.id, now=NOON).at_table


def test_the_centre_above_the_region_can(session: Session, make: Make) -> None:
    centre = make.add(Region(name="Het Baken"))
    make.region.parent_id = centre.id
    expert = make.person(organisation=make.organisation(region_id=centre.id), name="Expert")

    assert owners.find(session, make.case(), expert.id, now=NOON).name == "Expert"


def test_those_at_the_table_come_first(session: Session, make: Make) -> None:
    make.person(name="Aart")
    case = make.case(lead_id=make.person(name="Ruud").id)
    make.seated(make.convened(case), make.person(name="Zara"))

    found = owners.eligible(session, case, now=NOON)

    at_table = [one.name for one in found if one.at_table]
    assert {"Ruud", "Zara"} < set(at_table)
    assert [one.name for one in found][: len(at_table)] == sorted(at_table)
    assert "Aart" in [one.name for one in found]


def test_who_serves_several_organisations_acts_for_the_one_in_the_region(
    session: Session, make: Make
) -> None:
    person, here = make.person(organisation=elsewhere(make)), make.organisation()
    make.add(
        Membership(
            person_id=person.id, organisation_id=here.id, role=Role.PROFESSIONAL, from_at=NOON
        )
    )

    assert owners.find(session, make.case(), person.id, now=NOON).organisation_id == here.id


def test_reading_them_takes_one_query_however_many_there_are(session: Session, make: Make) -> None:
    case = make.case()
    for _ in range(5):
        make.seated(make.convened(case))

    with counted(session.get_bind()) as statements:
        owners.eligible(session, case, now=NOON)

    assert len(statements) == 1
