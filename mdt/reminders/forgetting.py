"""Which reminders are of no use any more: they keep something from being said twice, no more."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt.access.relations import OPEN_ACTION
from mdt.models import Case, Invitation, Reminder, SafetyAction


def outlived(now: datetime, *, kept: timedelta) -> SelectOfScalar[UUID]:
    """Return the query for the reminders that are older than that, of what is settled or over.

    What is still open may be reminded of again, and its reminders say what was said already.
    """
    settled = select(SafetyAction.id).where(col(SafetyAction.state).not_in(OPEN_ACTION))
    closed = select(Case.id).where(col(Case.closed_at).is_not(None))
    over = select(Invitation.id).where(col(Invitation.starts_at) < now)
    return select(Reminder.id).where(
        col(Reminder.at) < now - kept,
        or_(
            col(Reminder.action_id).in_(settled),
            col(Reminder.case_id).in_(closed),
            col(Reminder.invitation_id).in_(over),
        ),
    )


def forget(session: Session, gone: Sequence[UUID]) -> None:
    """Delete these reminders; their messages stay, until those have outlived their own term."""
    session.execute(delete(Reminder).where(col(Reminder.id).in_(gone)))
