"""An owner asks for more time; whoever keeps the plan grants or refuses it.

Asking changes nothing about the action: it stays due when it was agreed, and late when that is
over. One request waits at a time, and a newer one takes its place.
"""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, or_, select

from mdt import events
from mdt.access.relations import OPEN_ACTION
from mdt.cases import closing
from mdt.errors import N_, DomainError
from mdt.models import Case, MoreTime, Person, SafetyAction
from mdt.models.base import local_date
from mdt.safety_plan import actions, lateness
from mdt.safety_plan.actions import UNDO_WITHIN, NothingToUndo, Terms
from mdt.safety_plan.changes import due_of
from mdt.safety_plan.lateness import Due

MOST_DAYS = 366
Pair = tuple[MoreTime, SafetyAction]


class NotLater(DomainError):
    """More time is a day after today and after what was agreed, within a year."""

    text = N_("Kies een dag na vandaag en na de datum die is afgesproken, binnen een jaar.")


class ActionIsSettled(DomainError):
    """Nobody needs more time for what is done, or cannot be done."""

    text = N_("Deze actie is al afgerond.")


class AnsweredAlready(DomainError):
    """Somebody else answered first, or the owner took it back."""

    text = N_("Over dit verzoek is al besloten, of het is ingetrokken.")


def ask(
    session: Session, action: SafetyAction, due_on: date, reason: str, *, by: Person, now: datetime
) -> MoreTime:
    """Return the request that waits now; the same asked again changes nothing.

    Raises CaseIsClosed, ActionIsSettled, NotLater.
    """
    closing.require_open(session.get_one(Case, action.case_id))
    _take_turns(session, action.id)
    if action.state not in OPEN_ACTION:
        raise ActionIsSettled
    _require_later(action, due_on, now)
    waiting = of_action(session, action)
    if waiting and (waiting.due_on, waiting.reason) == (due_on, reason):
        return waiting
    row = waiting or MoreTime(
        case_id=action.case_id,
        action_id=action.id,
        open_key=action.id,
        asked_by_id=by.id,
        due_on=due_on,
        reason=reason,
        asked_at=now,
    )
    row.asked_by_id, row.due_on, row.reason, row.asked_at = by.id, due_on, reason, now
    session.add(row)
    _record(session, events.MoreTimeAsked, row, by, now)
    return row


def take_back(session: Session, row: MoreTime, *, by: Person, now: datetime) -> None:
    """Let the owner take a request back. Raises AnsweredAlready."""
    _take_turns(session, row.action_id)
    session.refresh(row)
    if row.open_key is None:
        raise AnsweredAlready
    row.open_key, row.answered_at, row.answered_by_id = None, now, by.id
    session.add(row)
    _record(session, events.MoreTimeAsked, row, by, now)


def answer(session: Session, row: MoreTime, *, is_granted: bool, by: Person, now: datetime) -> None:
    """Grant more time, which moves the date, or refuse it; the same answer again does nothing.

    Raises CaseIsClosed, AnsweredAlready.
    """
    closing.require_open(session.get_one(Case, row.case_id))
    _take_turns(session, row.action_id)
    session.refresh(row)
    if row.open_key is None:
        if row.is_granted is is_granted:
            return
        raise AnsweredAlready
    action = session.get_one(SafetyAction, row.action_id)
    row.due_before = due_of(action).isoformat()
    row.open_key, row.is_granted = None, is_granted
    row.answered_at, row.answered_by_id = now, by.id
    session.add(row)
    _record(session, events.MoreTimeAnswered, row, by, now)
    if is_granted:
        _set_due(session, action, row.due_on, by=by, now=now)


