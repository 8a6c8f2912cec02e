"""Kill workers, at every marked point and at random, in front of a hostile mail server.

Two workers at once deliver what the portal owes, and die; others take over when their leases have
run out. In the end nobody is killed any more and everything must have been settled.

Source: security.md 5 (the bar that a prototype set); issue 4.
"""

import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any, Protocol

from faults import ledger, worker
from faults.hostile import Hostile
from faults.ledger import Ledger
from faults.nursery import Nursery
from faults.stock import REFUSED, Stock
from faults.verdict import Verdict
from faults.worker import POINTS, Job
from mdt.outbox import claims
from tests import databases, smtp_server
from tests.conftest import NOON
from tests.databases import Database

KILLS = 1000
AT_ONCE = 2
LAP = claims.LEASE + timedelta(minutes=1)
"""How far the clock goes on between two generations of workers: their leases have run out."""

LONGEST_LIFE = 0.15
ENOUGH, LAPS_AT_THE_END = 40, 200
SEED = 4


def trials() -> Iterator[Verdict]:
    """Yield what became of a thousand kills on each database."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            yield trial(kind, database, kills=KILLS)
        finally:
            database.close()


def trial(kind: str, database: Database, *, kills: int) -> Verdict:
    """Return what became of everything that was owed while so many workers were killed."""
    random = Random(SEED)  # noqa: S311 - a trial is repeated with the same luck
    server = Hostile(random=random, refused=_Refused())
    stock = Stock(database.engine, random)
    stock.refill(now=NOON - timedelta(minutes=2))
    with (
        smtp_server.serving(server) as port,
        Nursery(Job(database.url, port, NOON, None, 0)) as nursery,
    ):
        slaughter = Slaughter(database, server, stock, nursery, port, random)
        slaughter.go_on(kills)
        slaughter.settle()
    return slaughter.verdict(kind)


class _Refused:
    """Every address that takes nothing."""

    def __contains__(self, address: object) -> bool:
        return str(address).startswith(REFUSED)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Server(Protocol):
    """The other side, which keeps what it took in order."""

    taken: list[Any]

    def rest(self, port: int) -> None:
        """Return when all was heard that had reached this port."""


class Supply(Protocol):
    """What fills the outbox."""

    def due(self, now: datetime) -> int:
        """Return how many messages could be delivered now."""

    def refill(self, *, now: datetime) -> None:
        """Owe more."""


@dataclass
class Slaughter:
    """One trial as it goes on. uncertain: accepted and not booked when its worker died, or cut."""

    database: Database
    server: Server
    stock: Supply
    nursery: Nursery
    port: int
    random: Random
    now: datetime = NOON
    killed: int = 0
    at_points: set[str] = field(default_factory=set)
    uncertain: list[str] = field(default_factory=list)
    points: Iterator[str | None] = field(default_factory=lambda: cycle([*POINTS, None, None, None]))

    def go_on(self, kills: int) -> None:
        """Let generations of workers live and die until so many were killed."""
        while self.killed < kills:
            while self.stock.due(self.now) < ENOUGH:
                self.stock.refill(now=self.now - timedelta(minutes=2))
            jobs = [self._job(next(self.points)) for _ in range(AT_ONCE)]
            self.killed += self._live(jobs)

    def settle(self) -> None:
        """Let workers live until nothing is left to do."""
        for _ in range(LAPS_AT_THE_END):
            self._live([Job(self.database.url, self.port, self.now, None, 0)], mercy=True)
            self.now += claims.LONGEST_WAIT
            if not self.stock.due(self.now + claims.LONGEST_WAIT):
                return

    def verdict(self, kind: str) -> Verdict:
        """Return what was promised and broken."""
        book = Ledger(self.database.engine, self.server.taken)
        unexplained = max(0, book.copies - len(self.uncertain))
        found = {
            "lost": book.lost(),
            "double calendar entries": book.doubles(),
            "after something newer": book.backwards(),
        }
        broken = [f"{len(which)} {what}: {which[:3]}" for what, which in found.items() if which]
        if unexplained:
            broken.append(f"{unexplained} copies that no kill or cut line explains")
        if missed := set(POINTS) - self.at_points:
            broken.append(f"nobody died {', '.join(sorted(missed))}")
        counted = {what: len(which) for what, which in found.items()}
        cut = sum(one.was_cut for one in self.server.taken)
        return Verdict(
            name=f"kills on {kind}",
            counted={
                "workers killed": self.killed,
                "messages owed": len(book.owed),
                "mails accepted": len(book.arrived),
                **counted,
                "raw copies": book.copies,
                "kills after acceptance": len(self.uncertain) - cut,
                "lines cut after acceptance": cut,
            },
            broken=tuple(broken),
        )

    def _job(self, point: str | None) -> Job:
        return Job(self.database.url, self.port, self.now, point, self.random.randint(1, 4))

    def _live(self, jobs: Sequence[Job], *, mercy: bool = False) -> int:
        """Let workers do these jobs at once; return how many were killed."""
        before = len(self.server.taken)
        pids = [self.nursery.start(job) for job in jobs]
        for job, pid in zip(jobs, pids, strict=True):
            if job.point is None and not mercy:
                time.sleep(self.random.uniform(0, LONGEST_LIFE))
                with suppress(ProcessLookupError):
                    worker.die(pid)
        killed = sum(self._has_died(*pair) for pair in zip(jobs, pids, strict=True))
        self.server.rest(self.port)  # what the dead had sent may be heard after them
        self._note(before)
        self.now += LAP
        return killed

    def _has_died(self, job: Job, pid: int) -> bool:
        code = self.nursery.wait(pid)
        was_killed = code == -signal.SIGKILL
        if not was_killed and code:
            raise RuntimeError(f"a worker broke down with {code}: {job}")
        if was_killed and job.point:
            self.at_points.add(job.point)
        return was_killed

    def _note(self, before: int) -> None:
        """Note which mail was accepted in this generation and is not booked."""
        new = self.server.taken[before:]
        self.uncertain += ledger.unbooked(
            self.database.engine, {ledger.message_id(one) for one in new}
        )
