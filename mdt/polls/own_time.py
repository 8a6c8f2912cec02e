"""A code that opens somebody's own time beside the moments of a poll, for ten minutes.

The link and its four digits prove a mailbox, which others may read; a mailbox does not show what
the calendars of its owner say. So the code comes by another way, as an invitation's does.

Source: model.md, decided (seeing anything more asks the second-channel code); security.md 4.
"""

from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.identity import answer_links, join_codes, text_codes
from mdt.identity.text_codes import NoTextMessage
from mdt.models import CodeWay, Person, Poll, PollPerson
from mdt.polls import answering, link_news


def require_open(session: Session, asked: PollPerson, *, now: datetime) -> None:
    """Check that there is still something to answer.

    Raises LinkLocked and what answering.require_open raises.
    """
    answering.require_open(session.get_one(Poll, asked.poll_id), asked, now=now)
    answer_links.require_unlocked(asked)


def make_code(
    session: Session,
    asked: PollPerson,
    way: CodeWay,
    *,
    secret: str,
    by: Person | None,
    now: datetime,
) -> str:
    """Return a fresh code for who is asked; it works once, and an earlier one no longer does.

    by: the coordinator who reads it out; None when it goes by text message.
    Raises what require_open raises.
    """
    require_open(session, asked, now=now)
    code = join_codes.make(session, asked, way, secret=secret, by=by, now=now)
    events.record(
        session,
        events.JoinCodeMade(
            at=now,
            actor_id=by.id if by else None,
            conference_id=session.get_one(Poll, asked.poll_id).conference_id,
            subject_id=asked.id,
        ),
    )
    return code


def text_code(session: Session, asked: PollPerson, *, secret: str, now: datetime) -> None:
    """Send a fresh code to the mobile number of who is asked.

    Raises NoTextMessage and what require_open raises.
    """
    person = session.get_one(Person, asked.person_id)
    if not text_codes.can_reach(session, person):
        raise NoTextMessage
    code = make_code(session, asked, CodeWay.TEXT, secret=secret, by=None, now=now)
    text_codes.send(session, person, code, secret=secret, asked=asked, now=now)


def is_code(session: Session, asked: PollPerson, typed: str, *, secret: str, now: datetime) -> bool:
    """Use the code up that was typed; tell whether it was the right one.

    A wrong code counts, and the fifth locks the link and tells the coordinator: the caller keeps
    that whatever it answers.
    Raises CodeSpent and what require_open raises.
    """
    require_open(session, asked, now=now)
    if join_codes.spend(session, asked, typed, secret=secret, now=now):
        return True
    if not join_codes.tries_left(asked):
        link_news.shut_now(session, asked, now=now)
        join_codes.revoke(session, asked, now=now)
    return False
