"""The plan of a case by hand: one Core query for each kind of row on the page."""

from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import url_for
from sqlalchemy import Connection, Select, and_, bindparam, or_, select

from benchmarks.by_hand import Page
from benchmarks.cast import NOW
from benchmarks.region import Filled
from mdt.access.relations import RUNNING
from mdt.models import ActionState, ConferenceState
from mdt.models.base import metadata
from mdt.safety_plan import news, overview
from mdt.safety_plan.actions import UNDO_WITHIN
from mdt.safety_plan.news import News
from mdt.safety_plan.overview import Line, Meeting, Plan, Version
from mdt.safety_plan.table import Place
from mdt.web import words
from mdt.web.board import Board, Moves

_table = metadata.tables
_action, _case, _change = _table["safety_action"], _table["case"], _table["action_change"]
_conference, _event, _item = _table["conference"], _table["event_record"], _table["agenda_item"]
_measure, _organisation, _person = _table["measure"], _table["organisation"], _table["person"]
_risk, _seat, _version = _table["risk"], _table["seat"], _table["plan_version"]
_more_time, _procedure = _table["more_time"], _table["procedure"]

_CASE_ID: Any = bindparam("case_id")
_NOW: Any = bindparam("now")
_OF_CASE = select(_case).where(_case.c.id == _CASE_ID)
LINES: Select[Any] = (
    select(
        *(_action.c.id, _action.c.case_id, _case.c.alias, _action.c.heading, _action.c.title),
        *(_action.c.owner_id, _person.c.name, _organisation.c.name, _risk.c.name),
        *(_action.c.due_on, _action.c.due_at, _action.c.late_after, _action.c.state),
        *(_action.c.remark, _action.c.settled_at, _action.c.version),
    )
    .join(_case, _case.c.id == _action.c.case_id)
    .join(_person, _person.c.id == _action.c.owner_id)
    .join(_organisation, _organisation.c.id == _action.c.organisation_id)
    .join(_risk, _risk.c.id == _action.c.risk_id)
    .order_by(_action.c.late_after, _action.c.title, _action.c.id)
)
"""Actions as lists show them, the first due first: what mdt.safety_plan.overview.Line wants."""

_LINES = LINES.where(_action.c.case_id == _CASE_ID)
_MEASURES = (
    select(_measure)
    .where(_measure.c.case_id == _CASE_ID)
    .order_by(_measure.c.starts_at, _measure.c.id)
)
_VERSIONS = (
    select(_version.c.id, _version.c.number, _version.c.frozen_at)
    .where(_version.c.case_id == _CASE_ID)
    .order_by(_version.c.number.desc())
)
_SITTINGS = select(_conference.c.id, _conference.c.starts_at).join(
    _item, _item.c.conference_id == _conference.c.id
)
_NEXT = (
    _SITTINGS.where(
        _item.c.case_id == _CASE_ID,
        _conference.c.state.in_(overview.AHEAD),
        or_(
            _conference.c.starts_at > _NOW,
            _conference.c.state == ConferenceState.IN_SESSION,
        ),
    )
    .order_by(_conference.c.starts_at)
    .limit(1)
)
_NEWS = (
    select(
        *(_event.c.at, _event.c.name, _event.c.actor_id, _person.c.name, _action.c.title),
        *(_change.c.after, _measure.c.kind, _measure.c.title),
    )
    .outerjoin(_person, _person.c.id == _event.c.actor_id)
    .outerjoin(_action, _action.c.id == _event.c.subject_id)
    .outerjoin(
        _change,
        and_(
            _change.c.action_id == _event.c.subject_id,
            _change.c.at == _event.c.at,
            _change.c.field == "state",
        ),
    )
    .outerjoin(_measure, _measure.c.id == _event.c.subject_id)
    .where(
        _event.c.case_id == _CASE_ID, _event.c.name.in_([kind.__name__ for kind in news.OF_PLAN])
    )
    .order_by(_event.c.at.desc(), _event.c.id.desc())
    .limit(news.SHOWN)
)
_LAST = (
    select(_item.c.id, _conference.c.chair_id)
    .join(_conference, _conference.c.id == _item.c.conference_id)
    .where(_item.c.case_id == _CASE_ID, _conference.c.state.in_(RUNNING))
    .order_by(_conference.c.starts_at.desc())
    .limit(1)
    .subquery()
)
_SEATS = (
    select(_person.c.id, _person.c.name, _seat.c.domain)
    .join(_LAST, _LAST.c.id == _seat.c.item_id)
    .join(_person, _person.c.id == _seat.c.holder_id)
    .order_by(_seat.c.position, _person.c.name)
)
_CHAIR = select(_person.c.id, _person.c.name).join(_LAST, _LAST.c.chair_id == _person.c.id)
_REQUESTS = select(_more_time.c.id).where(
    _more_time.c.case_id == _CASE_ID, _more_time.c.open_key.is_not(None)
)
_HEARINGS = select(_procedure.c.id, _procedure.c.hearing_at).where(
    _procedure.c.case_id == _CASE_ID, _procedure.c.hearing_at > _NOW
)
"""None waits here, of either: a card that is not shown costs its query."""

