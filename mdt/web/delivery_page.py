"""How delivery stands, in words: what did not arrive, by the domain that it was for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement
from sqlmodel import col

from mdt import clock
from mdt.access import guard
from mdt.access.policy import POLICY, Action
from mdt.directory import undelivered
from mdt.directory.undelivered import Line
from mdt.models import OutboxMessage
from mdt.outbox import claims, queue, watch
from mdt.outbox.watch import Standing
from mdt.web import invited, words
from mdt.web.actor import actor
from mdt.web.database import get_session


@dataclass(frozen=True)
class Failure:
    """One message that did not arrive, as the page shows it; its answer is the server's code."""

    line: Line
    kind: str
    reason: str
    answer: str
    attempts: int
    at: datetime


@dataclass(frozen=True)
class Domain:
    """What was given up for one mail domain."""

    name: str
    failures: Sequence[Failure]

    @property
    def is_texts(self) -> bool:
        """True for what was to be a text message."""
        return self.name == undelivered.TEXTS

    @property
    def repeatable(self) -> int:
        """How many of them somebody could still use."""
        return sum(one.line.can_be_repeated for one in self.failures)


@dataclass(frozen=True)
class Delivery:
    """The page: the whole outbox in numbers, and what did not arrive in the viewer's regions."""

    standing: Standing
    is_late: bool
    can_text: bool
    given_up: Sequence[Domain]
    failing: Sequence[Failure]


def read() -> Delivery:
    """Return how delivery stands now, for who is looking."""
    session, now = get_session(), clock.now()
    regions = actor().regions(POLICY[Action.DELIVERY_MANAGE].roles)
    may_see = visible()
    standing = watch.standing(session, may_see, now=now)
    return Delivery(
        standing=standing,
        is_late=standing.is_late(now),
        can_text=queue.terms(session).can_text,
        given_up=_by_domain(undelivered.dead(session, regions, may_see, now=now)),
        failing=[
            _failure(line) for line in undelivered.failing(session, regions, may_see, now=now)
        ],
    )


def visible() -> ColumnElement[bool]:
    """Return the condition on OutboxMessage for what the viewer may know of."""
    return guard.beside_walled_conferences(actor(), col(OutboxMessage.conference_id))


def _by_domain(lines: Sequence[Line]) -> list[Domain]:
    in_order = sorted(lines, key=lambda line: line.domain)
    return [
        Domain(name, [_failure(line) for line in found])
        for name, found in groupby(in_order, key=lambda line: line.domain)
    ]


def _failure(line: Line) -> Failure:
    message = line.message
    return Failure(
        line=line,
        kind=words.word(message.kind),
        reason=invited.reason(message),
        answer="" if message.last_error == claims.TOO_OFTEN else message.last_error,
        attempts=message.attempts,
        at=message.due_at,
    )
