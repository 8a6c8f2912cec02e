"""What someone is to a case or a conference, as SQL that lists and guards share."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, exists
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, and_, col, or_

from mdt.access.actor import Actor
from mdt.access.policy import Relation
from mdt.models import (
    ActionState,
    AgendaItem,
    Case,
    Conference,
    ConferenceState,
    Invitation,
    JudgeMode,
    JudgeOpening,
    Reply,
    SafetyAction,
    SealedKind,
    SealedValue,
    Seat,
)

RUNNING = (ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD)
OPEN_ACTION = (ActionState.OPEN, ActionState.BUSY)
SECOND_THOUGHTS = timedelta(days=1)
"""How long an owner still sees an action after settling it, so that a slip can be put right."""


def _alias(model: type[SQLModel]) -> Any:
    return aliased(model)  # typed as Any: SQLModel's fields do not look like columns to mypy


# Aliases keep SQLAlchemy from tying these tables to the same ones of an outer query. They and the
# queries around them are made once, because they are asked on every page; no query here stands
# within another of them.
_SEAT, _AT, _SITTING = _alias(Seat), _alias(AgendaItem), _alias(Conference)
_ASKED, _OWNED = _alias(Invitation), _alias(SafetyAction)
_RUNS = and_(_SITTING.state.in_(RUNNING), _SITTING.adopted_at.is_(None))
_HELD = and_(
    _AT.id == _SEAT.item_id,
    _SITTING.id == _AT.conference_id,
    _RUNS,
    _ASKED.conference_id == _SITTING.id,
    _ASKED.withdrawn_at.is_(None),
    or_(_ASKED.reply.is_(None), _ASKED.reply != Reply.NO),
)
_SEATED_CASES = sa_select(_SEAT.case_id).where(_HELD)
_SEATED_ITEMS = sa_select(_SEAT.item_id).where(_HELD)
_CHAIRED_CASES = sa_select(_AT.case_id).where(_SITTING.id == _AT.conference_id, _RUNS)
_OPENED = _alias(JudgeOpening)
_JUDGED = and_(
    _HELD,
    _ASKED.reply == Reply.YES,
    _OPENED.invitation_id == _ASKED.id,
    _OPENED.closed_at.is_(None),
)
_JUDGED_CASES = sa_select(_SEAT.case_id).where(_JUDGED)
_JUDGED_ITEMS = sa_select(_SEAT.item_id).where(_JUDGED)
_MODES = {
    Relation.JUDGE_NIET_ZITTEND: JudgeMode.NIET_ZITTEND,
    Relation.JUDGE_PROCES: JudgeMode.PROCES,
    Relation.JUDGE_RC: JudgeMode.RC,
}
_CASES_OF_OPEN_ACTIONS = sa_select(_OWNED.case_id).where(_OWNED.state.in_(OPEN_ACTION))
_INVITED_TO = sa_select(_ASKED.conference_id).where(_ASKED.withdrawn_at.is_(None))


def on_case(
    actor: Actor, relation: Relation, *, for_list: bool = False
) -> ColumnElement[bool] | None:
    """Return the condition on Case under which actor stands in relation; None when never.

    for_list: look up the actor's own rows first, instead of asking of each case in turn. What
    breaking the glass gives is in no list.
    """
    match relation:
        case Relation.LEAD if actor.may_keep_cases:
            return col(Case.lead_id) == actor.id
        case Relation.VICTIM_CONTACT if actor.may_keep_cases:
            return col(Case.victim_contact_id) == actor.id
        case Relation.SEAT | Relation.GUEST if relation is seat_relation(actor):
            keys = _seats(actor, _SEATED_CASES)
        case Relation.EMERGENCY_ACCESS if (
            actor.may_keep_cases and actor.emergencies and not for_list
        ):
            return col(Case.id).in_(actor.emergencies)
        case Relation.CHAIRS:
            keys = _chaired_cases(actor)
        case _ if relation in _MODES and actor.is_judge:
            keys = _seats(actor, _JUDGED_CASES).where(_SEAT.mode == _MODES[relation])
        case Relation.OWNER:
            keys = _cases_of_open_actions(actor)
        case _:
            return None
    return _among(col(Case.id), keys, for_list=for_list)


def on_conference(
    actor: Actor, relation: Relation, *, for_list: bool = False
) -> ColumnElement[bool] | None:
    """Return the condition on Conference under which actor stands in relation."""
    match relation:
        case Relation.CHAIRS:
            return col(Conference.chair_id) == actor.id
        case Relation.INVITED:
            return _among(col(Conference.id), _invited_to(actor), for_list=for_list)
    return None


def on_item(actor: Actor, relation: Relation) -> ColumnElement[bool] | None:
    """Return the condition on AgendaItem under which actor stands in relation."""
    match relation:
        case Relation.SEAT | Relation.GUEST if relation is seat_relation(actor):
            return _among(col(AgendaItem.id), _seats(actor, _SEATED_ITEMS), for_list=False)
        case Relation.CHAIRS:
            return _chairs_item(actor)
        case _ if relation in _MODES and actor.is_judge:
            keys = _seats(actor, _JUDGED_ITEMS).where(_SEAT.mode == _MODES[relation])
            return _among(col(AgendaItem.id), keys, for_list=False)
    return None


def on_action(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on SafetyAction under which actor is its OWNER for the policy."""
    return and_(
        col(SafetyAction.owner_id) == actor.id,
        or_(
            col(SafetyAction.state).in_(OPEN_ACTION),
            col(SafetyAction.settled_at) > actor.at - SECOND_THOUGHTS,
        ),
    )


