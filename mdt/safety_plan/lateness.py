"""When an action is late: computed from what was agreed, never stored and never chosen.

A day that was agreed is a whole day in the Netherlands: late from the next midnight there.
An hour that was agreed is an instant: late as soon as it has passed.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import and_, col

from mdt.access.relations import OPEN_ACTION
from mdt.models import ActionState, SafetyAction
from mdt.scheduling.local_time import local, midnight

Due = date | datetime
"""What was agreed: a date is that whole day, a datetime is an aware instant."""

_TICK = timedelta(microseconds=1)


def last_moment(due: Due) -> datetime:
    """Return the last instant, in UTC, at which something due then is not yet late."""
    if isinstance(due, datetime):
        return due
    return midnight(due + timedelta(days=1)) - _TICK


def days_late(due: Due, *, now: datetime) -> int | None:
    """Return how many days late it is in Dutch days; 0 for today's, None while it is in time."""
    if now <= last_moment(due):
        return None
    day = local(due).date() if isinstance(due, datetime) else due
    return (local(now).date() - day).days


def is_late(state: ActionState, late_after: datetime, *, now: datetime) -> bool:
    """Tell whether an action in that state is late: only what is still to be done can be."""
    return state in OPEN_ACTION and now > late_after


def late(now: datetime) -> ColumnElement[bool]:
    """Return the condition on SafetyAction that says what is_late says."""
    return and_(col(SafetyAction.state).in_(OPEN_ACTION), col(SafetyAction.late_after) < now)
