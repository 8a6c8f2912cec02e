"""Load a record through the policy: no permission, no record. Lists use the same rules.

A wall comes first: what is shut to the actor is asked of nothing else (mdt.access.walls).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlmodel import Session, SQLModel, col, select

from mdt.access import relations, stand_ins, walls
from mdt.access.actor import Actor
from mdt.access.policy import POLICY, Action, Relation
from mdt.errors import NotPermitted
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    EmergencyAccess,
    Invitation,
    Membership,
    Organisation,
    OutboxMessage,
    Person,
    Poll,
    PollPerson,
    SafetyAction,
    SealedValue,
)


def permits_anywhere(actor: Actor, action: Action) -> bool:
    """Tell whether a list or a form of this action makes sense for actor at all."""
    rule = POLICY[action]
    return bool(actor.roles & rule.roles) or any(
        relations.can_stand_in(actor, relation) for relation in rule.relations
    )


def permits_in(actor: Actor, action: Action, region_id: UUID) -> bool:
    """Tell whether a role of actor in the region gives the action there."""
    return region_id in actor.regions(POLICY[action].roles)


def regions(actor: Actor, action: Action) -> frozenset[UUID]:
    """Return the regions in which a role of actor gives the action."""
    return actor.regions(POLICY[action].roles)


def permits_case(session: Session, actor: Actor, action: Action, case: Case) -> bool:
    """Apply the policy row of the action to this actor and case."""
    return _stands_in(session, actor, action, case, POLICY[action].relations)


def case_actions(session: Session, actor: Actor, case: Case) -> frozenset[Action]:
    """Return every action that the policy gives this actor with the case, with one query."""
    if case.id in actor.walled:
        return frozenset()
    here = frozenset(post.role for post in actor.posts if post.region_id == case.region_id)
    related = relations.of_case(session, actor, case)
    return frozenset(
        action for action, rule in POLICY.items() if rule.roles & here or rule.relations & related
    )


def permits_action(
    session: Session, actor: Actor, action: Action, safety_action: SafetyAction
) -> bool:
    """Apply the policy row to an action of the plan: OWNER means owner of this very action."""
    is_shut = safety_action.case_id in actor.walled
    is_owners = Relation.OWNER in POLICY[action].relations and not is_shut
    if is_owners and relations.owns(actor, safety_action):
        return True
    case = stand_ins.case(session, safety_action.case_id)
    return permits_every_action(session, actor, action, case)


def permits_every_action(session: Session, actor: Actor, action: Action, case: Case) -> bool:
    """Apply the policy row to all actions of a case at once: owning one of them is not enough."""
    return _stands_in(session, actor, action, case, POLICY[action].relations - {Relation.OWNER})


def permits_sealed(session: Session, actor: Actor, action: Action, value: SealedValue) -> bool:
    """Apply the policy row to a sealed value: to hold it is not enough, without its case."""
    case = stand_ins.case(session, value.case_id)
    who = actor.ordinarily  # breaking the glass of the case leaves what is sealed in it shut
    if Relation.HOLDER in POLICY[action].relations and relations.holds(who, value, case):
        return permits_case(session, who, Action.PERSONS_VIEW, case)
    return permits_case(session, who, action, case)


def permits_emergency(
    session: Session, actor: Actor, action: Action, access: EmergencyAccess
) -> bool:
    """Apply the policy row to one time that somebody broke the glass; one's own is not for SELF."""
    if access.person_id == actor.id:
        return Relation.SELF in POLICY[action].relations
    return permits_case(session, actor, action, stand_ins.case(session, access.case_id))


def is_emergency(session: Session, actor: Actor, action: Action, case_id: UUID | None) -> bool:
    """Tell whether only breaking the glass gives the actor this action with the case."""
    gives = Relation.EMERGENCY_ACCESS in POLICY[action].relations
    if not gives or case_id not in actor.emergencies:
        return False
    return not permits_case(session, actor.ordinarily, action, session.get_one(Case, case_id))


def permits_conference(
    session: Session, actor: Actor, action: Action, conference: Conference
) -> bool:
    """Apply the policy row of the action to this actor and conference."""
    if actor.walled:
        return _exists(session, Conference, conference.id, visible_conferences(actor, action))
    if permits_in(actor, action, conference.region_id):
        return True
    related = (relations.on_conference(actor, one) for one in _relations(action))
    return _exists(session, Conference, conference.id, _any_of(related))


def permits_item(session: Session, actor: Actor, action: Action, item: AgendaItem) -> bool:
    """Apply the policy row of the action to this actor and agenda item."""
    if actor.walled:
        found = select(AgendaItem.id).join(Conference).where(AgendaItem.id == item.id)
        return session.exec(found.where(visible_items(actor, action))).first() is not None
    conference = stand_ins.found(session, Conference, item.conference_id)
    if permits_in(actor, action, conference.region_id):
        return True
    related = (relations.on_item(actor, one) for one in _relations(action))
    return _exists(session, AgendaItem, item.id, _any_of(related))


def permits_person(session: Session, actor: Actor, action: Action, person: Person) -> bool:
    """Apply the policy row of the action to this actor and person.

    A role counts in every region in which the person is, or was, a member.
    """
    rule = POLICY[action]
    if person.id == actor.id and Relation.SELF in rule.relations:
        return True
    found = session.exec(
        select(Membership.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            Membership.person_id == person.id,
            col(Organisation.region_id).in_(actor.regions(rule.roles)),
        )
    ).first()
    return found is not None


