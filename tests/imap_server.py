"""An IMAP server on loopback, of which a test fills the mailbox: pymap, in memory."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path
from socket import create_connection, socket

USER, PASSWORD = "antwoorden", "geheim van de post"
START_SECONDS = 30


@dataclass(frozen=True)
class Mailserver:
    """A running server: where it is, and its folders as its owner sees them."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mail in a folder, as a mail server does that receives it."""
        with self._owner() as owner:
            owner.create(folder)  # it may be there
            for mail in mails:
                status, said = owner.append(folder, "", "", mail)
                assert status == "OK", said

    def count(self, folder: str = "INBOX") -> int:
        """Return how many mails are in a folder; none when there is no such folder."""
        with self._owner() as owner:
            status, found = owner.select(folder, readonly=True)
            return int(found[0] or 0) if status == "OK" else 0

    def read(self, folder: str) -> list[bytes]:
        """Return every mail in a folder."""
        with self._owner() as owner:
            owner.select(folder, readonly=True)
            _, found = owner.fetch("1:*", "(BODY.PEEK[])")
            return [one[1] for one in found if isinstance(one, tuple)]

    def folders(self) -> str:
        """Return the names of all folders, as the server lists them."""
        with self._owner() as owner:
            return str(owner.list()[1])

    @contextmanager
    def _owner(self) -> Iterator[IMAP4]:
        with IMAP4("127.0.0.1", self.port, timeout=10) as owner:
            owner.login(USER, PASSWORD)
            yield owner


@contextmanager
def serving(certificate: Path | None = None) -> Iterator[Mailserver]:
    """Let a server with an empty mailbox run while the block does.

    certificate: with its key; then the server has STARTTLS.
    """
    with socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
    keys = ["--cert", str(certificate), "--key", str(certificate)] if certificate else ["--no-tls"]
    options = ["--host", "127.0.0.1", "--port", str(port), *keys]
    backend = ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with subprocess.Popen(
        [sys.executable, "-c", "from pymap.main import main; main()", *options, *backend],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _await(port, process)
            yield Mailserver(port)
        finally:
            process.kill()


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the mail server ended by itself"
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the mail server does not listen")
