"""Kill readers of the mailbox, at every step that they commit and at random, on a real server.

Two at once read answers by IMAP and die; others go on. Some mails come twice. In the end nobody is
killed any more: no mail may be lost, each is kept once, and each answer counts once.

Source: security.md 5 (lease and count before one acts); issue 4.
"""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from sqlmodel import Session, col, func, select

from faults import worker
from faults.nursery import Nursery
from faults.reader import POINTS, Job
from faults.verdict import Verdict
from mdt import engine as engines
from mdt.adapters.imap import READ_FOLDER
from mdt.incoming import keeping
from mdt.models import Answer, IncomingMail, IncomingProblem, IncomingState
from mdt.web import database as web_database
from tests import databases, imap_server
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make
from tests.imap_server import Mailserver
from tests.incoming import mails
from tests.incoming.cast import asked_of

KILLS = 1000
AT_ONCE, NEW, FEWEST = 2, 6, 4
LONGEST_LIFE = 0.2
LAPS_AT_THE_END = 10
SEED = 4


def trials() -> Iterator[Verdict]:
    """Yield what became of a thousand killed readers on each database."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            yield trial(kind, database, kills=KILLS)
        finally:
            database.close()


def trial(kind: str, database: Database, *, kills: int) -> Verdict:
    """Return what became of every mail while so many readers were killed."""
    with imap_server.serving() as server:
        first = Job(database.url, server.url, NOON, None, 0)
        with Nursery(first, "faults.reader") as nursery:
            slaughter = Slaughter(database, server, nursery)
            slaughter.go_on(kills)
            slaughter.settle()
        return slaughter.verdict(kind)


@dataclass
class Slaughter:
    """One trial as it goes on. told: whose answer a mail is, by digest; sent: with copies."""

    database: Database
    server: Mailserver
    nursery: Nursery
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - repeated with the same luck
    killed: int = 0
    sent: int = 0
    told: dict[str, UUID] = field(default_factory=dict)
    at_points: set[str] = field(default_factory=set)
    points: Iterator[str | None] = field(default_factory=lambda: cycle([*POINTS, None, None, None]))
    make: Make | None = None

    def go_on(self, kills: int) -> None:
        """Let generations of readers live and die until so many were killed."""
        while self.killed < kills:
            if self.server.count() < FEWEST:
                self._post()
            self.killed += self._live([self._job(next(self.points)) for _ in range(AT_ONCE)])

    def settle(self) -> None:
        """Let readers live until nothing waits."""
        for _ in range(LAPS_AT_THE_END):
            self._live([self._job(None)], mercy=True)
            if not self.server.count() and not self._count(IncomingState.WAITING):
                return

    def verdict(self, kind: str) -> Verdict:
        """Return what was promised and broken."""
        with Session(self.database.engine) as session:
            kept = session.exec(select(IncomingMail)).all()
            counted = dict(
                session.execute(
                    select(Answer.invitation_id, func.count()).group_by(col(Answer.invitation_id))
                ).all()
            )
        left = {one.digest for one in kept if one.problem is IncomingProblem.BROKEN}
        digests = [one.digest for one in kept]
        found = {
            "lost": len(self.told.keys() - set(digests)),
            "kept twice": len(digests) - len(set(digests)),
            "answers lost": sum(
                not counted.get(key) for digest, key in self.told.items() if digest not in left
            ),
            "answers that counted twice": sum(number > 1 for number in counted.values()),
            "left on the server": self.server.count(),
            "gone from the server": self.sent - self.server.count(READ_FOLDER),
            "not handled": self._count(IncomingState.WAITING),
        }
        broken = [f"{number} {what}" for what, number in found.items() if number]
        if missed := set(POINTS) - self.at_points:
            broken.append(f"nobody died {', '.join(sorted(missed))}")
        return Verdict(
            name=f"inbox on {kind}",
            counted={
                "readers killed": self.killed,
                "mails sent": self.sent,
                **found,
                "left to people after three deaths": len(left),
            },
            broken=tuple(broken),
        )

    def _post(self) -> None:
        """Let a table be asked, and let everybody answer; one answer comes twice."""
        with web_database.open_session(engines.writing(self.database.engine)) as session:
            self.make = self.make or Make(session, NOON)
            self.make.session = session
            conference, raws = self.make.convened(), list[bytes]()
            for _ in range(NEW):
                invitation = self.make.invitation(conference, self.make.person())
                session.flush()
                raws.append(mails.outlook(asked_of(session, invitation)))
                self.told[keeping.digest(raws[-1])] = invitation.id
            session.commit()
        raws.append(raws[0])
        self.server.deliver(*raws)
        self.sent += len(raws)

    def _job(self, point: str | None) -> Job:
        now = NOON + timedelta(hours=1)
        return Job(self.database.url, self.server.url, now, point, self.random.randint(1, 3))

    def _live(self, jobs: Sequence[Job], *, mercy: bool = False) -> int:
        """Let readers do these jobs at once; return how many were killed."""
        pids = [self.nursery.start(job) for job in jobs]
        for job, pid in zip(jobs, pids, strict=True):
            if job.point is None and not mercy:
                time.sleep(self.random.uniform(0, LONGEST_LIFE))
                with suppress(ProcessLookupError):
                    worker.die(pid)
        return sum(self._has_died(*pair) for pair in zip(jobs, pids, strict=True))

    def _has_died(self, job: Job, pid: int) -> bool:
        code = self.nursery.wait(pid)
        was_killed = code == -signal.SIGKILL
        if not was_killed and code:
            raise RuntimeError(f"a reader broke down with {code}: {job}")
        if was_killed and job.point:
            self.at_points.add(job.point)
        return was_killed

    def _count(self, state: IncomingState) -> int:
        query = select(func.count()).select_from(IncomingMail).where(IncomingMail.state == state)
        with Session(self.database.engine) as session:
            return session.exec(query).one()
