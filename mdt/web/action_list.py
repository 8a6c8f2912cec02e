"""The viewer's own actions across cases, and for the table of a region what is late there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import request
from sqlalchemy import ColumnElement, select
from sqlmodel import col

from mdt import clock
from mdt.access import guard
from mdt.access.policy import POLICY, Action
from mdt.access.relations import OPEN_ACTION
from mdt.models import ActionChange, Case, SafetyAction
from mdt.safety_plan import actions, lateness, overview
from mdt.safety_plan.overview import Line
from mdt.web import paging
from mdt.web.actor import actor
from mdt.web.board import Moves
from mdt.web.database import get_session

PER_PAGE = 50
SETTLED_SHOWN = 20
LATE = "late"


@dataclass(frozen=True)
class ActionList:
    """One page of actions: what is late, what is to be done, what was done lately.

    is_region is true for what is late in the viewer's regions, whoever owns it.
    """

    is_region: bool
    has_region: bool
    late: list[Line]
    ahead: list[Line]
    settled: list[Line]
    moves: Moves
    plans: frozenset[UUID]
    number: int = 1
    pages: int = 1
    total: int = 0

    @property
    def lines(self) -> list[Line]:
        """Return every action that is shown."""
        return [*self.late, *self.ahead, *self.settled]

    @property
    def back(self) -> str:
        """Return the name of this page for the forms on it."""
        return LATE if self.is_region else "list"


def read() -> ActionList:
    """Return the page that was asked for."""
    regions = actor().regions(POLICY[Action.ACTION_MOVE].roles)
    if regions and request.args.get("show") == LATE:
        return _region()
    return _own(has_region=bool(regions))


def one(line: Line, *, is_region: bool) -> ActionList:
    """Return a list of this one action, as the answer to a change of it."""
    return _list([line], [], [], is_region=is_region, has_region=is_region)


def own_late() -> int:
    """Return how many of the viewer's own actions are late."""
    who = actor()
    return overview.late_of(get_session(), who.id, besides=who.walled, now=clock.now())


def _own(*, has_region: bool) -> ActionList:
    session, now = get_session(), clock.now()
    open_ones = overview.lines(session, _is_own(), col(SafetyAction.state).in_(OPEN_ACTION))
    settled = overview.last_settled(
        session,
        _is_own(),
        guard.visible_actions(actor(), Action.ACTION_VIEW),
        limit=SETTLED_SHOWN,
    )
    late = [line for line in open_ones if _is_late(line, now)]
    ahead = [line for line in open_ones if not _is_late(line, now)]
    return _list(late, ahead, settled, is_region=False, has_region=has_region)


def _region() -> ActionList:
    session = get_session()
    around = (
        col(Case.region_id).in_(actor().regions(POLICY[Action.ACTION_MOVE].roles)),
        guard.beside_walls(actor(), col(Case.id)),
        lateness.late(clock.now()),
    )
    total = overview.number(session, *around)
    pages = max(1, -(-total // PER_PAGE))
    number = min(paging.number(), pages)
    late = overview.lines(session, *around, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    return _list(
        late, [], [], is_region=True, has_region=True, number=number, pages=pages, total=total
    )


def _list(
    late: list[Line],
    ahead: list[Line],
    settled: list[Line],
    *,
    is_region: bool,
    has_region: bool,
    number: int = 1,
    pages: int = 1,
    total: int = 0,
) -> ActionList:
    shown = [*late, *ahead, *settled]
    return ActionList(
        is_region,
        has_region,
        late,
        ahead,
        settled,
        _moves(shown, all_of_case=is_region),
        _plans(line.case_id for line in shown),
        number,
        pages,
        total,
    )


def _moves(shown: list[Line], *, all_of_case: bool) -> Moves:
    session, who, now = get_session(), actor(), clock.now()
    among = col(ActionChange.action_id).in_([line.id for line in shown])
    return Moves(
        viewer_id=who.id,
        is_open=True,
        all_of_case=all_of_case,
        undoable=actions.undoable(session, among, by=who.person, now=now),
        at=now,
    )


def _plans(case_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Return the cases among these whose plan the viewer may open."""
    seen = guard.visible_cases(actor(), Action.PLAN_VIEW)
    query = select(col(Case.id)).where(col(Case.id).in_(set(case_ids)), seen)
    return frozenset(get_session().scalars(query))


def _is_own() -> ColumnElement[bool]:
    who = actor()
    return (col(SafetyAction.owner_id) == who.id) & guard.beside_walls(
        who, col(SafetyAction.case_id)
    )


def _is_late(line: Line, now: datetime) -> bool:
    return lateness.is_late(line.state, line.late_after, now=now)
