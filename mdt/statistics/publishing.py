"""Figures of a region that everybody may read, without telling of any one case.

Nobody can see in them that a case was opened. A quarter is published once, when another whole one
has passed, and stays as it was told then, whatever is opened, shut or destroyed later. Counts are
told in fives, and below five not at all; the days of waiting only for ten cases or more. A case
that anybody is kept out of counts nowhere, for who may not know of it could count the others;
neither does a canary.

Source: scenarios.md, checks 2.2 and 2.10; domain.md 2, row 3; decision 150.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any
from uuid import UUID

from sqlalchemy import case, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from mdt import acting
from mdt.models import (
    AgendaItem,
    Attendance,
    CanaryCase,
    Case,
    Conference,
    FigureName,
    PublicFigure,
    Region,
    Seat,
    SeatDomain,
    Wall,
)
from mdt.scheduling.masks import Interval
from mdt.statistics import quarters

FEWEST = 5
"""Fewer are not told."""

STEP = 5
"""Counts are told in these steps."""

FEWEST_WAITS = 10
"""The days of waiting are told for no fewer cases."""

AT_FIRST = 4
"""So many quarters are published when a region has none yet."""

DAY_SECONDS = 86_400

_HIDDEN = (
    select(Wall.case_id).where(col(Wall.lifted_at).is_(None)).union(select(CanaryCase.case_id))
)
_ITEM: Any = aliased(AgendaItem)
_TOLD = col(Case.id).not_in(_HIDDEN)
_HELD = col(Conference.held_at).is_not(None)


@dataclass(frozen=True)
class Published:
    """The figures of a region, by quarter, the last one first."""

    region: str
    quarters: Mapping[date, Mapping[FigureName, int | None]]

    @property
    def is_silent(self) -> bool:
        """True when there was too little in each of them to tell any number."""
        values = (value for told in self.quarters.values() for value in told.values())
        return all(value is None for value in values)


def told(count: int) -> int | None:
    """Return what is told of a count: the nearest step; None below the fewest."""
    return None if count < FEWEST else (count + STEP // 2) // STEP * STEP


def waited(days: Sequence[float]) -> int | None:
    """Return what is told of how many days were waited: the median, whole; None for too few."""
    return None if len(days) < FEWEST_WAITS else round(median(days))


def of_all(session: Session) -> list[Published]:
    """Return all that was published, the regions by name."""
    query = select(Region.name, PublicFigure).join(
        PublicFigure, col(PublicFigure.region_id) == Region.id
    )
    found: dict[str, dict[date, dict[FigureName, int | None]]] = {}
    for region, row in session.exec(
        query.order_by(Region.name, col(PublicFigure.quarter).desc(), col(PublicFigure.id))
    ):
        found.setdefault(region, {}).setdefault(row.quarter, {})[row.name] = row.value
    return [Published(region, by_quarter) for region, by_quarter in found.items()]


def due(session: Session, *, now: datetime) -> list[tuple[UUID, date]]:
    """Return the regions and quarters that may be told and were not yet, the earliest first.

    Nothing is added before what was published already.
    """
    last = quarters.published(now)
    known: Any = func.max(PublicFigure.quarter)
    rows = session.exec(
        select(Region.id, known)
        .join(PublicFigure, col(PublicFigure.region_id) == Region.id, isouter=True)
        .group_by(col(Region.id))
        .order_by(col(Region.id))
    )
    return [
        (region_id, quarter)
        for region_id, until in rows
        for quarter in _after(until or quarters.later(last, -AT_FIRST), last)
    ]


def _after(quarter: date, last: date) -> Iterator[date]:
    while (quarter := quarters.later(quarter, 1)) <= last:
        yield quarter


@acting.by_portal
def publish(session: Session, region_id: UUID, quarter: date, *, now: datetime) -> None:
    """Write down the figures of a quarter of a region, for good."""
    span = quarters.span(quarter)
    values = {
        FigureName.CASES: told(_cases(session, region_id, span)),
        FigureName.CONFERENCES: told(_conferences(session, region_id, span)),
        FigureName.WITH_JUDGE: told(_with_judge(session, region_id, span)),
        FigureName.WAIT_DAYS: waited(_waits(session, region_id, span)),
    }
    for name, value in values.items():
        row = PublicFigure(
            region_id=region_id, quarter=quarter, name=name, value=value, published_at=now
        )
        session.add(row)
    session.flush()


def _cases(session: Session, region_id: UUID, span: Interval) -> int:
    start, end = span
    query = select(func.count(col(Case.id))).where(
        Case.region_id == region_id, Case.opened_at >= start, Case.opened_at < end, _TOLD
    )
    return session.exec(query).one()


def _sittings(region_id: UUID, span: Interval) -> Any:
    """Return the query for the sittings of cases that are told of, and of no other."""
    start, end = span
    hidden = select(_ITEM.id).where(
        _ITEM.conference_id == Conference.id, _ITEM.case_id.in_(_HIDDEN)
    )
    return (
        select(func.count(func.distinct(col(Conference.id))))
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(
            Conference.region_id == region_id,
            _HELD,
            col(Conference.starts_at) >= start,
            col(Conference.starts_at) < end,
            ~hidden.exists(),
        )
    )


def _conferences(session: Session, region_id: UUID, span: Interval) -> int:
    count: int = session.exec(_sittings(region_id, span)).one()
    return count


def _with_judge(session: Session, region_id: UUID, span: Interval) -> int:
    """Return how many of the sittings a judge was at, for an item of it."""
    was_there = (
        select(Attendance.id)
        .join(Seat, col(Seat.item_id) == Attendance.item_id)
        .where(
            col(Attendance.item_id) == AgendaItem.id,
            col(Attendance.person_id) == Seat.holder_id,
            Seat.domain == SeatDomain.JUDICIARY,
        )
    )
    count: int = session.exec(_sittings(region_id, span).where(was_there.exists())).one()
    return count


def _waits(session: Session, region_id: UUID, span: Interval) -> list[float]:
    """Return the days from the first signal to the first sitting, of those first held then.

    Counted as mdt.conferences.speed does for one's own cases.
    """
    start, end = span
    first: Any = func.min(case((_HELD, col(Conference.starts_at))))
    query = (
        select(Case.opened_at, func.min(Conference.signal_at), first)
        .join(AgendaItem, col(AgendaItem.case_id) == Case.id)
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(Case.region_id == region_id, _TOLD)
        .group_by(col(Case.id), col(Case.opened_at))
        .having(first >= start, first < end)
    )
    return [
        (held - min(filter(None, began))).total_seconds() / DAY_SECONDS
        for *began, held in session.exec(query)
    ]