_UNDOABLE = (
    select(_change.c.action_id)
    .join(_action, _action.c.id == _change.c.action_id)
    .where(
        _change.c.case_id == _CASE_ID,
        _change.c.at > bindparam("since"),
        _change.c.by_id == bindparam("person_id"),
        _change.c.field == "state",
        _change.c.version == _action.c.version,
    )
)


def page(region: Filled) -> Page:
    """Return the plan of the viewer's own case, as its coordinator sees it."""
    case_id = region.own.case_id
    return Page(
        template="plan/show.html",
        path=f"/cases/{case_id}/plan",
        viewer_id=region.cast.coordinator_id,
        context=partial(_context, case_id=case_id, viewer_id=region.cast.coordinator_id),
    )


def _context(connection: Connection, case_id: UUID, viewer_id: UUID) -> dict[str, Any]:
    row = connection.execute(_OF_CASE, {"case_id": case_id}).one()
    case: Any = SimpleNamespace(**row._asdict(), is_open=row.closed_at is None)
    board = Board(
        plan=_plan(connection, case),
        news=_news(connection, case_id),
        places=_places(connection, case_id),
        moves=_moves(connection, case_id, viewer_id),
        at=NOW,
    )
    return {
        "board": board,
        "beside": list(connection.execute(_HEARINGS, {"case_id": case_id, "now": NOW})),
        "requests": list(connection.execute(_REQUESTS, {"case_id": case_id})),
        "states": words.options(ActionState),
        "changed": frozenset(),
        "case_href": url_for("cases.show", case_id=case_id),
        "live_href": url_for("plan.live", case_id=case_id, since=NOW.isoformat()),
        "prints": False,
        "can": lambda *_: True,
    }


def _plan(connection: Connection, case: Any) -> Plan:
    values = {"case_id": case.id, "now": NOW}
    lines = [Line(*row) for row in connection.execute(_LINES, values)]
    meeting = connection.execute(_NEXT, values).first()
    return Plan(
        case=case,
        lines=tuple(lines),
        measures=tuple(connection.execute(_MEASURES, values)),  # type: ignore[arg-type] # rows
        versions=tuple(Version(*row) for row in connection.execute(_VERSIONS, values)),
        next_meeting=Meeting(*meeting) if meeting else None,
        count=overview.count(lines, now=NOW),
    )


def _news(connection: Connection, case_id: UUID) -> list[News]:
    return [
        News(at, name, who_id, who, action, ActionState(after) if after else None, kind, title)
        for at, name, who_id, who, action, after, kind, title in connection.execute(
            _NEWS, {"case_id": case_id}
        )
    ]


def _places(connection: Connection, case_id: UUID) -> list[Place]:
    values = {"case_id": case_id}
    [chair] = connection.execute(_CHAIR, values)
    seats = [Place(*seat, is_chair=False) for seat in connection.execute(_SEATS, values)]
    return [Place(*chair, None, is_chair=True), *seats]


def _moves(connection: Connection, case_id: UUID, viewer_id: UUID) -> Moves:
    values = {"case_id": case_id, "person_id": viewer_id, "since": NOW - UNDO_WITHIN}
    return Moves(
        viewer_id=viewer_id,
        is_open=True,
        all_of_case=True,
        undoable=frozenset(connection.execute(_UNDOABLE, values).scalars()),
        at=NOW,
    )
