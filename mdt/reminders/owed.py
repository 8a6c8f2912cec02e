"""What people should be reminded of now and was not said yet."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, or_, select

from mdt.models import Reminder
from mdt.reminders import owed_actions, owed_sittings
from mdt.reminders.occasions import Owed, Timetable


def read(
    session: Session, timetable: Timetable, *, person_id: UUID | None = None, now: datetime
) -> list[Owed]:
    """Return what is owed: to everybody, or to one person; sittings first."""
    found = [
        one
        for source in (owed_sittings, owed_actions)
        for one in source.read(session, timetable, person_id=person_id, now=now)
    ]
    said = _said(session, found)
    return [one for one in found if one.key not in said]


def _said(session: Session, found: Collection[Owed]) -> frozenset[str]:
    """Return the keys of what was said of these things before."""
    if not found:
        return frozenset()
    about = or_(
        col(Reminder.action_id).in_([one.action_id for one in found if one.action_id]),
        col(Reminder.invitation_id).in_([one.invitation_id for one in found if one.invitation_id]),
    )
    return frozenset(session.exec(select(Reminder.key).where(about)))