def undo(session: Session, row: MoreTime, *, by: Person, now: datetime) -> None:
    """Take one's own fresh answer back: the request waits again, and the date is as it was.

    Raises NothingToUndo when it is not one's own or not fresh, when the date was changed since,
    or when the owner asked anew; CaseIsClosed.
    """
    closing.require_open(session.get_one(Case, row.case_id))
    _take_turns(session, row.action_id)
    session.refresh(row)
    action = session.get_one(SafetyAction, row.action_id)
    is_moved = bool(row.is_granted) and due_of(action) != row.due_on
    if not may_undo(row, by, now=now) or is_moved or of_action(session, action):
        raise NothingToUndo
    if row.is_granted:
        _set_due(session, action, _read(row.due_before), by=by, now=now)
    row.open_key, row.is_granted, row.due_before = row.action_id, None, ""
    row.answered_at = row.answered_by_id = None
    session.add(row)
    _record(session, events.MoreTimeAnswered, row, by, now)


def may_undo(row: MoreTime, who: Person, *, now: datetime) -> bool:
    """Tell whether the answer is one's own and fresh."""
    if row.is_granted is None or row.answered_at is None:
        return False
    return row.answered_by_id == who.id and row.answered_at > now - UNDO_WITHIN


def of_action(session: Session, action: SafetyAction) -> MoreTime | None:
    """Return the request that waits for this action."""
    return session.exec(select(MoreTime).where(MoreTime.open_key == action.id)).first()


def waiting(session: Session, among: ColumnElement[bool]) -> list[Pair]:
    """Return what waits for an answer, the first asked first.

    among: a condition on SafetyAction and its Case.
    """
    rows = session.exec(_SHOWN.where(among, _WAITS).order_by(col(MoreTime.asked_at)))
    return [(row, action) for row, action in rows]


def about(session: Session, action_id: UUID, *, now: datetime) -> list[Pair]:
    """Return the request about an action, or what was answered so lately that it can be undone."""
    return _pairs(session, _OF_ACTION, action_id, now)


def in_plan(session: Session, case_id: UUID, *, now: datetime) -> list[Pair]:
    """Return the same of every action of a case, what waits first."""
    return _pairs(session, _OF_CASE, case_id, now)


def _pairs(session: Session, query: Any, key: UUID, now: datetime) -> list[Pair]:
    values = {"key": key, "since": now - UNDO_WITHIN}
    return [(row, action) for row, action in session.execute(query, values)]


_WAITS = col(MoreTime.open_key).is_not(None) & col(SafetyAction.state).in_(OPEN_ACTION)
_SHOWN = (
    select(MoreTime, SafetyAction)
    .join(SafetyAction, col(SafetyAction.id) == MoreTime.action_id)
    .join(Case, col(Case.id) == SafetyAction.case_id)
)
_IS_FRESH = col(MoreTime.is_granted).is_not(None) & (col(MoreTime.answered_at) > bindparam("since"))
_IN_ORDER = _SHOWN.where(or_(_WAITS, _IS_FRESH)).order_by(
    col(MoreTime.open_key).is_(None), col(MoreTime.asked_at)
)
# Made once, for every page of a plan asks one of them.
_OF_ACTION = _IN_ORDER.where(col(MoreTime.action_id) == bindparam("key"))
_OF_CASE = _IN_ORDER.where(col(MoreTime.case_id) == bindparam("key"))


def _require_later(action: SafetyAction, due_on: date, now: datetime) -> None:
    today = local_date(now)
    is_later = due_on > today and lateness.last_moment(due_on) > action.late_after
    if not is_later or due_on > today + timedelta(days=MOST_DAYS):
        raise NotLater


def _set_due(
    session: Session, action: SafetyAction, due: Due, *, by: Person, now: datetime
) -> None:
    terms = Terms(
        title=action.title,
        heading=action.heading,
        owner_id=action.owner_id,
        risk_id=action.risk_id,
        due=due,
    )
    actions.change(session, action, terms, version=action.version, by=by, now=now)


def _read(text: str) -> Due:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _take_turns(session: Session, action_id: UUID) -> None:
    """Wait for whoever is at a request of the same action."""
    session.exec(select(SafetyAction.id).where(SafetyAction.id == action_id).with_for_update())


def _record(
    session: Session, kind: type[events.Event], row: MoreTime, by: Person, now: datetime
) -> None:
    session.flush()
    events.record(
        session, kind(at=now, actor_id=by.id, case_id=row.case_id, subject_id=row.action_id)
    )
