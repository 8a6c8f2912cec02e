"""The page of a conference by hand, as its coordinator sees it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from benchmarks.by_hand import Page
from benchmarks.cast import NOW
from benchmarks.region import Filled
from mdt.conferences.overview import ItemRow, Overview, PartRow, SeatRow
from mdt.invitations import replies, status
from mdt.invitations.status import Board, Invited
from mdt.models import ConferenceState, MessageKind, PartKind, SeatDomain
from mdt.models.base import metadata
from mdt.scheduling import deadlines
from mdt.seats import cover
from mdt.seats.cover import Asked
from mdt.web import conference_page, latest_page, next_step
from mdt.web.conference_page import ConferencePage
from mdt.web.latest_page import Latest

_table = metadata.tables
_answer, _case, _conference = _table["answer"], _table["case"], _table["conference"]
_invitation, _item, _membership = _table["invitation"], _table["agenda_item"], _table["membership"]
_message, _organisation, _panel = _table["outbox_message"], _table["organisation"], _table["panel"]
_measure = _table["measure"]
_part, _person, _proposal = _table["agenda_part"], _table["person"], _table["substitute_proposal"]
_room, _seat, _seat_part = _table["room"], _table["seat"], _table["seat_part"]
_chair, _coordinator = _person.alias("chair"), _person.alias("coordinator")

OPEN = (ConferenceState.DRAFT, ConferenceState.CONVENED)

_ID: Any = bindparam("conference_id")
_SITTING = (
    select(
        _conference,
        *(_chair.c.name.label("chair"), _coordinator.c.name.label("coordinator")),
        *(_room.c.name.label("room"), _room.c.address, _panel.c.name.label("panel")),
    )
    .join(_coordinator, _coordinator.c.id == _conference.c.coordinator_id)
    .outerjoin(_chair, _chair.c.id == _conference.c.chair_id)
    .outerjoin(_room, _room.c.id == _conference.c.room_id)
    .outerjoin(_panel, _panel.c.id == _conference.c.panel_id)
    .where(_conference.c.id == _ID)
)
_ITEMS = (
    select(_item, _case.c.alias)
    .join(_case, _case.c.id == _item.c.case_id)
    .where(_item.c.conference_id == _ID)
    .order_by(_item.c.position)
)
_MEASURES = (
    select(_measure)
    .join(_item, _item.c.case_id == _measure.c.case_id)
    .where(_item.c.conference_id == _ID)
    .order_by(_measure.c.id)
)
_PARTS = (
    select(_part)
    .join(_item, _item.c.id == _part.c.item_id)
    .where(_item.c.conference_id == _ID)
    .order_by(_part.c.position)
)
_SEATS = (
    select(_seat, _person.c.name.label("holder"), _organisation.c.name.label("organisation"))
    .join(_item, _item.c.id == _seat.c.item_id)
    .outerjoin(_person, _person.c.id == _seat.c.holder_id)
    .outerjoin(_organisation, _organisation.c.id == _seat.c.organisation_id)
    .where(_item.c.conference_id == _ID)
    .order_by(_seat.c.position, _seat.c.id)
)
_SEAT_PARTS = (
    select(_seat_part.c.seat_id, _part.c.kind)
    .join(_part, _part.c.id == _seat_part.c.part_id)
    .join(_item, _item.c.id == _part.c.item_id)
    .where(_item.c.conference_id == _ID)
    .order_by(_part.c.position)
)
_ASKED = (
    select(_invitation, _person.c.name)
    .join(_person, _person.c.id == _invitation.c.person_id)
    .where(_invitation.c.conference_id == _ID)
    .order_by(_person.c.name)
)
_MESSAGES = (
    select(_message)
    .where(_message.c.conference_id == _ID, _message.c.kind == MessageKind.INVITATION)
    .order_by(_message.c.sequence)
)
_ANSWERS = (
    select(_answer)
    .join(_invitation, _invitation.c.id == _answer.c.invitation_id)
    .where(_invitation.c.conference_id == _ID)
    .order_by(_answer.c.at, _answer.c.sequence)
)
_PROPOSALS = (
    select(_proposal)
    .join(_invitation, _invitation.c.id == _proposal.c.invitation_id)
    .where(_invitation.c.conference_id == _ID, _proposal.c.settled_at.is_(None))
)
_SERVED = (
    select(_membership.c.person_id, _organisation.c.name)
    .join(_organisation, _organisation.c.id == _membership.c.organisation_id)
    .join(_invitation, _invitation.c.person_id == _membership.c.person_id)
    .where(
        _invitation.c.conference_id == _ID,
        _membership.c.from_at <= NOW,
        func.coalesce(_membership.c.until_at, NOW) >= NOW,
    )
    .order_by(_membership.c.from_at.desc())
)


def page(region: Filled) -> Page:
    """Return the conference with the full table, as its coordinator sees it."""
    conference_id = region.own.conference_id
    return Page(
        template="conferences/show.html",
        path=f"/conferences/{conference_id}",
        viewer_id=region.cast.coordinator_id,
        context=partial(_context, conference_id=conference_id),
    )


def _context(connection: Connection, conference_id: UUID) -> dict[str, Any]:
    rows = _Rows(connection, conference_id)
    conference, overview = _conference_of(rows), _overview(rows)
    board = _board(rows, conference)
    return {
        "page": ConferencePage(
            conference=conference,
            heading=conference_page.heading(
                conference.kind, [item.alias for item in overview.items]
            ),
            overview=overview,
            chair=_named(conference.chair),
            coordinator=_named(conference.coordinator),
            room=_named(conference.room, address=conference.address),
            panel=_named(conference.panel),
            own=None,
            step=next_step.of(conference, overview, may_arrange=True),
            may_arrange=True,
            may_run=True,
            latest=_latest(rows),
            clocks=[],
            may_see_documents=True,
        ),
        "conference": conference,
        "invitation_board": lambda _: board,
        "judge_may_be_barred": lambda *_: False,
    }


class _Rows:
    """Every row of the page, with one query for each kind."""

    def __init__(self, connection: Connection, conference_id: UUID) -> None:
        """Read through connection."""

        def read(query: Any) -> Sequence[Any]:
            return connection.execute(query, {"conference_id": conference_id}).all()

        [self.sitting] = read(_SITTING)
        self.items, self.parts = read(_ITEMS), read(_PARTS)
        self.seats, self.seat_parts = read(_SEATS), read(_SEAT_PARTS)
        self.asked, self.answers, self.proposals = read(_ASKED), read(_ANSWERS), read(_PROPOSALS)
        self.messages = {row.invitation_id: row for row in read(_MESSAGES)}
        self.organisations = dict(read(_SERVED))
        self.measures = read(_MEASURES)


def _conference_of(rows: _Rows) -> Any:
    sitting = rows.sitting
    return _with(
        sitting,
        is_open=sitting.state in OPEN,
        ends_at=sitting.starts_at + timedelta(minutes=sitting.minutes),
    )


def _latest(rows: _Rows) -> Latest | None:
    by_case: dict[UUID, list[Any]] = defaultdict(list)
    for measure in rows.measures:
        by_case[measure.case_id].append(measure)
    kind = rows.sitting.kind
    found = deadlines.earliest(
        deadlines.by_measures(kind, of_case, now=NOW) for of_case in by_case.values()
    )
    if found is None or found.measure is None:
        return None
    why = latest_page.measure_ends(found.cause, found.measure)
    return Latest(found.at, why, latest_page.left(found.at, now=NOW), is_past=False)


def _named(name: str | None, **also: Any) -> Any:
    return SimpleNamespace(name=name, **also) if name else None


def _overview(rows: _Rows) -> Overview:
    begins, items = rows.sitting.starts_at, []
    for item in rows.items:
        begins += timedelta(minutes=item.pause_minutes)
        items.append(
            ItemRow(
                id=item.id,
                case_id=item.case_id,
                alias=item.alias,
                question=item.question,
                minutes=item.minutes,
                pause_minutes=item.pause_minutes,
                position=item.position,
                version=item.version,
                late_because=item.late_because,
                starts_at=begins,
                parts=tuple(_parts(rows, item.id, begins)),
                seats=tuple(_seats(rows, item.id)),
            )
        )
        begins += timedelta(minutes=item.minutes)
    return Overview(tuple(items))


def _parts(rows: _Rows, item_id: UUID, begins: datetime) -> Iterator[PartRow]:
    for part in rows.parts:
        if part.item_id == item_id:
            yield PartRow(part.id, part.kind, part.minutes, begins)
            begins += timedelta(minutes=part.minutes)


def _seats(rows: _Rows, item_id: UUID) -> Iterator[SeatRow]:
    asked = {row.person_id: row for row in rows.asked if row.withdrawn_at is None}
    held: dict[UUID, list[PartKind]] = defaultdict(list)
    for seat_id, kind in rows.seat_parts:
        held[seat_id].append(kind)
    for seat in rows.seats:
        if seat.item_id == item_id:
            yield SeatRow(
                *(seat.id, seat.item_id, seat.domain, seat.organisation or "", seat.required),
                *(seat.quorum, seat.holder_id, seat.holder or ""),
                cover.state(seat.holder_id, _answer_of(rows, asked.get(seat.holder_id))),
                tuple(held[seat.id]),
            )


def _answer_of(rows: _Rows, asked: Any) -> Asked | None:
    if asked is None:
        return None
    message = rows.messages.get(asked.id)
    is_lost = message is not None and status.is_undelivered(message.state, message.last_error)
    return Asked(asked.reply, is_lost)


def _board(rows: _Rows, conference: Any) -> Board:
    domains: dict[UUID, list[SeatDomain]] = defaultdict(list)
    for seat in rows.seats:
        domains[seat.holder_id].append(seat.domain)
    answers, proposals = _by_invitation(rows.answers), _by_invitation(rows.proposals)
    invited = [
        Invited(
            invitation=_with(asked, is_live=asked.withdrawn_at is None),
            person=_named(asked.name, id=asked.person_id),
            organisation=rows.organisations.get(asked.person_id, ""),
            domains=tuple(domains[asked.person_id]),
            message=rows.messages.get(asked.id),
            answer=replies.standing(answers[asked.id], asked.asked_sequence),
            proposal=next(iter(proposals[asked.id]), None),
            moment=None,  # nobody proposes one
            is_chair=asked.person_id == conference.chair_id,
        )
        for asked in rows.asked
    ]
    return Board(
        conference=conference,
        invited=tuple(sorted(invited, key=lambda one: not one.needs_help)),
        leavers=(),
        undo_until=None,
        can_take_back=False,
        is_moving=False,
    )


def _with(row: Any, **also: Any) -> Any:
    return SimpleNamespace(**row._asdict(), **also)


def _by_invitation(found: Sequence[Any]) -> dict[UUID, list[Any]]:
    grouped: dict[UUID, list[Any]] = defaultdict(list)
    for row in found:
        grouped[row.invitation_id].append(row)
    return grouped
