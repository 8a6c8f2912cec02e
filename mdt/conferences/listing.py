"""Conferences among those that somebody may see, a page at a time.

Every query takes the policy's own conditions (access.guard.visible_*): a conference that is not
for the reader is in no list and no number, and an item that is not for them names no case.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from mdt.conferences import marks
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    PlaceKind,
    Poll,
    PollState,
)
from mdt.scheduling import local_time
from mdt.seats.cover import Mark

PER_PAGE = 25
_ASKED_UNTIL = (
    select(func.max(col(Poll.closes_at)))
    .where(col(Poll.conference_id) == col(Conference.id), col(Poll.state) == PollState.OPEN)
    .correlate(Conference)
    .scalar_subquery()
)
AHEAD = (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """What the reader looks for: states, and the week of this Monday; None for every week."""

    states: Sequence[ConferenceState] = AHEAD
    monday: date | None = None

    @property
    def is_ahead(self) -> bool:
        """True when what is looked for is still to come: the nearest is shown first."""
        return set(self.states) <= set(AHEAD)


@dataclass(frozen=True)
class Sight:
    """What the reader may see, as SQL: which conferences and items, and which they lead."""

    conferences: ColumnElement[bool]
    items: ColumnElement[bool]
    led: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class CaseName:
    """A case on an agenda."""

    id: UUID
    alias: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A conference as a list shows it to its reader.

    starts_at and minutes: the reader's own span, or the whole sitting for who arranges or leads it.
    cases: those of the items that are for the reader.
    marks: its table; empty unless the reader arranges or leads it.
    asked_until: while people are asked when they can, until when they can say so.
    """

    id: UUID
    kind: ConferenceKind
    state: ConferenceState
    starts_at: datetime | None
    minutes: int
    place_kind: PlaceKind
    cases: tuple[CaseName, ...]
    marks: tuple[Mark, ...]
    is_led: bool
    asked_until: datetime | None = None


@dataclass(frozen=True)
class Page:
    """One page of the list, counted from 1."""

    rows: Sequence[Listed]
    number: int
    pages: int
    total: int


def page(
    session: Session,
    sight: Sight,
    *,
    reader_id: UUID,
    wish: Wish,
    number: int,
) -> Page:
    """Return a page of conferences, those without a moment first; a number too high is the last."""
    wanted = and_(sight.conferences, *_conditions(wish))
    total = session.execute(select(func.count()).select_from(Conference).where(wanted)).scalar_one()
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), pages)
    rows = _rows(session, sight, wanted, wish, number)
    keys = [row.id for row in rows]
    led = [row.id for row in rows if row.is_led]
    cases = cases_of(session, keys, sight.items)
    tables = marks.of(session, led)
    spans = own_spans(session, set(keys) - set(led), reader_id)
    listed = [
        Listed(
            id=row.id,
            kind=row.kind,
            state=row.state,
            starts_at=spans[row.id][0] if row.id in spans else row.starts_at,
            minutes=spans[row.id][1] if row.id in spans else row.minutes,
            place_kind=row.place_kind,
            cases=tuple(cases.get(row.id, ())),
            marks=tuple(tables.get(row.id, ())),
            is_led=row.is_led,
            asked_until=row.asked_until if row.is_led else None,
        )
        for row in rows
    ]
    return Page(listed, number, pages, total)


def _rows(
    session: Session, sight: Sight, wanted: ColumnElement[bool], wish: Wish, number: int
) -> Sequence[Any]:
    starts_at = col(Conference.starts_at)
    return session.execute(
        select(
            col(Conference.id),
            col(Conference.kind),
            col(Conference.state),
            starts_at,
            col(Conference.minutes),
            col(Conference.place_kind),
            sight.led.label("is_led"),
            _ASKED_UNTIL.label("asked_until"),
        )
        .where(wanted)
        .order_by(
            starts_at.is_not(None),
            starts_at if wish.is_ahead else starts_at.desc(),
            col(Conference.created_at).desc(),
            col(Conference.id),
        )
        .offset((number - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [col(Conference.state).in_(wish.states)]
    if wish.monday:
        begins = local_time.midnight(wish.monday)
        ends = local_time.midnight(wish.monday + WEEK)
        starts_at = col(Conference.starts_at)
        conditions += [starts_at >= begins, starts_at < ends]
    return conditions


def cases_of(
    session: Session, conferences: Collection[UUID], may_see: ColumnElement[bool]
) -> dict[UUID, list[CaseName]]:
    """Return the cases on each agenda that the reader may know of, in order."""
    found: dict[UUID, list[CaseName]] = defaultdict(list)
    rows = session.execute(
        select(col(AgendaItem.conference_id), col(Case.id), col(Case.alias))
        .join(Case, col(Case.id) == AgendaItem.case_id)
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(col(AgendaItem.conference_id).in_(conferences), may_see)
        .order_by(col(AgendaItem.position))
    )
    for conference_id, case_id, alias in rows:
        found[conference_id].append(CaseName(case_id, alias))
    return found


def own_spans(
    session: Session, conferences: Collection[UUID], reader_id: UUID
) -> dict[UUID, tuple[datetime, int]]:
    """Return when the reader is asked, for conferences that somebody else leads."""
    if not conferences:
        return {}
    rows = session.execute(
        select(
            col(Invitation.conference_id), col(Invitation.starts_at), col(Invitation.ends_at)
        ).where(
            col(Invitation.conference_id).in_(conferences),
            col(Invitation.person_id) == reader_id,
            col(Invitation.withdrawn_at).is_(None),
        )
    )
    return {key: (start, int((end - start).total_seconds()) // 60) for key, start, end in rows}
