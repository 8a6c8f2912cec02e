"""Tell whoever asked when a poll has come to something, by mail without content.

Everybody answered, no moment can be any more, or the time to answer is over: then it is theirs to
go on. Who did it themselves reads it on their screen.
"""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from mdt.events import Event
from mdt.models import MessageKind, OutboxMessage, Person, Poll, PollPerson, PollState
from mdt.outbox import queue
from mdt.polls import standing
from mdt.polls.standing import Standing


class News(StrEnum):
    """What a poll has come to."""

    ANSWERED = "answered"
    IMPOSSIBLE = "impossible"
    OVER = "over"


def of_answer(session: Session, event: Event) -> None:
    """React to an answer, if it was the last that was missing or let the last moment fall."""
    asked = session.get_one(PollPerson, event.subject_id)
    poll = session.get_one(Poll, asked.poll_id)
    found = standing.of(session, poll, now=event.at)
    what = _of(found)
    if what and poll.asked_by_id != event.actor_id:
        _owe(session, found, what, event.at)


def of_end(session: Session, event: Event) -> None:
    """React to a poll whose time is up before everybody answered."""
    if event.actor_id is not None:
        return
    poll = session.get_one(Poll, event.subject_id)
    found = standing.of(session, poll, now=event.at)
    if _of(found) is None:
        _owe(session, found, News.OVER, event.at)


def _of(found: Standing) -> News | None:
    """Return what the answers come to; None while there is something to wait for.

    A poll that convenes by itself needs nobody when all agree.
    """
    if found.poll.state not in {PollState.OPEN, PollState.CLOSED}:
        return None
    if not found.open_options:
        return News.IMPOSSIBLE
    if found.silent or (found.poll.convenes_itself and found.agreed):
        return None
    return News.ANSWERED


def _owe(session: Session, found: Standing, what: News, now: datetime) -> None:
    """Owe the mail; once for each time that others are asked, or until another instant."""
    poll, person = found.poll, session.get_one(Person, found.poll.asked_by_id)
    round_ = f"{poll.closes_at.isoformat()}:{len(found.people)}"
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.POLL_NEWS,
            dedupe=f"poll_news:{poll.id}:{what}:{round_}",
            person_id=person.id,
            conference_id=poll.conference_id,
            message_id=queue.new_message_id(session),
            language=person.language,
            details={"what": what.value},
            stamped_at=now,
            created_at=now,
            due_at=now,
        ),
    )
