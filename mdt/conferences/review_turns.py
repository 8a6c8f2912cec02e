"""The turn of its standing table on which a case can come back, in time for its review."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from mdt.conferences import turns
from mdt.conferences.review_reading import Review
from mdt.conferences.turns import TableTurn
from mdt.models import AgendaItem, Conference, base

DAY = timedelta(days=1)


def of(session: Session, reviews: Sequence[Review], *, now: datetime) -> dict[UUID, TableTurn]:
    """Return the turn for each review that waits and has one, by the item that it comes after.

    It is the last one until the day of the review on which the case has room and is not late.
    """
    due = {one.item_id: one.due_on for one in reviews if one.waits and one.due_on}
    tables = _tables(session, due)
    if not tables:
        return {}
    ahead = turns.ahead(
        session,
        {panel_id for panel_id, _ in tables.values()},
        base.local_date(now),
        max(due.values()) + DAY,
    )
    found = {
        item_id: _last(ahead, panel_id, minutes, due[item_id], now)
        for item_id, (panel_id, minutes) in tables.items()
    }
    return {item_id: turn for item_id, turn in found.items() if turn}


def _tables(session: Session, due: Mapping[UUID, date]) -> dict[UUID, tuple[UUID, int]]:
    """Return the standing table of each item, and how long the case took."""
    rows = session.execute(
        select(col(AgendaItem.id), col(Conference.panel_id), col(AgendaItem.minutes))
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(col(AgendaItem.id).in_(due), col(Conference.panel_id).is_not(None))
    )
    return {item_id: (panel_id, minutes) for item_id, panel_id, minutes in rows}


def _last(
    ahead: Sequence[TableTurn], panel_id: UUID, minutes: int, due_on: date, now: datetime
) -> TableTurn | None:
    suiting = [
        one
        for one in ahead
        if one.panel_id == panel_id
        and base.local_date(one.turn.starts_at) <= due_on
        and one.can_sit(now)
        and one.turn.closes_at > now
        and one.fits(minutes)
    ]
    return suiting[-1] if suiting else None
