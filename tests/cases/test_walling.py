"""Rules of mdt.cases.walling: who sets a wall, and that two people lift it."""

import pytest
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access import walls
from mdt.access.actor import Actor
from mdt.cases import hand_over, keepers, opening, wall_events, walling
from mdt.cases.walling import AgreedAlready, MayNotLift, ShutsKeeper, ShutsOneself
from mdt.models import Case, CasePerson, EventRecord, Membership, Person, Regime, Role, Wall
from tests.conftest import NOON
from tests.factories import Make


def who(session: Session, person: Person) -> Actor:
    return actors.load(session, person, now=NOON)


def names(session: Session) -> list[str]:
    """Return what happened to walls, in order."""
    rows = session.exec(select(EventRecord.name).order_by(col(EventRecord.id))).all()
    return [name for name in rows if name.startswith("Wall")]


def test_a_case_is_shut_as_it_is_opened_before_any_name_stands_in_it(
    session: Session, make: Make
) -> None:
    police, peeters = make.organisation(), make.person(Role.ADMINISTRATOR)
    colleague, lead = make.person(organisation=police), make.person()

    case = opening.open_(
        session,
        make.region,
        alias="Zilverberk",
        reference="MW-2026-071",
        regime=Regime.WGS_ZVH,
        lead=lead,
        victim_contact=lead,
        shut_to=opening.ShutTo({police.id}, {peeters.id}),
        by=make.coordinator(),
        now=NOON,
    )

    assert walls.of(session, case.id).people == {peeters.id, colleague.id}
    assert session.exec(select(CasePerson)).all() == []
    told = session.exec(select(EventRecord.name).order_by(EventRecord.id)).all()  # type: ignore[arg-type] # a column here
    assert told == ["CaseOpened", "WallSet", "WallSet"]


def test_a_case_is_not_opened_for_a_lead_who_would_stand_behind_its_wall(
    session: Session, make: Make
) -> None:
    lead = make.person()
    with pytest.raises(ShutsKeeper):
        opening.open_(
            session,
            make.region,
            alias="Zilverberk",
            reference="MW-2026-071",
            regime=Regime.WGS_ZVH,
            lead=lead,
            victim_contact=make.person(),
            shut_to=opening.ShutTo([make.organisation_of(lead)], ()),
            by=make.coordinator(),
            now=NOON,
        )

    assert session.exec(select(Case)).all() == []
    assert session.exec(select(EventRecord)).all() == []


def test_shutting_twice_makes_one_wall(session: Session, make: Make) -> None:
    case, person, by = make.case(), make.person(), make.coordinator()

    for _ in range(2):
        walling.shut(session, case, people=[person.id], by=by, now=NOON)

    assert len(session.exec(select(Wall)).all()) == 1
    assert names(session) == ["WallSet"]


def test_nobody_shuts_a_case_to_themselves(session: Session, make: Make) -> None:
    by = make.coordinator()
    case = make.case()

    with pytest.raises(ShutsOneself):
        walling.shut(session, case, organisations=[make.organisation_of(by)], by=by, now=NOON)

    assert session.exec(select(Wall)).all() == []


def test_who_keeps_the_case_hands_it_over_before_it_is_shut_to_them(
    session: Session, make: Make
) -> None:
    case, by = make.case(), make.coordinator()
    lead, other = session.get_one(Person, case.lead_id), make.person()

    with pytest.raises(ShutsKeeper):
        walling.shut(session, case, people=[lead.id], by=by, now=NOON)
    contact = session.get_one(Person, case.victim_contact_id)
    hand_over.hand_over(
        session, case, lead=other, victim_contact=contact, version=1, by=by, now=NOON
    )
    walling.shut(session, case, people=[lead.id], by=by, now=NOON)

    assert walls.is_kept_out(session, case.id, lead.id)
    with pytest.raises(keepers.CannotKeep):
        hand_over.hand_over(
            session, case, lead=lead, victim_contact=contact, version=2, by=by, now=NOON
        )
    assert lead.id not in {
        one.person_id for one in keepers.eligible(session, case.region_id, case, now=NOON)
    }


@pytest.mark.parametrize("first", [Role.CHAIR, Role.DPO])
def test_a_chair_and_an_officer_lift_a_wall_in_either_order(
    session: Session, make: Make, first: Role
) -> None:
    wall = make.wall(make.case(), make.person())
    second = Role.DPO if first is Role.CHAIR else Role.CHAIR
    one, other = make.person(first), make.person(second)

    walling.agree(session, wall, who(session, one), now=NOON)
    assert wall.stands
    walling.agree(session, wall, who(session, other), now=NOON)

    assert wall.lifted_at == NOON
    assert names(session) == ["WallLiftAgreed", "WallLifted"]
    by = session.exec(select(EventRecord.actor_id).order_by(col(EventRecord.id))).all()
    assert by == [one.id, other.id]


def test_one_person_with_both_roles_does_not_lift_a_wall_alone(
    session: Session, make: Make
) -> None:
    wall, person = make.wall(make.case(), make.person()), make.person(Role.CHAIR)
    place = make.organisation()
    make.add(Membership(person_id=person.id, organisation_id=place.id, role=Role.DPO, from_at=NOON))
    walling.agree(session, wall, who(session, person), now=NOON)

    with pytest.raises(AgreedAlready):
        walling.agree(session, wall, who(session, person), now=NOON)

    assert wall.stands


@pytest.mark.parametrize(
    "pair", [(Role.CHAIR, Role.CHAIR), (Role.DPO, Role.DPO), (Role.CHAIR, Role.ADMINISTRATOR)]
)
def test_two_people_of_one_role_or_an_administrator_do_not_lift_a_wall(
    session: Session, make: Make, pair: tuple[Role, Role]
) -> None:
    wall = make.wall(make.case(), make.person())
    walling.agree(session, wall, who(session, make.person(pair[0])), now=NOON)

    with pytest.raises(MayNotLift):
        walling.agree(session, wall, who(session, make.person(pair[1])), now=NOON)

    assert wall.stands


def test_a_chair_of_another_region_agrees_to_nothing_here(session: Session, make: Make) -> None:
    wall = make.wall(make.case(), make.person())
    elsewhere = make.organisation(region_id=make.another_region().id)

    with pytest.raises(MayNotLift):
        walling.agree(session, wall, who(session, make.person(Role.CHAIR, elsewhere)), now=NOON)


def test_a_wall_that_somebody_lets_stand_waits_for_nobody_any_more(
    session: Session, make: Make
) -> None:
    wall, officer = make.wall(make.case(), make.person()), make.person(Role.DPO)
    walling.agree(session, wall, who(session, make.person(Role.CHAIR)), now=NOON)
    assert [one.wall for _, one in walling.waiting(session, who(session, officer))] == [wall]

    walling.disagree(session, wall, by=officer, now=NOON)

    assert walling.waiting(session, who(session, officer)) == []
    assert wall.stands
    assert names(session) == ["WallLiftAgreed", "WallLiftRefused"]


def test_after_lifting_everybody_sees_the_case_again(session: Session, make: Make) -> None:
    case, person = make.case(), make.coordinator()
    wall = make.wall(case, person)
    for role in (Role.CHAIR, Role.DPO):
        walling.agree(session, wall, who(session, make.person(role)), now=NOON)

    assert who(session, person).walled == frozenset()
    assert wall_events.WallLifted.__name__ in names(session)
