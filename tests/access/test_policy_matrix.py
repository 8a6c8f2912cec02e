"""Who may do what: the expected side of the policy, written by hand and tried on real rows.

The table was written from the field (who sits where, what a seat brings, who keeps the plan),
not from the policy. Whoever changes a right changes it in both places, and sees here for whom.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from sqlmodel import Session, SQLModel, select

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import POLICY, Action
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    ConferenceState,
    Invitation,
    Membership,
    Person,
    Poll,
    PollPerson,
    Reply,
    Role,
    SafetyAction,
)
from mdt.web import guard as web_guard
from tests.conftest import NOON
from tests.documents.attached import attached
from tests.factories import Make
from tests.vault.sealed import kept_sealed

# The first eight columns are a role in the region of the thing and nothing more. The next eight
# are people of another region who stand in one relation to it: lead of the case, the victim's
# contact, on a seat, a specialist on a seat, chairing the sitting, owner of the action, a judge
# on a seat, and who broke the glass of the case within the hour. The last is the person whom it is
# about. A thing in brackets is a list or a first form, which shows whatever else one may see;
# region: something new in the region.
TABLE = """
                               adm aud cha coo dpo jud pro spe  lea vic sea gue chr own jsd eme  sel
account:manage      person      .   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    x
action:ask_time     action      .   .   .   .   .   .   .   .    .   .   .   .   .   x   .   .    .
action:edit         action      .   .   x   x   .   .   .   .    x   .   .   .   x   .   .   .    .
action:list         (list)      .   .   x   x   .   .   x   x    x   x   x   x   x   x   .   x    x
action:move         action      .   .   x   x   .   .   .   .    x   .   .   .   .   x   .   .    .
action:view         action      .   .   x   x   .   .   .   .    x   x   x   .   x   x   .   x    .
audit:case          case        .   .   .   .   x   .   .   .    x   .   .   .   .   .   .   .    .
audit:view          region      .   x   .   .   x   .   .   .    .   .   .   .   .   .   .   .    .
availability:edit   person      x   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    x
bar:ask             (list)      .   .   .   x   x   .   .   .    .   .   .   .   .   .   .   .    .
case:close          case        .   .   .   x   .   .   .   .    x   .   .   .   .   .   .   .    .
case:edit           case        .   .   .   x   .   .   .   .    x   .   .   .   .   .   .   .    .
case:hand_over      case        .   .   .   x   .   .   .   .    x   .   .   .   .   .   .   .    .
case:history        case        .   .   x   x   .   .   .   .    x   x   x   .   .   .   .   .    .
case:list           (list)      .   .   x   x   .   .   x   .    x   x   x   .   x   x   .   x    x
case:move           case        .   .   x   x   .   .   .   .    x   .   .   .   .   .   .   .    .
case:open           region      .   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
case:view           case        .   .   x   x   .   .   .   .    x   x   x   .   .   .   .   x    .
certificate:view    conference  .   .   .   x   x   .   .   .    .   .   .   .   .   .   .   .    .
conference:adopt    conference  .   .   x   .   .   .   .   .    .   .   .   .   x   .   .   .    .
conference:arrange  conference  .   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
conference:create   region      .   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
conference:list     (list)      .   .   x   x   .   x   x   x    x   x   x   x   x   x   x   x    x
conference:run      conference  .   .   x   x   .   .   .   .    .   .   .   .   x   .   .   .    .
conference:view     conference  .   .   x   x   .   .   .   .    .   .   x   x   x   .   x   .    .
delivery:manage     region      x   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    .
document:attach     item        .   .   x   x   .   .   .   .    .   .   x   .   x   .   .   .    .
document:view       document    .   .   x   x   .   .   .   .    x   x   x   .   x   .   .   .    .
document:withdraw   document    .   .   x   x   .   .   .   .    .   x   .   .   .   .   .   .    .
duty:manage         region      x   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    .
duty:swap           region      x   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
emergency:check     emergency   .   .   .   .   x   .   .   .    x   .   .   .   .   .   .   .    .
emergency:end       emergency   .   .   .   .   x   .   .   .    x   .   .   .   .   .   .   x    .
emergency:open      (list)      .   .   x   x   .   .   x   .    x   x   x   .   x   x   .   x    x
fallback:manage     region      x   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
feed:manage         (list)      x   x   x   x   x   x   x   x    x   x   x   x   x   x   x   x    x
finding:leave       item        .   .   .   .   .   .   .   .    .   .   .   x   .   .   .   .    .
home:view           (list)      x   x   x   x   x   x   x   x    x   x   x   x   x   x   x   x    x
impediment:keep     (list)      .   .   .   .   .   x   .   .    .   .   .   .   .   .   x   .    .
incidents:edit      case        .   .   x   x   .   .   .   .    x   .   x   .   .   .   .   .    .
incidents:view      case        .   .   x   x   .   .   .   .    x   x   x   .   x   .   .   x    .
incoming:check      region      .   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
incoming:sort       (list)      x   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
invitation:answer   invitation  .   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    x
item:view           item        .   .   x   x   .   .   .   .    .   .   x   x   x   .   .   .    .
join:admit          conference  .   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
join:enter          invitation  .   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    x
measures:edit       case        .   .   x   x   .   .   .   .    x   .   x   .   .   .   .   .    .
minutes:view        case        .   .   x   x   .   .   .   .    x   x   x   .   x   .   .   .    .
minutes:write       conference  .   .   x   x   .   .   .   .    .   .   .   .   x   .   .   .    .
organisation:manage region      x   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    .
panel:manage        region      x   .   .   x   .   .   .   .    .   .   .   .   .   .   .   .    .
person:manage       person      x   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    .
persons:edit        case        .   .   .   x   .   .   .   .    x   .   .   .   .   .   .   .    .
persons:view        case        .   .   x   x   .   .   .   .    x   x   x   .   .   .   .   x    .
plan:edit           case        .   .   x   x   .   .   .   .    x   .   .   .   x   .   .   .    .
plan:view           case        .   .   x   x   .   .   .   .    x   x   x   .   x   .   .   x    .
poll:answer         asked       .   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    x
procedures:edit     case        .   .   x   x   .   .   .   .    x   .   x   .   .   .   .   .    .
procedures:view     case        .   .   x   x   .   .   .   .    x   x   x   .   x   .   .   x    .
recovery:approve    person      x   .   x   x   x   .   .   .    .   .   .   .   .   .   .   .    .
recovery:ask        person      x   .   .   .   .   .   .   .    .   .   .   .   .   .   .   .    .
retention:manage    case        .   .   .   x   x   .   .   .    .   .   .   .   .   .   .   .    .
review:plan         conference  .   .   x   x   .   .   .   .    .   .   .   .   x   .   .   .    .
risks:edit          case        .   .   x   x   .   .   .   .    x   .   .   .   .   .   .   .    .
risks:view          case        .   .   x   x   .   .   .   .    x   x   x   .   x   .   .   x    .
subject:manage      region      .   .   .   .   x   .   .   .    .   .   .   .   .   .   .   .    .
subject:review      case        .   .   .   .   .   .   .   .    x   .   .   .   .   .   .   .    .
vault:keep          case        .   .   .   x   .   .   .   .    x   x   x   .   .   .   .   .    .
vault:open          sealed      .   .   .   .   .   .   .   .    .   x   .   .   .   .   .   .    .
wall:lift           case        .   .   x   .   x   .   .   .    .   .   .   .   .   .   .   .    .
wall:manage         case        .   .   x   x   .   .   .   .    .   .   .   .   .   .   .   .    .
"""

HEAD, *ROWS = [line.split() for line in TABLE.strip().splitlines()]
THING = {row[0]: row[1] for row in ROWS}
EXPECTED = {
    column: {row[0] for row in ROWS if row[2 + place] == "x"} for place, column in enumerate(HEAD)
}
OF_THINGS = {name for name, thing in THING.items() if thing != "(list)"}

ROLES = {
    "adm": Role.ADMINISTRATOR,
    "aud": Role.AUDITOR,
    "cha": Role.CHAIR,
    "coo": Role.COORDINATOR,
    "dpo": Role.DPO,
    "jud": Role.JUDGE,
    "pro": Role.PROFESSIONAL,
    "spe": Role.SPECIALIST,
}
RELATED = {
    "lea": Role.PROFESSIONAL,
    "vic": Role.PROFESSIONAL,
    "sea": Role.PROFESSIONAL,
    "gue": Role.SPECIALIST,
    "chr": Role.PROFESSIONAL,
    "own": Role.PROFESSIONAL,
    "jsd": Role.JUDGE,
    "eme": Role.PROFESSIONAL,
}
"""What each of the related people is, in another region."""


LISTED = (
    *(Action.CASE_LIST, Action.CONFERENCE_LIST, Action.CONFERENCE_VIEW),
    *(Action.ITEM_VIEW, Action.PLAN_VIEW),
)


@dataclass
class World:
    """One of each thing, with everybody of the table around it."""

    things: dict[str, SQLModel]
    cast: dict[str, Person]
    make: Make

    def allowed(self, person: Person) -> set[str]:
        """Return the actions that the portal gives person, each with its thing of the table."""
        actor = actors.load(self.make.session, person, now=NOON)
        return {name for name in THING if self._may(actor, Action(name))}

    def _may(self, actor: Actor, action: Action) -> bool:
        thing = THING[action]
        if thing == "(list)":
            return guard.permits_anywhere(actor, action)
        if thing == "region":
            return guard.permits_in(actor, action, self.make.region.id)
        g.actor = actor
        g.pop("can", None)
        return web_guard.can(action, self.things[thing])


@pytest.fixture
def world(make: Make, app: Flask) -> Any:
    with app.test_request_context():
        g.session = make.session
        yield set_scene(make)


def set_scene(make: Make) -> World:
    """Put a case on the agenda of a sitting, with everybody around it."""
    cast = {column: make.person(role) for column, role in ROLES.items()}
    elsewhere = make.organisation(region_id=make.another_region().id)
    cast |= {column: make.person(role, elsewhere) for column, role in RELATED.items()}
    cast["sel"] = make.person()
    case = make.case(lead_id=cast["lea"].id, victim_contact_id=cast["vic"].id)
    sitting = make.convened(case, chair_id=cast["chr"].id)
    for column in ("sea", "gue", "jsd"):
        make.seated(sitting, cast[column])
    things: dict[str, SQLModel] = {
        "action": make.action(case, cast["own"]),
        "asked": _asked(make, cast["sel"]),
        "case": case,
        "conference": sitting,
        "document": attached(make, sitting.items[0], by=cast["vic"]),
        "emergency": make.emergency_access(case, cast["eme"]),
        "invitation": make.invitation(make.convened(), cast["sel"]),
        "item": sitting.items[0],
        "person": cast["sel"],
        "sealed": kept_sealed(make, case, by=cast["vic"]),
    }
    return World(things, cast, make)


def _asked(make: Make, person: Person) -> PollPerson:
    """Return the row of somebody who is asked when they can."""
    poll = make.add(
        Poll(
            conference_id=make.conference().id,
            minutes=60,
            asked_by_id=person.id,
            asked_at=NOON,
            closes_at=NOON + timedelta(days=1),
        )
    )
    return make.add(PollPerson(poll_id=poll.id, person_id=person.id))


def test_the_table_speaks_of_every_action_in_order() -> None:
    names = [row[0] for row in ROWS]

    assert names == sorted(names)
    assert set(names) == {action.value for action in POLICY}, "write the new action's row by hand"
    assert {len(row) for row in ROWS} == {len(HEAD) + 2}


@pytest.mark.parametrize("column", HEAD)
def test_everybody_may_what_the_table_says_and_nothing_else(world: World, column: str) -> None:
    assert world.allowed(world.cast[column]) == EXPECTED[column]


@pytest.mark.parametrize("role", Role)
def test_a_role_elsewhere_gives_nothing_here(world: World, role: Role) -> None:
    elsewhere = world.make.organisation(region_id=world.make.another_region().id)
    person = world.make.person(role, elsewhere)

    assert not world.allowed(person) & OF_THINGS


@pytest.mark.parametrize("column", ROLES)
def test_a_role_that_has_ended_gives_nothing(world: World, column: str) -> None:
    person = world.cast[column]
    post = world.make.session.exec(
        select(Membership).where(Membership.person_id == person.id)
    ).one()
    post.until_at = NOON
    world.make.add(post)

    assert not world.allowed(person) & OF_THINGS


def _decline(world: World, person: Person) -> None:
    _invitation(world, person).reply = Reply.NO


def _withdraw(world: World, person: Person) -> None:
    _invitation(world, person).withdrawn_at = NOON


def _adopt(world: World, _: Person) -> None:
    sitting = _sitting(world)
    sitting.state, sitting.adopted_at = ConferenceState.HELD, NOON


def _cancel(world: World, _: Person) -> None:
    _sitting(world).state = ConferenceState.CANCELLED


def _redraft(world: World, _: Person) -> None:
    _sitting(world).state = ConferenceState.DRAFT


def _invitation(world: World, person: Person) -> Invitation:
    query = select(Invitation).where(Invitation.person_id == person.id)
    return world.make.session.exec(query).one()


def _sitting(world: World) -> Conference:
    found = world.things["conference"]
    assert isinstance(found, Conference)
    return found


@pytest.mark.parametrize("end", [_decline, _withdraw, _adopt, _cancel, _redraft])
@pytest.mark.parametrize("column", ["sea", "gue"])
def test_what_a_seat_gave_ends_with_it(
    world: World, end: Callable[[World, Person], None], column: str
) -> None:
    person = world.cast[column]
    end(world, person)
    world.make.session.flush()

    left = world.allowed(person) & OF_THINGS
    assert left <= {"conference:view"}, "moment and place were told; content was not theirs"


def test_a_judge_on_a_seat_sees_moment_and_place_only(world: World) -> None:
    assert world.allowed(world.cast["jsd"]) & OF_THINGS == {"conference:view"}


def test_a_seat_at_one_item_shows_nothing_of_another(world: World) -> None:
    sitting, make = _sitting(world), world.make
    other = make.item(sitting, make.case(), position=2)
    case = make.session.get_one(Case, other.case_id)
    world.things |= {"item": other, "case": case, "action": make.action(case)}
    world.things["sealed"] = kept_sealed(make, case, by=make.person())
    world.things["document"] = attached(make, other, by=make.person())
    world.things["emergency"] = make.emergency_access(case, make.person())

    for column in ("sea", "gue", "own", "lea", "vic", "eme"):
        about = world.allowed(world.cast[column]) & OF_THINGS
        assert about <= {"conference:view"}, column


def test_a_closed_action_gives_its_owner_nothing_after_a_day(world: World) -> None:
    action, owner = world.things["action"], world.cast["own"]
    assert isinstance(action, SafetyAction)
    action.state, action.settled_at = "done", NOON - timedelta(days=1)  # type: ignore[assignment] # stored by value

    world.make.session.flush()
    world.make.session.refresh(action)
    assert not world.allowed(owner) & OF_THINGS


@pytest.mark.parametrize("column", HEAD)
def test_lists_show_exactly_what_can_be_loaded(world: World, session: Session, column: str) -> None:
    actor = actors.load(session, world.cast[column], now=NOON)
    g.actor = actor
    world.make.convened()

    for action in LISTED:
        listed = {
            *session.exec(select(Case.id).where(guard.visible_cases(actor, action))),
            *session.exec(select(Conference.id).where(guard.visible_conferences(actor, action))),
            *session.exec(
                select(AgendaItem.id).join(Conference).where(guard.visible_items(actor, action))
            ),
        }
        rows = [
            *session.exec(select(Case)),
            *session.exec(select(Conference)),
            *session.exec(select(AgendaItem)),
        ]
        g.pop("can", None)
        loaded = {row.id for row in rows if web_guard.can(action, row)}
        assert listed == loaded - actor.emergencies, action
