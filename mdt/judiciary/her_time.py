"""How many minutes a judge was asked for, waited and was used at one conference.

Her time is scarce, and who plans it learns from how it went (manifesto, point 6). Presence is
what was noted at the table; the time in which her own case was discussed is used, the rest of
her presence is waiting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mdt import acting
from mdt.models import AgendaItem, Attendance, Conference, Invitation

Stretch = tuple[datetime, datetime]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Spent:
    """Whole minutes: asked for, there without being heard, and there for her own case."""

    asked: int
    waited: int
    used: int


@acting.by_portal
def of(session: Session, invitation: Invitation, *, now: datetime) -> Spent | None:
    """Return how the invitee's minutes went, None while nobody noted that they were there."""
    conference = session.get_one(Conference, invitation.conference_id)
    rows = session.exec(
        select(Attendance, AgendaItem)
        .join(AgendaItem, col(AgendaItem.id) == Attendance.item_id)
        .where(
            AgendaItem.conference_id == conference.id,
            Attendance.person_id == invitation.person_id,
        )
    ).all()
    if not rows:
        return None
    end = conference.held_at or now
    there = [(one.in_at, one.out_at or end) for one, _ in rows]
    heard = [
        shared
        for one, item in rows
        if item.opened_at
        and (shared := overlap((one.in_at, one.out_at or end), _discussed(item, end)))
    ]
    asked = _minutes([(invitation.starts_at, invitation.ends_at)])
    used, in_all = _minutes(heard), _minutes(there)
    return Spent(asked=asked, waited=in_all - used, used=used)


def overlap(one: Stretch, other: Stretch) -> Stretch | None:
    """Return what two stretches share, None when nothing."""
    begin, end = max(one[0], other[0]), min(one[1], other[1])
    return (begin, end) if begin < end else None


def length(stretches: Iterable[Stretch]) -> timedelta:
    """Return how long it was in all; what two stretches share counts once."""
    total, until = timedelta(0), None
    for begin, end in sorted(stretches):
        start = begin if until is None else max(begin, until)
        if end > start:
            total += end - start
            until = end
    return total


def _discussed(item: AgendaItem, end: datetime) -> Stretch:
    begin = item.opened_at or end
    return (begin, item.closed_at or end)


def _minutes(stretches: Sequence[Stretch]) -> int:
    return round(length(stretches) / MINUTE)
