"""Keep moments free in the calendars of those who said they can, and let them go again.

A hold is a calendar item of one person for one moment. When the moment is agreed the invitation
goes on under the same UID; every other hold is owed a CANCEL. One function compares what should be
kept free with what is, and owes the difference.

Source: scheduling.md 2.7 (holds); RFC 5546 2.1.4 (SEQUENCE).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from uuid import UUID, uuid4

from sqlmodel import Session, col, select

from mdt.conferences.spans import Span
from mdt.events import Event
from mdt.models import (
    WAITING,
    Conference,
    Invitation,
    MessageKind,
    Method,
    OutboxMessage,
    OutboxState,
    Person,
    Poll,
    PollHold,
    PollPerson,
    Reply,
)
from mdt.outbox import queue
from mdt.polls import mails, standing

TICK = timedelta(seconds=1)

Key = tuple[UUID, UUID]
"""A person who is asked, and a moment."""


@dataclass(frozen=True)
class Wish:
    """A moment that should be kept free: for whom, from when until when, and what they said."""

    row: PollPerson
    span: Span
    reply: Reply


def reconcile(session: Session, event: Event) -> None:
    """React to an answer, or to another table: keep free what should be, and nothing else."""
    poll = standing.current(session, event.conference_id) if event.conference_id else None
    if poll is not None:
        settle(session, poll, now=event.at)


def settle(session: Session, poll: Poll, *, now: datetime, is_undoable: bool = False) -> None:
    """Owe what must change in people's calendars.

    is_undoable: this may be taken back, so it waits as long as the invitations do.
    """
    seconds = mails.undo_seconds(session, poll) if is_undoable else 0
    due_at = now + timedelta(seconds=seconds)
    place = session.get_one(Conference, poll.conference_id).place_kind.value
    wishes = _wishes(session, poll, now)
    known = {(hold.poll_person_id, hold.option_id): hold for hold in of(session, poll)}
    for key, hold in known.items():
        if key not in wishes and hold.withdrawn_at is None and hold.confirmed_at is None:
            _let_go(session, poll, hold, now=now, due_at=due_at)
    for key, wish in wishes.items():
        _keep(session, poll, key, wish, known.get(key), place=place, now=now)


def restore(session: Session, poll: Poll, *, now: datetime) -> None:
    """Put holds back as they were before a convening that was taken back."""
    for hold in of(session, poll):
        person_id = session.get_one(PollPerson, hold.poll_person_id).person_id
        if hold.confirmed_at is not None:
            _take_from_invitation(session, poll, hold, person_id)
            if not queue.may_have_arrived(session, uid=hold.uid, person_id=person_id):
                hold.withdrawn_at = now  # nobody was told of it yet: it is asked for anew below
        elif hold.withdrawn_at is not None and (cancel := _waiting_cancel(session, hold)):
            cancel.state, hold.withdrawn_at = OutboxState.TAKEN_BACK, None
    session.flush()
    settle(session, poll, now=now)


def of(session: Session, poll: Poll) -> list[PollHold]:
    """Return every hold of a poll, always in the same order."""
    return list(
        session.exec(
            select(PollHold)
            .join(PollPerson, col(PollPerson.id) == PollHold.poll_person_id)
            .where(PollPerson.poll_id == poll.id)
            .order_by(col(PollHold.uid))
        )
    )


def _wishes(session: Session, poll: Poll, now: datetime) -> dict[Key, Wish]:
    """Return what should be kept free now: every moment that can still be, for who can."""
    if not (poll.is_live and poll.keeps_free):
        return {}
    found = standing.of(session, poll, now=now)
    return dict(_wanted(found))


def _wanted(found: standing.Standing) -> Iterator[tuple[Key, Wish]]:
    starts = {one.option: one.starts_at for one in found.tallies}
    for option_id in found.open_options:
        for voter in found.voters:
            reply = voter.replies.get(option_id)
            if reply in {Reply.YES, Reply.MAYBE} and voter.person.id in found.asked.minutes:
                span = found.asked.span(voter.person.id, starts[option_id])
                yield (voter.row.id, option_id), Wish(voter.row, span, Reply(reply))


def _keep(
    session: Session,
    poll: Poll,
    key: Key,
    wish: Wish,
    hold: PollHold | None,
    *,
    place: str,
    now: datetime,
) -> None:
    if hold is None:
        start = now.replace(microsecond=0)
        hold = PollHold(
            poll_person_id=key[0],
            option_id=key[1],
            stamped_at=start,
            starts_at=wish.span.starts_at,
            ends_at=wish.span.ends_at,
            place=place,
        )
        session.add(hold)
        session.flush()
    elif hold.withdrawn_at or (hold.starts_at, hold.ends_at, hold.place) != (*wish.span, place):
        _raise(hold, now)
        hold.starts_at, hold.ends_at = wish.span
        hold.place, hold.withdrawn_at = place, None
    else:
        return
    _owe(session, poll, hold, Method.REQUEST, reply=wish.reply, now=now, due_at=now)


def _let_go(
    session: Session, poll: Poll, hold: PollHold, *, now: datetime, due_at: datetime
) -> None:
    person_id = session.get_one(PollPerson, hold.poll_person_id).person_id
    hold.withdrawn_at = now
    _raise(hold, now)
    if queue.may_have_arrived(session, uid=hold.uid, person_id=person_id):
        _owe(session, poll, hold, Method.CANCEL, reply=None, now=now, due_at=due_at)
    else:
        queue.drop(session, uid=hold.uid, person_id=person_id)


def _raise(hold: PollHold, now: datetime) -> None:
    """Raise SEQUENCE and DTSTAMP; DTSTAMP counts in seconds and never stands still."""
    hold.sequence += 1
    hold.stamped_at = max(now.replace(microsecond=0), hold.stamped_at + TICK)


def _owe(
    session: Session,
    poll: Poll,
    hold: PollHold,
    method: Method,
    *,
    reply: Reply | None,
    now: datetime,
    due_at: datetime,
) -> None:
    row = session.get_one(PollPerson, hold.poll_person_id)
    person = session.get_one(Person, row.person_id)
    first = queue.may_have_arrived(session, uid=hold.uid, person_id=person.id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.HOLD,
            dedupe=f"{hold.uid}:{hold.sequence}:{person.id}:{method}",
            person_id=person.id,
            conference_id=poll.conference_id,
            message_id=queue.new_message_id(session),
            language=person.language,
            method=method,
            uid=hold.uid,
            sequence=hold.sequence,
            stamped_at=hold.stamped_at,
            starts_at=hold.starts_at,
            ends_at=hold.ends_at,
            place=hold.place,
            details={
                "hold": str(hold.id),
                "first": first.message_id if first else "",
                "reply": reply.value if reply else "",
            },
            created_at=now,
            due_at=due_at,
        ),
    )


def _take_from_invitation(session: Session, poll: Poll, hold: PollHold, person_id: UUID) -> None:
    """Let the hold go on under its own UID; the invitation, which nobody got, has another one."""
    hold.confirmed_at = None
    invitation = session.exec(
        select(Invitation).where(
            Invitation.conference_id == poll.conference_id, Invitation.person_id == person_id
        )
    ).one()
    hold.sequence, hold.stamped_at = invitation.sequence, invitation.stamped_at
    invitation.uid, invitation.reply_token = str(uuid4()), token_hex(16)
    session.flush()


def _waiting_cancel(session: Session, hold: PollHold) -> OutboxMessage | None:
    """Return the CANCEL of a hold that has not been tried yet."""
    return session.exec(
        select(OutboxMessage).where(
            OutboxMessage.uid == hold.uid,
            OutboxMessage.sequence == hold.sequence,
            col(OutboxMessage.state).in_(WAITING),
            OutboxMessage.attempts == 0,
        )
    ).first()
