"""How long it takes from the first signal to the first sitting, over one's own cases.

Counted from what happened: the earliest signal that was noted at a conference about the case, or
when the case was opened if that was earlier or none was noted; and the moment of the first sitting
that was held. Nothing is said about fewer cases than MIN_CASES.

Source: scenarios.md, check 1.10.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, func, select, union
from sqlmodel import Session, col

from mdt.models import AgendaItem, Case, Conference
from mdt.models.base import local_date
from mdt.scheduling import local_time

MONTHS = 6
MIN_CASES = 5
DAY_SECONDS = 86_400

_OWN = union(
    *(
        select(col(AgendaItem.case_id))
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(col(column) == bindparam("person_id"))
        for column in (Conference.coordinator_id, Conference.chair_id)
    )
).subquery()
_SINCE: Any = bindparam("since")
_IS_HELD = col(Conference.held_at).is_not(None)
_FIRST: Any = func.min(case((_IS_HELD, col(Conference.starts_at))))
# Made once, for it is asked on every "Vandaag".
_WAITS = (
    select(col(Case.opened_at), func.min(Conference.signal_at), _FIRST)
    .join(AgendaItem, col(AgendaItem.case_id) == Case.id)
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .where(col(Case.id).in_(select(_OWN.c[0])))
    .group_by(col(Case.id), col(Case.opened_at))
    .having(_SINCE <= _FIRST)
)


@dataclass(frozen=True)
class Month:
    """The mean of the first sittings held in one month, in days."""

    first: date
    days: float


@dataclass(frozen=True)
class Speed:
    """The mean over the last months, in days, and that of each month in which one was held."""

    days: float
    cases: int
    months: tuple[Month, ...]


def of(
    session: Session,
    person_id: UUID,
    *,
    besides: Collection[UUID] = (),
    now: datetime,
    fewest: int = MIN_CASES,
) -> Speed | None:
    """Return how long it took in the cases whose sittings the person organises or chairs.

    besides: cases that do not count, because they are shut to the person.
    Only first sittings of this month and the five before it count; None when there are fewer than
    the fewest.
    """
    since = local_time.midnight(_months_ago(local_date(now), MONTHS - 1))
    query = _WAITS.where(col(Case.id).not_in(besides)) if besides else _WAITS
    rows = session.execute(query, {"person_id": person_id, "since": since})
    waits = [
        (held, (held - min(filter(None, began))).total_seconds() / DAY_SECONDS)
        for *began, held in rows
    ]
    if len(waits) < fewest:
        return None
    return Speed(fmean(days for _, days in waits), len(waits), _by_month(waits))


def _by_month(waits: Iterable[tuple[datetime, float]]) -> tuple[Month, ...]:
    found: dict[date, list[float]] = defaultdict(list)
    for held, days in waits:
        found[local_date(held).replace(day=1)].append(days)
    return tuple(Month(first, fmean(found[first])) for first in sorted(found))


def _months_ago(day: date, months: int) -> date:
    """Return the first day of the month that many months before the day's own."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