def owns(actor: Actor, action: SafetyAction) -> bool:
    """Tell of one row what on_action says in SQL."""
    is_kept = action.state in OPEN_ACTION or (
        action.settled_at is not None and action.settled_at > actor.at - SECOND_THOUGHTS
    )
    return action.owner_id == actor.id and is_kept


def holds(actor: Actor, value: SealedValue, case: Case) -> bool:
    """Tell whether the actor, or an organisation that they serve now, keeps the sealed value.

    Who told something the lead of the case may know too: they decide what is told to whom.
    """
    if value.kind is SealedKind.SOURCE and case.lead_id == actor.id:
        return True
    if value.holder_person_id:
        return value.holder_person_id == actor.id
    return any(post.organisation_id == value.holder_organisation_id for post in actor.posts)


def seat_relation(actor: Actor) -> Relation | None:
    """Return what holding a seat makes of this actor.

    A judge's seat gives no content, nor does the seat of somebody who only watches or sets up.
    """
    if actor.is_guest:
        return Relation.GUEST
    return Relation.SEAT if actor.may_keep_cases else None


def can_stand_in(actor: Actor, relation: Relation) -> bool:
    """Tell whether actor could be in the relation to anything at all."""
    match relation:
        case Relation.LEAD | Relation.VICTIM_CONTACT | Relation.HOLDER | Relation.EMERGENCY_ACCESS:
            return actor.may_keep_cases
        case Relation.SEAT | Relation.GUEST:
            return relation is seat_relation(actor)
        case Relation.INVITED | Relation.CHAIRS:
            return actor.may_sit
        case _ if relation in _MODES:
            return actor.is_judge
    return True


def of_case(session: Session, actor: Actor, case: Case) -> frozenset[Relation]:
    """Return every relation of actor to case, with one query."""
    conditions = {
        relation: condition
        for relation in Relation
        if (condition := on_case(actor, relation)) is not None
    }
    row = session.execute(
        sa_select(*conditions.values()).select_from(Case).where(col(Case.id) == case.id)
    ).one_or_none()
    if row is None:  # behind the second wall there is nothing that one could be to it
        return frozenset()
    return frozenset(relation for relation, holds in zip(conditions, row, strict=True) if holds)


def _among(key: Any, keys: Select[Any], *, for_list: bool) -> ColumnElement[bool]:
    """Return the condition that a row's key is among keys, a query of one column."""
    if for_list:
        return cast("ColumnElement[bool]", key.in_(keys))
    (column,) = keys.selected_columns
    return keys.where(column == key).exists()


def _seats(actor: Actor, keys: Select[Any]) -> Select[Any]:
    """Return those keys of the seats that the actor holds for now."""
    return keys.where(_SEAT.holder_id == actor.id, _ASKED.person_id == actor.id)


def _chaired_cases(actor: Actor) -> Select[Any]:
    return _CHAIRED_CASES.where(_SITTING.chair_id == actor.id)


def _cases_of_open_actions(actor: Actor) -> Select[Any]:
    return _CASES_OF_OPEN_ACTIONS.where(_OWNED.owner_id == actor.id)


def _chairs_item(actor: Actor) -> ColumnElement[bool]:
    return exists().where(_SITTING.id == AgendaItem.conference_id, _SITTING.chair_id == actor.id)


def _invited_to(actor: Actor) -> Select[Any]:
    return _INVITED_TO.where(_ASKED.person_id == actor.id)
