"""Who should hear of a sitting that is near: who has not answered, and who has work left for it.

An emergency is not among them: who is asked there and is silent is passed by at once
(mdt.conferences.cascade_turns), and an answer cannot wait for a working day.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from mdt.access import walls
from mdt.access.relations import OPEN_ACTION
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Person,
    Reply,
    SafetyAction,
)
from mdt.reminders import occasions
from mdt.reminders.occasions import PREPARE, UNANSWERED, Occasion, Owed, Timetable

COMING = (Reply.MAYBE, Reply.YES)
DAY_BEFORE = (1,)


def read(
    session: Session, timetable: Timetable, *, person_id: UUID | None = None, now: datetime
) -> list[Owed]:
    """Return which invitations are worth a word now: of everybody, or of one person."""
    whose = [] if person_id is None else [col(Invitation.person_id) == person_id]
    days = max((*timetable.unanswered, *DAY_BEFORE))
    near = Invitation.starts_at < now + timedelta(days=2 * days + 12)
    rows = session.exec(
        select(Invitation)
        .join(Conference, col(Conference.id) == Invitation.conference_id)
        .where(_holds(now), near, *whose)
        .order_by(col(Invitation.starts_at), col(Invitation.id))
    )
    return list(_owed(session, rows.all(), timetable, now))


def is_unanswered(session: Session, invitation: Invitation, *, now: datetime) -> bool:
    """Tell whether the invitee still has to answer."""
    return invitation.reply is None and _is_still(session, invitation, now)


def work_left(session: Session, invitation: Invitation, *, now: datetime) -> int:
    """Return how many actions of their own somebody who comes has open in the cases spoken of."""
    if invitation.reply not in COMING or not _is_still(session, invitation, now):
        return 0
    number = select(func.count(col(SafetyAction.id).distinct())).join(
        AgendaItem, col(AgendaItem.case_id) == SafetyAction.case_id
    )
    return session.exec(
        number.join(Case, col(Case.id) == SafetyAction.case_id).where(
            AgendaItem.conference_id == invitation.conference_id,
            SafetyAction.owner_id == invitation.person_id,
            ~walls.keeps_out(col(SafetyAction.case_id), invitation.person_id),
            col(SafetyAction.state).in_(OPEN_ACTION),
            col(Case.closed_at).is_(None),
        )
    ).one()


def _owed(
    session: Session, rows: Iterable[Invitation], timetable: Timetable, now: datetime
) -> Iterator[Owed]:
    for row in rows:
        found = _occasion(session, row, timetable, now)
        if found:
            key = occasions.key(row, found.name)
            yield Owed(key=key, person_id=row.person_id, invitation_id=row.id)


def _occasion(
    session: Session, row: Invitation, timetable: Timetable, now: datetime
) -> Occasion | None:
    days, name = (timetable.unanswered, UNANSWERED) if row.reply is None else (DAY_BEFORE, PREPARE)
    found = occasions.of_invitation(row.starts_at, row.stamped_at, days, name, now=now)
    if found and name == PREPARE and not work_left(session, row, now=now):
        return None
    return found


def _is_still(session: Session, invitation: Invitation, now: datetime) -> bool:
    query = select(Invitation.id).join(Conference, col(Conference.id) == Invitation.conference_id)
    found = session.exec(query.where(Invitation.id == invitation.id, _holds(now)))
    return found.first() is not None


def _holds(now: datetime) -> ColumnElement[bool]:
    """Return the condition under which an invitation, with its conference, is to be reminded of."""
    is_here = select(col(Person.id)).where(col(Person.is_active))
    return (
        col(Invitation.withdrawn_at).is_(None)
        & (col(Invitation.starts_at) > now)
        & col(Invitation.person_id).in_(is_here)
        & (col(Conference.state) == ConferenceState.CONVENED)
        & (col(Conference.kind) != ConferenceKind.EMERGENCY)
    )
