"""A reader of the mailbox that is killed: `mdt inbox --once`, in a process that dies at a point.

The points are marked from outside, by wrapping what reading is given; the code that runs is the
code that always runs.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from threading import Event
from typing import Self

from sqlalchemy import event
from sqlmodel import Session

from faults import nursery
from faults.worker import SETTINGS, die
from mdt import acting
from mdt import engine as engines
from mdt.adapters.imap import ImapMailbox
from mdt.cli import inbox
from mdt.incoming import matching, reader
from mdt.incoming.content import Letter
from mdt.incoming.reader import Desk, Fetched

KEEPING, COUNTING, HANDLING = "keeping", "counting", "handling"
POINTS = (
    *(f"before {step} is committed" for step in (KEEPING, COUNTING, HANDLING)),
    *(f"after {step} is committed" for step in (KEEPING, COUNTING, HANDLING)),
    *("before putting away", "after putting away"),
    *("before understanding", "after understanding"),
)


@dataclass(frozen=True)
class Job:
    """What one reader does until it dies; point and visits as in faults.worker."""

    url: str
    mailbox: str
    now: datetime
    point: str | None
    visits: int

    def text(self) -> str:
        """Return the job in one line."""
        return json.dumps([self.url, self.mailbox, self.now.isoformat(), self.point, self.visits])

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the job that such a line tells."""
        url, mailbox, now, point, visits = json.loads(text)
        return cls(url, mailbox, datetime.fromisoformat(now), point, visits)


class Reader:
    """Reads until it dies or nothing waits. A fork of it takes up a job of its own."""

    def __init__(self, job: Job) -> None:
        """Open the database of the job, and begin with it."""
        self._engine = acting.portal(engines.connect(job.url))
        event.listen(Session, "before_commit", partial(self._commits, "before"))
        event.listen(Session, "after_commit", partial(self._commits, "after"))
        self.take_up(job)

    def take_up(self, job: Job) -> None:
        """Forget the job that another process has, and begin with this one."""
        self._engine.dispose(close=False)
        self._job, self._left, self.step = job, job.visits, COUNTING

    def work(self) -> None:
        """Read all that waits."""
        reader.read_once(self._desk(), Event())

    def visit(self, point: str) -> None:
        """Die when this is the place, and the time."""
        if point != self._job.point:
            return
        self._left -= 1
        if self._left <= 0:
            die(os.getpid())

    def _desk(self) -> Desk:
        settings = replace(
            SETTINGS, imap_url=self._job.mailbox, mail_authenticator=matching.UNCHECKED
        )
        return replace(
            inbox.desk(settings, self._engine),
            connect=lambda: _Marked(ImapMailbox(self._job.mailbox), self),
            understand=self._understand,
            clock=lambda: self._job.now,
        )

    def _understand(self, raw: bytes) -> Letter:
        self.visit("before understanding")
        letter = inbox.understand(raw)
        self.visit("after understanding")
        self.step = HANDLING
        return letter

    def _commits(self, when: str, _session: object) -> None:
        self.visit(f"{when} {self.step} is committed")
        if when == "after" and self.step == HANDLING:
            self.step = COUNTING


class _Marked:
    """The mailbox, which tells its reader what it comes to."""

    def __init__(self, box: ImapMailbox, owner: Reader) -> None:
        self._box, self._owner = box, owner
        self.clear_out, self.wait, self.close = box.clear_out, box.wait, box.close

    def waiting(self) -> Iterator[Fetched]:
        for fetched in self._box.waiting():
            self._owner.step = KEEPING
            yield fetched

    def put_away(self, number: str) -> None:
        self._owner.visit("before putting away")
        self._box.put_away(number)
        self._owner.visit("after putting away")
        self._owner.step = COUNTING


def main(first: str) -> None:
    """Read once, then fork readers as asked."""
    warm = Reader(Job.read(first))
    warm.work()
    nursery.serve(warm, Job.read)


if __name__ == "__main__":
    main(sys.argv[1])
