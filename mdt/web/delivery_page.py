"""How delivery stands, in words: what did not arrive, by the domain that it was for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement

from mdt import clock
from mdt.access import walls
from mdt.access.policy import POLICY, Action
from mdt.directory import undelivered
from mdt.directory.undelivered import Line
from mdt.outbox import claims, queue, watch
from mdt.outbox.watch import Standing
from mdt.web import invited, words
from mdt.web.actor import actor
from mdt.web.database import get_session

WHOLE, ROWS, DOMAINS = 20, 5, 10
"""A list of up to so many messages is shown whole; of a longer one so many rows of so many domains.

A mail server that is away for a night gives hundreds, and what to do is the same for all of them.
"""


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
    shown: Sequence[Failure]

    @property
    def folded(self) -> int:
        """How many of them the page does not show."""
        return len(self.failures) - len(self.shown)

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
    """The page: the whole outbox in numbers, and what did not arrive in the viewer's regions.

    folded_*: how much is left out, of what was given up and of what is tried again; more_than:
    of how many messages a list ends, when there may be more; 0 when there are not.
    """

    standing: Standing
    is_late: bool
    can_text: bool
    given_up: Sequence[Domain]
    folded_domains: int
    folded_messages: int
    failing: Sequence[Failure]
    folded_failing: int
    more_than: int


def read(*, is_whole: bool = False) -> Delivery:
    """Return how delivery stands now, for who is looking; is_whole: nothing is folded."""
    session, now = get_session(), clock.now()
    regions = actor().regions(POLICY[Action.DELIVERY_MANAGE].roles)
    may_see = visible()
    standing = watch.standing(session, may_see, now=now)
    lost = undelivered.dead(session, regions, may_see, now=now)
    failing = undelivered.failing(session, regions, may_see, now=now)
    rows = None if is_whole or len(lost) <= WHOLE else ROWS
    domains = _by_domain(lost, rows)
    shown = domains[: DOMAINS if rows else None]
    tried = failing[: None if is_whole or len(failing) <= WHOLE else ROWS]
    return Delivery(
        standing=standing,
        is_late=standing.is_late(now),
        can_text=queue.terms(session).can_text,
        given_up=shown,
        folded_domains=len(domains) - len(shown),
        folded_messages=sum(len(one.failures) for one in domains[len(shown) :]),
        failing=[_failure(line) for line in tried],
        folded_failing=len(failing) - len(tried),
        more_than=undelivered.SHOWN if undelivered.SHOWN in {len(lost), len(failing)} else 0,
    )


def visible() -> ColumnElement[bool]:
    """Return the condition on OutboxMessage for what the viewer may know of."""
    return walls.untold(actor().walled, actor().touched)


def _by_domain(lines: Sequence[Line], rows: int | None) -> list[Domain]:
    """Return what was given up by domain, the largest first, each with its first rows shown."""
    in_order = sorted(lines, key=lambda line: line.domain)
    found = [
        (name, [_failure(line) for line in group])
        for name, group in groupby(in_order, key=lambda line: line.domain)
    ]
    domains = [Domain(name, failures, failures[:rows]) for name, failures in found]
    return sorted(domains, key=lambda one: -len(one.failures))


def _failure(line: Line) -> Failure:
    message = line.message
    return Failure(
        line=line,
        kind=words.word(message.kind),
        reason=invited.reason(message),
        answer="" if message.last_error in claims.OUR_OWN else message.last_error,
        attempts=message.attempts,
        at=message.due_at,
    )
