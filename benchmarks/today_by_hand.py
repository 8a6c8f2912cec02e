"""The page "Vandaag" by hand, as a coordinator sees it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext
from sqlalchemy import Connection, bindparam, func, or_, select, union

from benchmarks import reviews_by_hand
from benchmarks.by_hand import Page
from benchmarks.cast import NOW, TODAY
from benchmarks.plan_by_hand import LINES
from benchmarks.region import Filled
from mdt.conferences import doors, speed
from mdt.conferences.sittings import Sitting, Topic
from mdt.invitations import status
from mdt.models import ActionState, ConferenceState
from mdt.models.base import local_date, metadata
from mdt.safety_plan.overview import Line
from mdt.scheduling import local_time
from mdt.seats import cover
from mdt.seats.cover import Asked, Mark
from mdt.web import sitting_words, today, todo, words
from mdt.web.cover import SeatMark, SeatState
from mdt.web.steps import Step
from mdt.web.today import Kind, Row, Today, Work
from mdt.web.todo import Table, Task

_table = metadata.tables
_action, _cascade, _case = _table["safety_action"], _table["cascade"], _table["case"]
_conference = _table["conference"]
_invitation, _item, _message = _table["invitation"], _table["agenda_item"], _table["outbox_message"]
_pattern, _person, _proposal = (
    _table["working_pattern"],
    _table["person"],
    _table["substitute_proposal"],
)
_measure, _roster, _seat = _table["measure"], _table["duty_roster"], _table["seat"]

_ME: Any = bindparam("person_id")
_NOW: Any = bindparam("now")
_SINCE: Any = bindparam("since")
_KEYS: Any = bindparam("conferences", expanding=True)
OPEN_ACTION = (ActionState.OPEN, ActionState.BUSY)
SINCE = local_time.midnight(date(2026, 6, 1))
"""From when a first sitting counts for the mean: this month and the five before it."""

WEEK_ENDS = local_time.midnight(TODAY + timedelta(days=today.WEEK_DAYS))

_LED = union(
    select(_conference.c.id).where(_conference.c.coordinator_id == _ME),
    select(_conference.c.id).where(_conference.c.chair_id == _ME),
)
_OWN_KEYS = _LED.subquery()
_SITTINGS = (
    select(_conference)
    .join(_OWN_KEYS, _OWN_KEYS.c.id == _conference.c.id)
    .where(
        or_(
            _conference.c.state.in_(
                (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)
            ),
            (_conference.c.state == ConferenceState.HELD) & _conference.c.adopted_at.is_(None),
        ),
    )
    .order_by(_conference.c.starts_at.is_(None), _conference.c.starts_at, _conference.c.created_at)
)
_TOPICS = (
    select(_item.c.conference_id, _item.c.id, _item.c.case_id, _case.c.alias)
    .join(_case, _case.c.id == _item.c.case_id)
    .where(_item.c.conference_id.in_(_KEYS))
    .order_by(_item.c.position)
)
_SEATS = (
    select(
        *(_item.c.conference_id, _seat.c.domain, _seat.c.quorum, _seat.c.required),
        *(_seat.c.holder_id, _invitation.c.id.label("asked"), _invitation.c.reply),
        *(_message.c.state, _message.c.last_error),
    )
    .join(_item, _item.c.id == _seat.c.item_id)
    .outerjoin(
        _invitation,
        (_invitation.c.conference_id == _item.c.conference_id)
        & (_invitation.c.person_id == _seat.c.holder_id)
        & _invitation.c.withdrawn_at.is_(None),
    )
    .outerjoin(
        _message,
        (_message.c.invitation_id == _invitation.c.id)
        & (_message.c.sequence == _invitation.c.sequence),
    )
    .where(_item.c.conference_id.in_(_KEYS))
    .order_by(_seat.c.position, _seat.c.id)
)
_MEASURES_OF_DRAFTS = (
    select(_measure)
    .join(_item, _item.c.case_id == _measure.c.case_id)
    .join(_conference, _conference.c.id == _item.c.conference_id)
    .where(_conference.c.id.in_(_KEYS), _conference.c.starts_at.is_(None))
)
_SOUGHT = select(_cascade.c.seat_id).where(_cascade.c.conference_id.in_(_KEYS))
_PROPOSALS = (
    select(_invitation.c.conference_id)
    .join(_proposal, _proposal.c.invitation_id == _invitation.c.id)
    .where(
        _invitation.c.conference_id.in_(_KEYS),
        _invitation.c.withdrawn_at.is_(None),
        _proposal.c.settled_at.is_(None),
    )
)
_WATCHED = union(
    select(_case.c.id).where(_case.c.lead_id == _ME, _case.c.closed_at.is_(None)),
    select(_item.c.case_id).where(_item.c.conference_id.in_(_LED)),
)
_IS_LATE = (
    _action.c.case_id.in_(_WATCHED)
    & _action.c.state.in_(OPEN_ACTION)
    & (_action.c.late_after < _NOW)
)
_LATE = LINES.where(_IS_LATE).limit(today.LATE_SHOWN)
_HOW_MANY_LATE = select(func.count()).select_from(_action).where(_IS_LATE)
_OWN = LINES.where(_action.c.owner_id == _ME, _action.c.state.in_(OPEN_ACTION)).limit(
    today.ACTIONS_SHOWN
)
_OF_ME = (_person.c.name, _person.c.phone)
_FIRST_STEPS = select(
    select(_pattern.c.id).where(_pattern.c.person_id == _ME).exists(),
    *(select(column).where(_person.c.id == _ME).scalar_subquery() for column in _OF_ME),
    select(_conference.c.id).where(_conference.c.coordinator_id == _ME).exists(),
)
_FIRST_HELD = func.min(_conference.c.starts_at)
_SPEED = (
    select(_case.c.opened_at, _FIRST_HELD)
    .join(_item, _item.c.case_id == _case.c.id)
    .join(_conference, _conference.c.id == _item.c.conference_id)
    .where(_conference.c.held_at.is_not(None), _case.c.id.in_(_WATCHED))
    .group_by(_case.c.id, _case.c.opened_at)
    .having(_FIRST_HELD >= _SINCE)
)
_ROSTERS = select(_roster).where(_roster.c.region_id == bindparam("region_id"))


def page(region: Filled) -> Page:
    """Return the first page of a coordinator."""
    who = {"person_id": region.cast.coordinator_id, "region_id": region.cast.region_id}
    return Page(
        template="home/today.html",
        path="/",
        viewer_id=region.cast.coordinator_id,
        context=partial(_context, who=who),
    )


def _context(connection: Connection, who: dict[str, UUID]) -> dict[str, Any]:
    rows = _Rows(connection, who)
    tables = _tables(rows)
    late = Work([Line(*row) for row in rows.late], rows.how_many_late)
    own = [_row(table) for table in tables]
    ahead = [row for row in own if row.sitting.conference.state is not ConferenceState.HELD]
    return {
        "page": Today(
            Kind.TABLE,
            _steps(rows),
            tasks=[
                *todo.of(tables),
                *reviews_by_hand.tasks(connection, who["person_id"]),
                *_late_task(late),
            ],
            today=[row for row in ahead if _day(row) == local_date(NOW)],
            week=[row for row in ahead if _is_this_week(row)],
            late=late,
            own=Work([Line(*row) for row in rows.own], len(rows.own)),
            may_create=True,
        ),
        "called": today.called(rows.name),
    }


class _Rows:
    """Every row of the page, with one query for each kind."""

    def __init__(self, connection: Connection, who: dict[str, UUID]) -> None:
        """Read through connection."""

        def read(query: Any, **also: Any) -> Sequence[Any]:
            return connection.execute(query, who | {"now": NOW, "since": SINCE} | also).all()

        self.sittings = read(_SITTINGS)
        keys = [row.id for row in self.sittings]
        self.topics, self.seats = read(_TOPICS, conferences=keys), read(_SEATS, conferences=keys)
        self.proposals = Counter(key for (key,) in read(_PROPOSALS, conferences=keys))
        self.late, self.own = read(_LATE), read(_OWN)
        [(self.how_many_late,)] = read(_HOW_MANY_LATE)
        [(self.has_hours, self.name, self.phone, self.has_arranged)] = read(_FIRST_STEPS)
        # Nothing is shown of what is not there: gaps in rosters, searches, the latest moment of a
        # draft, and a mean over too few cases.
        assert not read(_ROSTERS)
        assert not read(_SOUGHT, conferences=keys)
        assert not read(_MEASURES_OF_DRAFTS, conferences=keys)
        assert len(read(_SPEED)) < speed.MIN_CASES


def _tables(rows: _Rows) -> list[Table]:
    topics: dict[UUID, list[Topic]] = defaultdict(list)
    for conference_id, *topic in rows.topics:
        topics[conference_id].append(Topic(*topic))
    marks: dict[UUID, list[Mark]] = defaultdict(list)
    for seat in rows.seats:
        state = cover.state(seat.holder_id, _asked(seat))
        marks[seat.conference_id].append(Mark(seat.domain, seat.quorum, state, seat.required))
    return [
        Table(
            Sitting(_conference_of(row), tuple(topics[row.id]), None, organises=True, chairs=False),
            marks[row.id],
            rows.proposals[row.id],
        )
        for row in rows.sittings
    ]


def _asked(seat: Any) -> Asked | None:
    if seat.asked is None:
        return None
    is_known = seat.state is not None
    return Asked(seat.reply, is_known and status.is_undelivered(seat.state, seat.last_error))


def _conference_of(row: Any) -> Any:
    ends_at = row.starts_at + timedelta(minutes=row.minutes) if row.starts_at else None
    return SimpleNamespace(**row._asdict(), ends_at=ends_at)


def _row(table: Table) -> Row:
    sitting = table.sitting
    begins, ends = sitting.starts_at, sitting.ends_at
    return Row(
        sitting=sitting,
        title=sitting_words.title(sitting),
        cases=sitting_words.cases(sitting),
        marks=[
            SeatMark(words.short(mark.domain), SeatState(mark.state.value), mark.quorum)
            for mark in table.marks
        ],
        latest=table.latest,
        is_now=bool(begins and ends and begins - doors.OPEN_BEFORE <= NOW < ends),
    )


def _day(row: Row) -> date | None:
    return local_date(row.sitting.starts_at) if row.sitting.starts_at else None


def _is_this_week(row: Row) -> bool:
    at = row.sitting.starts_at
    return at is None or (local_date(at) > TODAY and at < WEEK_ENDS)


def _late_task(late: Work) -> list[Task]:
    aliases = list(dict.fromkeys(line.alias for line in late.lines))
    return [todo.late(late.total, aliases, url_for("actions.index", show="late"))]


def _steps(rows: _Rows) -> list[Step]:
    return [
        Step(
            gettext("Zet uw werktijden klaar"),
            gettext("Dan zoekt het portaal alleen momenten waarop u kunt."),
            url_for("availability.mine"),
            rows.has_hours,
        ),
        Step(
            gettext("Vul uw telefoonnummer in"),
            gettext("Voor codes, en om u te bereiken als het spoed is."),
            url_for("profile.show"),
            bool(rows.phone),
        ),
        Step(
            gettext("Maak uw eerste overleg"),
            gettext("Kies een zaak, zet de stoelen klaar en zoek een moment."),
            url_for("conferences.new"),
            rows.has_arranged,
        ),
    ]
