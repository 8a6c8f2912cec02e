"""A worker that is killed: the portal's own delivery, in a process that dies at a marked point.

The points are marked from outside, by wrapping what delivery is given; the code that runs is the
code that always runs.
"""

import json
import os
import signal
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import Self

from sqlalchemy import event
from sqlmodel import Session

from mdt import acting
from mdt import engine as engines
from mdt.adapters.letters import Letters
from mdt.adapters.smtp import SmtpTransport
from mdt.config import Settings
from mdt.models import OutboxChannel, OutboxMessage
from mdt.outbox import delivery
from mdt.outbox.delivery import Mail, Post, Transport

SETTINGS = Settings(secret_key="f" * 40)
LETTERS = Letters(SETTINGS)
"""Made once: a process that is born from this one has it already."""

REPLY_SECONDS = 1.0

CLIENT_POINTS = (
    "before taking is committed",
    "after taking is committed",
    "before writing",
    "after writing",
    "before handing over",
    "after handing over",
    "before booking is committed",
    "after booking is committed",
)
SERVER_POINTS = ("at the recipient", "at the mail", "at its acceptance")
"""At these the mail server kills the worker that talks to it; it knows whom by its EHLO."""

POINTS = CLIENT_POINTS + SERVER_POINTS


@dataclass(frozen=True)
class Job:
    """What one worker does until it dies.

    point: where it dies, None for a moment that somebody else chooses; visits: how many times it
    comes there.
    """

    url: str
    port: int
    now: datetime
    point: str | None
    visits: int

    def text(self) -> str:
        """Return the job in one line."""
        return json.dumps([self.url, self.port, self.now.isoformat(), self.point, self.visits])

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the job that such a line tells."""
        url, port, now, point, visits = json.loads(text)
        return cls(url, port, datetime.fromisoformat(now), point, visits)


def greeting(pid: int, point: str | None, visits: int) -> str:
    """Return what the worker says in EHLO: who it is, and where the server must kill it."""
    place = SERVER_POINTS.index(point) if point in SERVER_POINTS else -1
    return f"w-{pid}-{place}-{visits}.example"


def die(pid: int) -> None:
    """Kill a process as a power cut would."""
    os.kill(pid, signal.SIGKILL)


class Worker:
    """Delivers until it dies or nothing is due. A fork of it takes up a job of its own."""

    channel = OutboxChannel.MAIL

    def __init__(self, job: Job) -> None:
        """Open the database of the job, and begin with it."""
        self._engine = acting.portal(engines.connect(job.url))
        event.listen(Session, "before_commit", partial(self._commits, "before"))
        event.listen(Session, "after_commit", partial(self._commits, "after"))
        self.take_up(job)

    def take_up(self, job: Job) -> None:
        """Forget the job that another process has, and begin with this one."""
        self._engine.dispose(close=False)
        self._job, self._left, self._phase = job, job.visits, "taking"
        self._began = time.monotonic()
        self._transport = self._way_out(greeting(os.getpid(), job.point, job.visits))

    def work(self) -> None:
        """Deliver what is due."""
        delivery.deliver_due(self._post(), Event())

    def deliver_one(self) -> None:
        """Deliver one message, if one is due."""
        delivery.deliver_one(self._post())

    def hand_over(self, mail: Mail) -> None:
        """Hand over as the channel does: this is its own transport."""
        self._visit("before handing over")
        self._transport.hand_over(mail)
        self._visit("after handing over")

    def _way_out(self, name: str) -> Transport:
        """Return the real transport, which tells the other side this name."""
        url = f"smtp://127.0.0.1:{self._job.port}"
        return SmtpTransport(url, greet_as=name, reply_seconds=REPLY_SECONDS)

    def _compose(self, session: Session, message: OutboxMessage) -> Mail:
        return LETTERS.compose(session, message)

    def _post(self) -> Post:
        return Post(self._engine, self._write, self, self._now, self.channel)

    def _write(self, session: Session, message: OutboxMessage) -> Mail:
        self._phase = "booking"
        self._visit("before writing")
        mail = self._compose(session, message)
        self._visit("after writing")
        return mail

    def _commits(self, when: str, _session: object) -> None:
        self._visit(f"{when} {self._phase} is committed")
        if when == "after":
            self._phase = "taking"

    def _visit(self, point: str) -> None:
        if point != self._job.point:
            return
        self._left -= 1
        if self._left <= 0:
            die(os.getpid())

    def _now(self) -> datetime:
        return self._job.now + timedelta(seconds=time.monotonic() - self._began)
