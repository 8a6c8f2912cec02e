"""A mail server as bad as they come: it defers, refuses, hangs, cuts the line, and kills.

Once in a while, by chance: greylisting (a first try is put off), 4xx at the mail, silence until the
other side has gone, a line that is cut before or after the mail was accepted. Some recipients are
refused for ever.
"""

import asyncio
import smtplib
from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from faults import worker
from faults.worker import SERVER_POINTS
from tests.smtp_server import ACCEPTED, Behaviour

LATER, NEVER = "450 4.2.0 later", "550 5.1.1 no such user"
PATIENCE_SECONDS = 30.0
AT_RECIPIENT, AT_MAIL, AT_ACCEPTANCE = range(len(SERVER_POINTS))


@dataclass(frozen=True)
class Taken:
    """A mail that was accepted; was_cut: and nobody was told, because the line was cut."""

    recipient: str
    content: bytes
    was_cut: bool


@dataclass
class Hostile(Behaviour):
    """Takes mail if it feels like it; keeps what it accepted in order."""

    random: Random = field(default_factory=Random)
    refused: Collection[str] = ()
    taken: list[Taken] = field(default_factory=list)
    greeted: set[str] = field(default_factory=set)
    visits: dict[str, int] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks the method up by this name
        self, _server: SMTP, session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return NEVER
        is_new = address not in self.greeted
        self.greeted.add(address)
        if is_new and self.random.random() < 0.2:
            return LATER
        envelope.rcpt_tos.append(address)
        self._kill(session, AT_RECIPIENT)
        return ACCEPTED

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd looks the method up by this name
        self._kill(session, AT_MAIL)
        mood = self.random.choices(
            ("good", "later", "cut before", "cut after", "silent"), (880, 50, 30, 38, 2)
        )[0]
        if mood == "later":
            return LATER
        if mood == "silent":
            await asyncio.sleep(1.5 * worker.REPLY_SECONDS)
        if mood in {"good", "cut after"}:
            recipient, content = envelope.rcpt_tos[0], envelope.original_content or b""
            self.taken.append(Taken(recipient, content, mood == "cut after"))
            self._kill(session, AT_ACCEPTANCE)
        if mood != "good" and server.transport:
            server.transport.close()
        return ACCEPTED

    def rest(self, port: int) -> None:
        """Return when all was heard that had reached the server before: it takes lines in turn."""
        with smtplib.SMTP("127.0.0.1", port, "rest.example", PATIENCE_SECONDS) as one:
            for _ in range(3):
                one.noop()

    def _kill(self, session: Any, point: int) -> None:
        """Kill the worker on the other side when it wants to die here, for the nth time."""
        name = str(session.host_name)
        _, pid, place, wanted = name.removesuffix(".example").split("-", maxsplit=3)
        if place != str(point):
            return
        self.visits[name] = self.visits.get(name, 0) + 1
        if self.visits[name] == int(wanted):
            worker.die(int(pid))
