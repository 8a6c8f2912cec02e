"""The whole portal as `make run` starts it: web server, worker and mail catcher, in the demo."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

ROOT = Path(__file__).parents[2]
END_SECONDS = 30
PATIENCE = 30_000
"""Milliseconds that a step may take: the machine may be busy, and mail travels."""

AGAIN = 300
"""Milliseconds before a page is loaded again."""


@dataclass
class Portal:
    """Where it is, where its mail lands, and a browser of their own for everybody in it."""

    address: str
    mail: Path
    chromium: Browser
    scripts: bool
    _contexts: list[BrowserContext] = field(default_factory=list)

    def browser(self, *, width: int = 1280) -> Page:
        """Return an empty page in a browser of its own."""
        context = self.chromium.new_context(
            reduced_motion="reduce",
            locale="nl-NL",
            java_script_enabled=self.scripts,
            viewport={"width": width, "height": 800},
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        return context.new_page()

    def become(self, name: str) -> Page:
        """Return the home page of a person of the demo, who signed in with one click."""
        page = self.browser()
        page.goto(self.address)
        page.get_by_role("button", name=name).click()
        return page

    def await_in(self, page: Page, what: Locator) -> None:
        """Wait until something is on a page; without scripts by loading the page again."""
        if not self.scripts:
            deadline = time.monotonic() + PATIENCE / 1000
            while not what.count() and time.monotonic() < deadline:
                page.wait_for_timeout(AGAIN)
                page.reload()
        expect(what).to_be_visible(timeout=PATIENCE)

    def calendars(self, recipient: str) -> list[Calendar]:
        """Return the calendar parts of somebody's mail, the oldest first."""
        mails = [
            message_from_bytes(one.read_bytes(), policy=policy.default)
            for one in sorted(self.mail.glob("*.eml"))
        ]
        return [
            Calendar.from_ical(part.get_content())
            for mail in mails
            if recipient in str(mail["To"])
            for part in mail.walk()
            if part.get_content_type() == "text/calendar" and not part.get_filename()
        ]

    def close(self) -> None:
        """Close every browser."""
        for context in self._contexts:
            context.close()


@contextmanager
def portal(
    database_url: str, folder: Path, chromium: Browser, *, scripts: bool
) -> Iterator[Portal]:
    """Let the portal run on a database that has the demo in it; scripts: in the browsers."""
    address, mail = f"127.0.0.1:{_free_port()}", folder / "postvak"
    started = subprocess.Popen(
        [sys.executable, "-m", "mdt.cli.main", "run"],
        cwd=folder,
        env=_environ()
        | {
            "MDT_DATABASE_URL": database_url,
            "MDT_BIND": address,
            "MDT_BASE_URL": f"http://{address}",
            "MDT_CATCHER_DIR": str(mail),
            "MDT_WEB_WORKERS": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with started as process:
        said = _until_up(process)
        found = Portal(f"http://{address}", mail, chromium, scripts)
        try:
            assert f"Open {found.address} and become anybody" in said
            yield found
        finally:
            found.close()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=END_SECONDS)


def _environ() -> dict[str, str]:
    ours = {name: text for name, text in os.environ.items() if not re.match("MDT_|COV", name)}
    return ours | {"PYTHONPATH": str(ROOT)}


def _until_up(process: "subprocess.Popen[str]") -> str:
    """Return what it says until it is up, or has ended."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if "Ctrl-C" in line:
            break
    return "".join(lines)


def _free_port() -> int:
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        found: int = trial.getsockname()[1]
        return found
