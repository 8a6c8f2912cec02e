"""How a poll ends by what happens to its conference: convened, called off, or taken back."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.events import Event
from mdt.models import Conference, Poll, PollPerson, PollState
from mdt.polls import asking, holds, standing


def settle(session: Session, event: Event) -> None:
    """React to a moment that was agreed, out of the poll or not: the poll is over."""
    poll = _current(session, event)
    if poll is None:
        return
    conference = session.get_one(Conference, poll.conference_id)
    poll.starts_at = conference.starts_at
    asking.end(session, poll, PollState.SETTLED, now=event.at)
    holds.settle(session, poll, now=event.at, is_undoable=True)
    _record(session, events.PollSettled, poll, event)


def withdraw(session: Session, event: Event) -> None:
    """React to a conference that was called off: nothing is asked any more."""
    poll = _current(session, event)
    if poll is None:
        return
    asking.end(session, poll, PollState.WITHDRAWN, now=event.at)
    holds.settle(session, poll, now=event.at)
    _record(session, events.PollWithdrawn, poll, event)


def reopen(session: Session, event: Event) -> None:
    """React to a convening that was taken back: the poll that it ended goes on.

    Somebody looked at what the portal would do by itself and did not want it: it asks from now on.
    """
    poll = _last_settled(session, event.conference_id)
    if poll is None:
        return
    is_in_time = event.at < poll.closes_at
    poll.state = PollState.OPEN if is_in_time else PollState.CLOSED
    poll.ended_at = poll.starts_at = None
    poll.convenes_itself = False
    poll.remind_at = _second_reminder(session, poll, event) if is_in_time else None
    poll.version += 1
    session.add(poll)
    holds.restore(session, poll, now=event.at)
    _record(session, events.PollReopened, poll, event)


def _second_reminder(session: Session, poll: Poll, event: Event) -> datetime | None:
    """Return when to remind of a poll that goes on; None when that was done."""
    rows = select(PollPerson).where(
        PollPerson.poll_id == poll.id, col(PollPerson.reminded_at).is_not(None)
    )
    is_done = session.exec(rows).first() is not None
    return None if is_done else asking.reminder(session, poll, now=event.at)


def _current(session: Session, event: Event) -> Poll | None:
    return standing.current(session, event.conference_id) if event.conference_id else None


def _last_settled(session: Session, conference_id: UUID | None) -> Poll | None:
    """Return the poll that the last convening ended."""
    return session.exec(
        select(Poll)
        .where(Poll.conference_id == conference_id, Poll.state == PollState.SETTLED)
        .order_by(col(Poll.ended_at).desc())
    ).first()


def _record(session: Session, kind: type[Event], poll: Poll, cause: Event) -> None:
    events.record(
        session,
        kind(
            at=cause.at,
            actor_id=cause.actor_id,
            conference_id=poll.conference_id,
            subject_id=poll.id,
        ),
    )
