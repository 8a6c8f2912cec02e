"""A poll of thirteen seats and eight moments in the full region, half of it answered."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import cycle
from typing import Protocol
from uuid import UUID

from sqlmodel import Session, select

from mdt.models import Channel, Conference, Person, PollOption, PollPerson, Reply
from mdt.polls import answering, asking
from mdt.polls.asking import Terms
from mdt.polls.links import PURPOSE

DAY = timedelta(days=1)
SAID = (Reply.YES, Reply.YES, Reply.MAYBE, Reply.NO, Reply.YES)


class Full(Protocol):
    """What is needed of the full region: who is who, and its rows by name."""

    people: Mapping[str, Person]
    keys: dict[str, UUID]
    texts: dict[str, str]


def ask(session: Session, full: Full, secret: str) -> None:
    """Ask everybody on the draft that is kept for it, and let every other one answer."""
    conference = session.get_one(Conference, full.keys["conference_id:polled"])
    by, whose, now = full.people["samira"], full.people["dennis"], conference.created_at
    poll = asking.ask(
        session,
        conference,
        [now + (3 + number // 2) * DAY + number % 2 * DAY / 8 for number in range(asking.MOST)],
        Terms(closes_at=now + 2 * DAY),
        minutes=conference.minutes,
        by=by,
        now=now,
    )
    options = session.exec(select(PollOption).where(PollOption.poll_id == poll.id)).all()
    rows = session.exec(select(PollPerson).where(PollPerson.poll_id == poll.id)).all()
    said = cycle(SAID)
    for row in sorted(rows, key=lambda one: session.get_one(Person, one.person_id).mail)[::2]:
        if row.person_id != whose.id:
            replies = {option.id: next(said) for option in options}
            answering.answer(session, row, replies, channel=Channel.LINK, by=None, now=now)
    [own] = [row for row in rows if row.person_id == whose.id]
    full.keys["asked_id:dennis"] = own.id
    full.texts["locator:poll"] = PURPOSE.locator(own, secret)
