"""The turn of its standing table on which a case can come back, in time for its review."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import turns
from mdt.conferences.review_reading import Review
from mdt.conferences.turns import TableTurn
from mdt.models import base

DAY = timedelta(days=1)
LOOKS_AHEAD = timedelta(weeks=8)
"""How far a turn is sought for a review that is late: a table sits once a month at the least."""


def of(session: Session, reviews: Sequence[Review], *, now: datetime) -> dict[UUID, TableTurn]:
    """Return the turn for each review that waits and has one, by the item that it comes after.

    It is the last one until the day of the review on which the case has room and is not late; for
    a review whose day has passed the first one, for every day more is a day later still.
    """
    today = base.local_date(now)
    due = [
        (one.item_id, one.panel_id, one.minutes, one.due_on)
        for one in reviews
        if one.waits and one.due_on and one.panel_id
    ]
    if not due:
        return {}
    until = max(due_on if due_on >= today else today + LOOKS_AHEAD for *_, due_on in due) + DAY
    panels = {panel_id for _, panel_id, *_ in due}
    ahead = turns.ahead(session, panels, today, until)
    found = {
        item_id: _best(_suiting(ahead, panel_id, minutes, now), due_on, today)
        for item_id, panel_id, minutes, due_on in due
    }
    return {item_id: turn for item_id, turn in found.items() if turn}


def _suiting(
    ahead: Sequence[TableTurn], panel_id: UUID, minutes: int, now: datetime
) -> list[TableTurn]:
    return [
        one
        for one in ahead
        if one.panel_id == panel_id
        and one.can_sit(now)
        and one.turn.closes_at > now
        and one.fits(minutes)
    ]


def _best(suiting: Sequence[TableTurn], due_on: date, today: date) -> TableTurn | None:
    if due_on < today:
        return next(iter(suiting), None)
    in_time = [one for one in suiting if base.local_date(one.turn.starts_at) <= due_on]
    return in_time[-1] if in_time else None
