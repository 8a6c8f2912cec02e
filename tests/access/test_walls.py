"""Rules of mdt.access.walls: who stands behind a wall, and that it beats every grant."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access import guard, walls
from mdt.access.policy import Action
from mdt.directory import people
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    Invitation,
    Membership,
    Organisation,
    Person,
    Role,
    SafetyAction,
    Unit,
    Wall,
)
from mdt.web import guard as web_guard
from tests.access.test_policy_matrix import HEAD, OF_THINGS, THING, World, set_scene
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)
AROUND = ("a person", "an organisation", "a unit")
ABOUT_THE_CASE = {
    name for name, thing in THING.items() if thing in {"action", "case", "conference", "item"}
}


@pytest.fixture
def world(make: Make, app: Flask) -> Any:
    with app.test_request_context():
        g.session = make.session
        yield set_scene(make)


def _case(world: World) -> Case:
    found = world.things["case"]
    assert isinstance(found, Case)
    return found


def _whom(make: Make, person: Person, around: str) -> Organisation | Unit | Person:
    """Return the person, or the organisation or unit of theirs, made when they have none."""
    if around == "a person":
        return person
    place = make.session.get_one(Organisation, make.organisation_of(person))
    if around == "an organisation":
        return place
    unit = make.unit(place)
    for post in make.session.exec(select(Membership).where(Membership.person_id == person.id)):
        post.unit_id = unit.id
    make.session.flush()
    return unit


def _post(session: Session, person: Person) -> Membership:
    return session.exec(select(Membership).where(Membership.person_id == person.id)).one()


def _belongs(session: Session, person: Person, unit: Unit) -> None:
    _post(session, person).unit_id = unit.id
    session.flush()


def _posts(make: Make, person: Person, *spans: tuple[int, int | None]) -> Organisation:
    """Give the person memberships of one organisation, from and until so many days from NOON."""
    place = make.organisation()
    for first, last in spans:
        until = None if last is None else NOON + last * DAY
        make.add(
            Membership(
                person_id=person.id,
                organisation_id=place.id,
                role=Role.PROFESSIONAL,
                from_at=NOON + first * DAY,
                until_at=until,
            )
        )
    return place


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("column", HEAD)
def test_a_wall_takes_everything_of_the_case_from_everybody(
    world: World, column: str, around: str
) -> None:
    person = world.cast[column]
    assert world.allowed(world.cast["coo"]) >= {"case:view", "plan:view", "conference:run"}

    world.make.wall(_case(world), _whom(world.make, person, around))

    assert not world.allowed(person) & ABOUT_THE_CASE


@pytest.mark.parametrize("column", HEAD)
def test_a_wall_around_one_case_takes_nothing_of_another(world: World, column: str) -> None:
    before = world.allowed(world.cast[column])

    world.make.wall(world.make.case(), world.cast[column])

    assert world.allowed(world.cast[column]) == before


@pytest.mark.parametrize("column", HEAD)
def test_what_was_lifted_keeps_nobody_out(world: World, column: str) -> None:
    before = world.allowed(world.cast[column])

    world.make.wall(_case(world), world.cast[column], lifted_at=NOON)

    assert world.allowed(world.cast[column]) == before


@pytest.mark.parametrize(
    ("spans", "is_behind"),
    [
        ([(-9, None)], True),
        ([(-9, 5)], True),
        ([(-9, -1)], False),
        ([(-9, 0)], False),
        ([(1, None)], True),
        ([(1, 2)], True),
        ([(-9, -5), (3, 4)], True),
    ],
    ids=[
        "a member",
        "who leaves later",
        "who left before",
        "who left as it was set",
        "who joins later",
        "who joined and left since",
        "who came back",
    ],
)
def test_a_wall_holds_who_was_a_member_when_it_was_set_or_since(
    session: Session, make: Make, spans: list[tuple[int, int | None]], *, is_behind: bool
) -> None:
    person, case = make.person(), make.case()
    make.wall(case, _posts(make, person, *spans))

    later = actors.load(session, person, now=NOON + 30 * DAY)

    assert walls.is_kept_out(session, case.id, person.id) is is_behind
    assert (person.id in walls.of(session, case.id).people) is is_behind
    assert (case.id in later.walled) is is_behind


def test_a_wall_around_a_unit_holds_nobody_else_of_the_organisation(
    session: Session, make: Make
) -> None:
    unit, case = make.unit(), make.case()
    place = session.get_one(Organisation, unit.organisation_id)
    beside, without = make.person(organisation=place), make.person(organisation=place)
    _belongs(session, beside, make.unit(place))

    make.wall(case, unit)

    assert not walls.is_kept_out(session, case.id, beside.id)
    assert not walls.is_kept_out(session, case.id, without.id)
    assert walls.of(session, case.id) == walls.Shut()


def test_a_wall_around_a_unit_holds_who_comes_later_and_who_left(
    session: Session, make: Make
) -> None:
    unit, case, by = make.unit(), make.case(), make.coordinator()
    place = session.get_one(Organisation, unit.organisation_id)
    leaves, comes = make.person(organisation=place), make.person(organisation=place)
    _belongs(session, leaves, unit)
    make.wall(case, unit)

    people.move(session, _post(session, leaves), None, by=by, now=NOON + DAY)
    people.move(session, _post(session, comes), unit, by=by, now=NOON + DAY)

    assert walls.of(session, case.id).people == {leaves.id, comes.id}
    for person in (leaves, comes):
        assert actors.load(session, person, now=NOON + 9 * DAY).walled == {case.id}


def test_a_guest_without_any_membership_is_kept_out_too(session: Session, make: Make) -> None:
    guest, case = make.person(None), make.case()
    make.wall(case, guest)

    assert actors.load(session, guest, now=NOON).walled == {case.id}


def test_a_walled_case_on_the_agenda_leaves_only_ones_seat_at_another(
    session: Session, make: Make
) -> None:
    shut, other = make.case(), make.case()
    sitting = make.convened(shut)
    item = make.item(sitting, other, position=1)
    person = make.person(Role.CHAIR)
    sitting.chair_id = person.id
    make.seated(sitting, person, item=item)
    make.wall(shut, person)
    who = actors.load(session, person, now=NOON)

    assert guard.permits_conference(session, who, Action.CONFERENCE_VIEW, sitting)
    assert not guard.permits_conference(session, who, Action.CONFERENCE_RUN, sitting)
    assert guard.permits_item(session, who, Action.ITEM_VIEW, item)
    assert not guard.permits_item(session, who, Action.ITEM_VIEW, sitting.items[0])
    shown = session.exec(
        select(AgendaItem.id).where(guard.items_of(who, Action.ITEM_VIEW, sitting)).join(Conference)
    ).all()
    assert shown == [item.id]


def test_a_walled_case_on_the_agenda_hides_all_of_it_from_who_would_lead_it(
    session: Session, make: Make
) -> None:
    shut = make.case()
    sitting = make.convened(shut)
    make.item(sitting, make.case(), position=1)
    person = make.coordinator()
    make.wall(shut, person)
    who = actors.load(session, person, now=NOON)

    seen = session.exec(
        select(Conference.id).where(guard.visible_conferences(who, Action.CONFERENCE_VIEW))
    ).all()
    assert sitting.id not in seen
    assert not guard.permits_conference(session, who, Action.CONFERENCE_VIEW, sitting)


LISTS: dict[type[Any], Callable[..., Any]] = {
    Case: guard.visible_cases,
    Conference: guard.visible_conferences,
    AgendaItem: guard.visible_items,
    SafetyAction: guard.visible_actions,
}
ACTIONS: dict[type[Any], tuple[Action, ...]] = {
    Case: (Action.CASE_LIST, Action.CASE_VIEW, Action.PLAN_VIEW, Action.PERSONS_VIEW),
    Conference: (Action.CONFERENCE_VIEW, Action.CONFERENCE_RUN, Action.CONFERENCE_LIST),
    AgendaItem: (Action.ITEM_VIEW,),
    SafetyAction: (Action.ACTION_VIEW,),
}


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_walls_leave_exactly_what_somebody_saw_without_them_and_nothing_behind_them(
    world: World, data: st.DataObject
) -> None:
    """Compare with an oracle that asks of each row by hand who stands behind which wall."""
    session, make = world.make.session, world.make
    with session.begin_nested() as savepoint:
        sitting = world.things["conference"]
        assert isinstance(sitting, Conference)
        item = make.item(sitting, make.case(), position=9)
        for name in ("sea", "chr", "cha"):
            make.seat(sitting, world.cast[name], item)
        make.invitation(sitting, world.cast["cha"])
        session.refresh(item)
        cases = session.exec(select(Case)).all()
        before = {name: _seen(session, who) for name, who in world.cast.items()}
        for case in cases[:4]:
            for name in data.draw(st.sets(st.sampled_from(HEAD), max_size=3)):
                around = data.draw(st.sampled_from(AROUND))
                lifted = data.draw(st.booleans())
                whom = _whom(make, world.cast[name], around)
                make.wall(case, whom, lifted_at=NOON if lifted else None)
        wrong = [
            name
            for name, who in world.cast.items()
            if not _agree(session, who, before[name], _shut_to(session, who))
        ]
        savepoint.rollback()
    assert not wrong


def _seen(session: Session, person: Person) -> dict[tuple[type[Any], Action], set[Any]]:
    who = actors.load(session, person, now=NOON)
    found = {}
    for kind, visible in LISTS.items():
        for action in ACTIONS[kind]:
            query = select(kind.id)
            if kind is AgendaItem:
                query = query.join(Conference)
            if kind is SafetyAction:
                query = query.join(Case, col(Case.id) == SafetyAction.case_id)
            found[kind, action] = set(session.exec(query.where(visible(who, action))))
    return found


def _shut_to(session: Session, person: Person) -> set[Any]:
    """Return the cases that are shut to the person, by walking through every row."""
    posts = session.exec(select(Membership).where(Membership.person_id == person.id)).all()
    places = {post.organisation_id for post in posts}
    units = {post.unit_id for post in posts} - {None}
    return {
        wall.case_id
        for wall in session.exec(select(Wall))
        if wall.lifted_at is None
        and (wall.person_id == person.id or wall.organisation_id in places or wall.unit_id in units)
    }


def _agree(session: Session, person: Person, before: dict[Any, set[Any]], shut: set[Any]) -> bool:
    """Tell whether lists and single rows show what they showed, but for what is shut."""
    g.actor = actors.load(session, person, now=NOON)
    after = _seen(session, person)
    asked = {
        one.conference_id
        for one in session.exec(select(Invitation).where(Invitation.person_id == person.id))
    }
    for (kind, action), keys in before.items():
        rows = [session.get_one(kind, key) for key in keys]
        left = {row.id for row in rows if _is_left(row, action, person, asked, shut)}
        loaded = {row.id for row in rows if _loads(row, action)}
        if not after[kind, action] == left == loaded:
            return False
    return True


def _loads(row: Any, action: Action) -> bool:
    g.pop("can", None)
    return web_guard.can(action, row)


def _is_left(row: Any, action: Action, person: Person, asked: set[Any], shut: set[Any]) -> bool:
    """Tell of a row that was seen whether it still is, by asking of every item and every seat."""
    match row:
        case Case():
            return row.id not in shut
        case SafetyAction():
            return row.case_id not in shut
        case AgendaItem():
            is_theirs = row.conference_id in asked and _sits(person, [row])
            return row.case_id not in shut and (is_theirs or not _cases(row.conference) & shut)
    beside = [item for item in row.items if item.case_id not in shut]
    is_asked = row.id in asked and action is not Action.CONFERENCE_RUN
    return not _cases(row) & shut or (is_asked and _sits(person, beside))


def _cases(sitting: Conference) -> set[Any]:
    return {item.case_id for item in sitting.items}


def _sits(person: Person, items: list[AgendaItem]) -> bool:
    return any(seat.holder_id == person.id for item in items for seat in item.seats)


def test_the_matrix_speaks_of_every_thing_of_a_case() -> None:
    assert ABOUT_THE_CASE < OF_THINGS
    assert {"case:view", "item:view", "conference:view", "action:move"} <= ABOUT_THE_CASE
