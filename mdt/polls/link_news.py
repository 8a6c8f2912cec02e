"""Shut the link of somebody who is asked when they can, and let its coordinator know.

Source: model.md, decided (a link's GET); security.md 4 (five tries).
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import shut_links
from mdt.events import Event
from mdt.identity import answer_links
from mdt.models import Poll, PollPerson, PollState
from mdt.polls.link_events import PollLinkLocked

# Made once, for it is asked on "Vandaag".
_SHUT = (
    select(Poll.conference_id)
    .join(PollPerson, col(PollPerson.poll_id) == Poll.id)
    .where(
        col(Poll.conference_id).in_(bindparam("conferences", expanding=True)),
        Poll.state == PollState.OPEN,
        col(Poll.closes_at) > bindparam("now"),
        col(PollPerson.left_at).is_(None),
        col(PollPerson.locked_at).is_not(None),
    )
)


def lock(session: Session, asked: PollPerson, *, now: datetime) -> bool:
    """Lock the link when the last try was wrong; tell whether it is locked now."""
    if answer_links.lock(session, asked, now=now):
        _record(session, asked, now)
    return asked.locked_at is not None


def shut_now(session: Session, asked: PollPerson, *, now: datetime) -> None:
    """Lock the link: the last try of a code by another way was wrong."""
    if asked.locked_at is None:
        asked.locked_at = now
        _record(session, asked, now)


def tell_coordinator(session: Session, event: Event) -> None:
    """React to a link that was shut; one mail for each link, none through a wall."""
    asked = session.get_one(PollPerson, event.subject_id)
    poll = session.get_one(Poll, asked.poll_id)
    shut_links.tell_coordinator(session, poll.conference_id, asked, now=event.at)


def _record(session: Session, asked: PollPerson, now: datetime) -> None:
    poll = session.get_one(Poll, asked.poll_id)
    events.record(
        session,
        PollLinkLocked(
            at=now, actor_id=None, conference_id=poll.conference_id, subject_id=asked.id
        ),
    )


def shut(session: Session, conference_ids: Collection[UUID], *, now: datetime) -> Counter[UUID]:
    """Return how many links of the open polls of each of these conferences are shut."""
    return Counter(session.exec(_SHUT, params={"conferences": conference_ids, "now": now}))
