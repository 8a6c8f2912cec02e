"""Dovecot on loopback, with a configuration, a mailbox and certificates of its own.

It offers STARTTLS on one port and speaks TLS on another. Debian has it as dovecot-imapd; run as
root its processes are of the users that the package made, else of whoever runs it.

Source: Dovecot 2.3, its own manual of settings.
"""

import grp
import os
import pwd
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import IMAP4, IMAP4_SSL
from pathlib import Path
from socket import create_connection, socket

from faults import own_authority
from faults.own_authority import HERE, Papers
from tests.imap_server import PASSWORD, USER, Mailserver

MISSING = "Dovecot is not on this machine: install dovecot-imapd (Debian)"
PROGRAM = "dovecot"
START_SECONDS = 30.0

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{papers.certificate}
ssl_key = <{papers.key}
disable_plaintext_auth = yes
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:{folder}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


class DovecotMissing(Exception):
    """This machine has no Dovecot."""


@dataclass(frozen=True)
class Dovecot(Mailserver):
    """A Dovecot that can be stopped and started again; its owner comes in by TLS."""

    secure: int
    folder: Path
    papers: Papers
    _running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @property
    def authority(self) -> Path:
        """The file of who signed its certificate."""
        return self.papers.authority

    def url_of(self, scheme: str) -> str:
        """Return its address for this scheme."""
        port = self.secure if scheme == "imaps" else self.port
        return f"{scheme}://{USER}:{PASSWORD.replace(' ', '%20')}@{HERE}:{port}/INBOX"

    def start(self) -> None:
        """Start it, and return when it listens."""
        configuration = str(self.folder / "dovecot.conf")
        process = subprocess.Popen(
            [_program(), "-F", "-c", configuration], stderr=subprocess.DEVNULL
        )
        self._running.append(process)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text(encoding="utf-8"))
            try:
                create_connection((HERE, self.secure), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("Dovecot does not listen")

    def stop(self) -> None:
        """Stop it, with everybody who is connected."""
        while self._running:
            process = self._running.pop()
            process.terminate()
            process.wait()

    @contextmanager
    def _owner(self) -> Iterator[IMAP4]:
        trust = ssl.create_default_context(cafile=str(self.papers.authority))
        with IMAP4_SSL(HERE, self.secure, ssl_context=trust, timeout=10) as owner:
            owner.login(USER, PASSWORD)
            yield owner


@contextmanager
def serving(folder: Path) -> Iterator[Dovecot]:
    """Let a Dovecot with an empty mailbox run while the block does. Raises DovecotMissing."""
    _program()
    port, secure = _free_ports()
    server = Dovecot(port, secure, folder, own_authority.issue(folder))
    _configure(server)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _program() -> str:
    found = shutil.which(PROGRAM) or shutil.which(PROGRAM, path="/usr/sbin")
    if found is None:
        raise DovecotMissing(MISSING)
    return found


def _configure(server: Dovecot) -> None:
    me = pwd.getpwuid(os.getuid())
    is_root = me.pw_uid == 0
    internal = pwd.getpwnam("dovecot") if is_root else me
    (server.folder / "mail").mkdir()
    os.chown(server.folder / "mail", internal.pw_uid, internal.pw_gid)
    server.folder.chmod(0o755)
    users = server.folder / "users"
    users.write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n", encoding="utf-8")
    os.chown(users, internal.pw_uid, internal.pw_gid)
    (server.folder / "dovecot.conf").write_text(
        CONFIGURATION.format(
            folder=server.folder,
            papers=server.papers,
            internal=internal.pw_name,
            group=grp.getgrgid(internal.pw_gid).gr_name,
            login="dovenull" if is_root else me.pw_name,
            uid=internal.pw_uid,
            gid=internal.pw_gid,
            port=server.port,
            secure=server.secure,
        ),
        encoding="utf-8",
    )


def _free_ports() -> tuple[int, int]:
    with socket() as one, socket() as other:
        for trial in (one, other):
            trial.bind((HERE, 0))
        return one.getsockname()[1], other.getsockname()[1]
