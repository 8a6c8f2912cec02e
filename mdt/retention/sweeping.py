"""What goes by itself once its term has passed: mail that came in, reminders, messages of no table.

So do requests of people to see what is kept of them, with the copies of what was told, and sessions
about a subject, with who was asked and what they answered. Nothing else of it is a case's own: what
a table knows of a case goes when two people destroy the case (mdt.retention.destroying), and takes
along what is left of its mail.

Source: domain.md 3.2 (the portal keeps the minimum); AVG art. 5 (no longer than needed).
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from mdt import rounds
from mdt.cases import subject_requests
from mdt.conferences.cascade_turns import Desk
from mdt.identity import devices
from mdt.identity import forgetting as sessions
from mdt.incoming import keeping
from mdt.outbox import forgetting as messages
from mdt.reminders import forgetting as reminders
from mdt.retention import knowledge_sessions
from mdt.rounds import Stop

logger = logging.getLogger(__name__)

LOOK_SECONDS = 3600.0
MANY = 200
"""How many rows one transaction deletes: a mail may be large, and others wait to write."""

FEWEST_DAYS = 31
"""What was settled under Nakijken may be taken up again for thirty days."""


@dataclass(frozen=True)
class Terms:
    """How many days something is kept.

    conference_mail: mail of a conference, after it came in and after the sitting. other_mail: mail
    of no conference. reminders: of what is settled or over. messages: that were sent or given up
    and belong to no conference, such as links to sign in. sessions: of browsers that signed in.
    subject_requests: requests of people to see what is kept of them, after the answer [J].
    knowledge_sessions: sessions about a subject, after their moment [J].
    """

    conference_mail: int = 365
    other_mail: int = 90
    reminders: int = 365
    messages: int = 365
    subject_requests: int = 730
    knowledge_sessions: int = 730
    sessions: int = 365


NAMES = tuple(field.name for field in fields(Terms))


class _Kind(NamedTuple):
    """Rows that go by themselves: their name, which of them are past their term, and how."""

    name: str
    outlived: SelectOfScalar[UUID]
    forget: Callable[[Session, Sequence[UUID]], None]


def terms(text: str) -> Terms:
    """Return the terms with an installation's own, such as «other_mail=60,reminders=90».

    Raises ValueError for a name that is unknown, what is no number, and less than a month; for
    sessions less than a browser is known.
    """
    pairs = [part.split("=") for part in text.replace(" ", "").split(",") if part]
    own = {name: int(days) for name, days in pairs}
    if not own.keys() <= set(NAMES):
        raise ValueError("no such term")
    if min(own.values(), default=FEWEST_DAYS) < FEWEST_DAYS:
        raise ValueError("a term is a month or more")
    chosen = replace(Terms(), **own)
    if timedelta(days=chosen.sessions) < devices.MARK_LASTS:
        raise ValueError("a browser is known by its sessions for so long")
    return chosen


def work(desk: Desk, chosen: Terms, stop: Stop) -> None:
    """Sweep once an hour until told to stop."""
    rounds.keep(partial(sweep, desk, chosen, stop), stop, LOOK_SECONDS, logger)


def sweep(desk: Desk, chosen: Terms, stop: Stop) -> int:
    """Delete what has outlived its term, a few at a time; return how many rows."""
    gone = 0
    for kind in _kinds(chosen, desk.clock()):
        while not stop.is_set() and (some := _sweep_some(desk, kind)):
            gone += some
            logger.info("%s %s deleted: past their term", some, kind.name)
    return gone


def _kinds(chosen: Terms, now: datetime) -> Iterator[_Kind]:
    """Yield the kinds, reminders before the messages that they keep."""
    days = {name: timedelta(days=getattr(chosen, name)) for name in NAMES}
    mail = keeping.outlived(now, of_conferences=days["conference_mail"], others=days["other_mail"])
    yield _Kind("mails that came in", mail, keeping.forget)
    old = reminders.outlived(now, kept=days["reminders"])
    yield _Kind("reminders", old, reminders.forget)
    owed = messages.outlived(now, kept=days["messages"])
    yield _Kind("messages", owed, messages.forget)
    told = subject_requests.outlived(now, kept=days["subject_requests"])
    yield _Kind("requests of people", told, subject_requests.forget)
    held = knowledge_sessions.outlived(now, kept=days["knowledge_sessions"])
    yield _Kind("knowledge sessions", held, knowledge_sessions.forget)
    over = sessions.outlived(now, kept=days["sessions"])
    yield _Kind("sessions", over, sessions.forget)


def _sweep_some(desk: Desk, kind: _Kind) -> int:
    """Delete the next few. Looks without a write lock: others want to write."""
    with Session(desk.engine) as session:
        found = session.exec(kind.outlived.limit(MANY)).all()
    if not found:
        return 0
    with desk.open_session() as session:
        kind.forget(session, found)
        session.commit()
    return len(found)
