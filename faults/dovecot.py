"""`mdt inbox` before a real Dovecot: TLS from an own authority, STARTTLS, IDLE, and its restarts.

The command runs as it runs everywhere, in a process of its own. Every answer must be kept once,
count once and stand in the folder of what was read; a certificate that a stranger signed must be
refused in words.

Source: issue 4 ("Dovecot where apt has it"); RFC 2177 (IDLE), RFC 2595 (STARTTLS).
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlmodel import Session, col, func, select

from faults import dovecot_server, own_authority
from faults.dovecot_server import Dovecot, DovecotMissing
from faults.verdict import Verdict
from faults.worker import SETTINGS
from mdt import clock
from mdt import engine as engines
from mdt.adapters.imap import READ_FOLDER
from mdt.models import Answer, IncomingMail
from mdt.web import database as web_database
from tests import databases
from tests.databases import Database
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import asked_of

AT_ONCE, ONE_BY_ONE, RESTARTS = 20, 40, 5
END_SECONDS, LOOK_SECONDS = 60.0, 0.005
SCHEMES = ("imaps", "imap+starttls")
UNTRUSTED = "a certificate that is not trusted here"


def trials() -> Iterator[Verdict]:
    """Yield what became of answers on each database; say so where there is no Dovecot."""
    for kind in ("sqlite", "postgresql"):
        chosen = databases.open_database(kind)
        try:
            yield trial(kind, chosen)
        except DovecotMissing as error:
            yield Verdict(name=f"dovecot on {kind}", counted={}, broken=(str(error),))
        finally:
            chosen.close()


def trial(kind: str, chosen: Database) -> Verdict:
    """Return what became of every answer."""
    with (
        TemporaryDirectory() as folder,
        TemporaryDirectory() as strangers,
        dovecot_server.serving(Path(folder)) as server,
    ):
        stranger = own_authority.issue(Path(strangers)).authority
        reading = Reading(chosen, server)
        refused = reading.refusals(stranger)
        for scheme in SCHEMES:
            reading.once(scheme)
        with suppress(TooLate):  # the verdict says what is missing
            reading.by_idle()
        return reading.verdict(kind, refused)


class TooLate(Exception):
    """An answer did not count in time."""


@dataclass
class Reading:
    """One trial as it goes on. sent: whose answers; waits: seconds from delivery to its count."""

    database: Database
    server: Dovecot
    sent: list[UUID] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    make: Make | None = None

    def refusals(self, stranger: Path) -> list[str]:
        """Return the schemes by which `mdt inbox` did not refuse, in words, who signed."""
        return [one for one in SCHEMES if UNTRUSTED not in self._once(one, stranger).stderr]

    def once(self, scheme: str) -> None:
        """Let answers come, and read them with --once."""
        self._post(AT_ONCE)
        ended = self._once(scheme, self.server.authority)
        if ended.returncode:
            raise RuntimeError(ended.stderr)

    def by_idle(self) -> None:
        """Read answers as they come, one by one; then while Dovecot is started again."""
        with self._at_work():
            self._post(1)
            self._await_all()  # it has begun
            for _ in range(ONE_BY_ONE):
                self._post(1)
                began = time.monotonic()
                self._await_all()
                self.waits.append(time.monotonic() - began)
            for _ in range(RESTARTS):
                self._post(AT_ONCE)
                self.server.stop()
                self.server.start()
                self._await_all()

    def verdict(self, kind: str, refused: list[str]) -> Verdict:
        """Return what was promised and broken."""
        counted, kept = self._counted(), self._kept()
        found = {
            "lost": len(self.sent) - kept,
            "answers lost": sum(not counted.get(key) for key in self.sent),
            "answers that counted twice": sum(number > 1 for number in counted.values()),
            "left on the server": self.server.count(),
            "gone from the server": len(self.sent) - self.server.count(READ_FOLDER),
        }
        broken = [f"{number} {what}" for what, number in found.items() if number]
        *_, p95 = quantiles(self.waits, n=20)
        return Verdict(
            name=f"dovecot on {kind}",
            counted={
                "mails": len(self.sent),
                **found,
                "restarts": RESTARTS,
                "ms from delivery to count by IDLE (p50)": round(1000 * quantiles(self.waits)[1]),
                "ms (p95)": round(1000 * p95),
            },
            broken=(*broken, *(f"{scheme} trusted a stranger" for scheme in refused)),
        )

    def _post(self, number: int) -> None:
        """Let so many be asked, and answer by mail."""
        now = clock.now().replace(second=0, microsecond=0)  # as calendars tell it
        with web_database.open_session(engines.writing(self.database.engine)) as session:
            self.make = self.make or Make(session, now)
            self.make.session, self.make.now = session, now
            conference, raws = self.make.convened(), list[bytes]()
            for _ in range(number):
                invitation = self.make.invitation(conference, self.make.person())
                session.flush()
                raws.append(mails.outlook(asked_of(session, invitation)))
                self.sent.append(invitation.id)
            session.commit()
        self.server.deliver(*raws)

    def _once(self, scheme: str, authority: Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*_COMMAND, "--once"],
            env=self._settings(scheme, authority),
            capture_output=True,
            check=False,
            text=True,
            timeout=END_SECONDS,
        )

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        """Let `mdt inbox` read while the block runs; told to stop, it must end in peace."""
        settings = self._settings("imaps", self.server.authority)
        with subprocess.Popen(_COMMAND, env=settings, stderr=subprocess.DEVNULL) as process:
            try:
                yield
                process.terminate()
                if process.wait(END_SECONDS):
                    raise RuntimeError(f"mdt inbox ended with {process.returncode}")
            finally:
                process.kill()

    def _settings(self, scheme: str, authority: Path) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("MDT_")}
        return ours | {
            "MDT_DATABASE_URL": self.database.url,
            "MDT_IMAP_URL": self.server.url_of(scheme),
            "MDT_MAIL_AUTHENTICATOR": "none",
            "MDT_SECRET_KEY": SETTINGS.secret_key,
            "SSL_CERT_FILE": str(authority),
        }

    def _await_all(self) -> None:
        """Return when every answer counted. Raises TooLate."""
        deadline = time.monotonic() + END_SECONDS
        while len(self._counted()) < len(self.sent):
            if time.monotonic() > deadline:
                raise TooLate
            time.sleep(LOOK_SECONDS)

    def _counted(self) -> dict[UUID, int]:
        query = select(Answer.invitation_id, func.count()).group_by(col(Answer.invitation_id))
        with Session(self.database.engine) as session:
            return dict(session.execute(query).all())

    def _kept(self) -> int:
        with Session(self.database.engine) as session:
            return session.exec(select(func.count()).select_from(IncomingMail)).one()


_COMMAND = [sys.executable, "-m", "mdt.cli.main", "inbox"]