def visible_cases(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Return the condition on Case that keeps what actor may see under action."""
    related = (relations.on_case(actor, one, for_list=True) for one in _relations(action))
    visible = _visible(actor, action, col(Case.region_id), related)
    return and_(visible, beside_walls(actor, col(Case.id))) if actor.walled else visible


def visible_actions(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Return the condition on SafetyAction (joined with Case) for what actor may see of plans."""
    rule = POLICY[action]
    regions = actor.regions(rule.roles)
    related = [
        condition
        for relation in sorted(rule.relations - {Relation.EMERGENCY_ACCESS, Relation.OWNER})
        if (condition := relations.on_case(actor, relation)) is not None
    ]
    if Relation.OWNER in rule.relations:
        related.append(relations.on_action(actor))
    visible = or_(col(Case.region_id).in_(regions) if regions else false(), *related)
    return and_(visible, beside_walls(actor, col(SafetyAction.case_id)))


def visible_conferences(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Return the condition on Conference that keeps what actor may see under action.

    With a walled case on its agenda, neither a role nor chairing it counts: only being asked, for
    a seat at another case.
    """
    related = (relations.on_conference(actor, one, for_list=True) for one in _relations(action))
    visible = _visible(actor, action, col(Conference.region_id), related)
    if not actor.walled:
        return visible
    key, is_asked = col(Conference.id), Relation.INVITED in POLICY[action].relations
    asked = relations.on_conference(actor, Relation.INVITED, for_list=True) if is_asked else None
    sits = and_(_any_of([asked]), walls.sits_beside(actor.walled, key, actor.id))
    return or_(and_(visible, walls.untouched(actor.touched, key)), sits)


def visible_items(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Return the condition on AgendaItem (joined with Conference) for what actor may see."""
    wanted = _relations(action)
    related = (relations.on_item(actor, one) for one in wanted)
    visible = _visible(actor, action, col(Conference.region_id), related)
    if not actor.walled:
        return visible
    seated = (relations.on_item(actor, one) for one in wanted if one is not Relation.CHAIRS)
    untouched = walls.untouched(actor.touched, col(AgendaItem.conference_id))
    return and_(
        beside_walls(actor, col(AgendaItem.case_id)),
        or_(and_(visible, untouched), _any_of(seated)),
    )


def items_of(actor: Actor, action: Action, *conferences: Conference) -> ColumnElement[bool]:
    """Return what visible_items does, where only items of these conferences are looked at.

    A role that gives the action in all their regions leaves nothing to ask of each item.
    """
    regions = actor.regions(POLICY[action].roles)
    if not actor.walled and regions.issuperset(conference.region_id for conference in conferences):
        return true()
    return visible_items(actor, action)


def beside_walls(actor: Actor, case_id: Any) -> ColumnElement[bool]:
    """Return the condition that a row is of no case that is shut to the actor."""
    return walls.beside(actor.walled, case_id)


def is_walled(session: Session, actor: Actor, row: SQLModel) -> bool:
    """Tell whether a wall is between the actor and a row of a case, or of a conference with it.

    What asks themselves stays theirs while they hold a seat at another case there.
    """
    if not actor.walled:
        return False
    if isinstance(row, OutboxMessage):
        return not _exists(
            session, OutboxMessage, row.id, walls.untold(actor.walled, actor.touched)
        )
    if case_id := row.id if isinstance(row, Case) else getattr(row, "case_id", None):
        return case_id in actor.walled
    about: SQLModel = row
    if isinstance(row, PollPerson):
        about = stand_ins.found(session, Poll, row.poll_id)
    conference_id = getattr(about, "conference_id", None)
    is_own = isinstance(row, Invitation | PollPerson)
    is_open = beside_walled_conferences(actor, col(Conference.id), is_own=is_own)
    if conference_id is None:
        return False
    return not _exists(session, Conference, conference_id, is_open)


def beside_walled_conferences(
    actor: Actor, conference_id: Any, *, is_own: bool = False
) -> ColumnElement[bool]:
    """Return the condition that a row is of no conference with a case that is shut to the actor.

    is_own: what asks themselves; that stays theirs while they hold a seat at another case there.
    """
    if not actor.walled:
        return true()
    is_open = or_(conference_id.is_(None), walls.untouched(actor.touched, conference_id))
    if not is_own:
        return is_open
    return or_(is_open, walls.sits_beside(actor.walled, conference_id, actor.id))


def require(*, allowed: bool, action: Action) -> None:
    """Raise NotPermitted unless allowed."""
    if not allowed:
        raise NotPermitted(action=action.value)


def _stands_in(
    session: Session, actor: Actor, action: Action, case: Case, wanted: frozenset[Relation]
) -> bool:
    """Tell whether a role or one of the relations gives it; a wall is asked as much as no wall."""
    is_shut = case.id in actor.walled
    if not is_shut and permits_in(actor, action, case.region_id):
        return True
    is_related = bool(wanted) and bool(wanted & relations.of_case(session, actor, case))
    return is_related and not is_shut


def _relations(action: Action) -> list[Relation]:
    return sorted(POLICY[action].relations)


def _visible(
    actor: Actor,
    action: Action,
    region: Any,
    related: Iterable[ColumnElement[bool] | None],
) -> ColumnElement[bool]:
    regions = actor.regions(POLICY[action].roles)
    return or_(region.in_(regions) if regions else false(), _any_of(related))


def _any_of(conditions: Iterable[ColumnElement[bool] | None]) -> ColumnElement[bool]:
    return or_(false(), *(condition for condition in conditions if condition is not None))


def _exists(session: Session, model: Any, key: UUID, condition: ColumnElement[bool]) -> bool:
    found = session.exec(select(model.id).where(model.id == key, condition)).first()
    return found is not None
