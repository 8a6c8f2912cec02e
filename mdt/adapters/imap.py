"""The reply mailbox by IMAP; a Mailbox of mdt.incoming.reader.

Mail is taken as bytes, without a look inside, and never marked or moved before the portal has it.
What was read goes to a folder beside the inbox, where the mail server keeps it for a few days.

Source: RFC 9051 (IMAP), RFC 2177 (IDLE), RFC 6851 (MOVE).
"""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BufferedReader
from select import select
from typing import Any, cast

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from mdt.adapters import mail_server
from mdt.adapters.mail_server import MailServer
from mdt.incoming import reader
from mdt.incoming.reader import Fetched, Unreachable
from mdt.rounds import Stop

REPLY_SECONDS = 30.0
LOOK_SECONDS = 1.0
LOOK_AGAIN_SECONDS = 15.0
"""After so long one looks again, also when the server said nothing: a line may be lost."""

WITHOUT_IDLE_SECONDS = 20.0
INBOX = "INBOX"
READ_FOLDER = "Gelezen"


class ImapMailbox:
    """One connection to the mailbox."""

    def __init__(self, url: str, *, trust: ssl.SSLContext | None = None) -> None:
        """Connect, sign in and open the folder; trust: whose certificates count.

        Raises Unreachable.
        """
        self._server = mail_server.named_by(url)
        self._folder = self._server.path or INBOX
        self._known = 0
        with _told():
            self._box = _connected(self._server, trust or ssl.create_default_context())
        try:
            with _told():
                self._open()
        except Unreachable:
            self._box.client.shutdown()
            raise

    def waiting(self) -> Iterator[Fetched]:
        """Yield what is in the folder, the oldest first."""
        with _told():
            self._box.folder.set(self._folder)  # and so see what is new
            numbers = self._box.uids()
        self._known = len(numbers)
        for number in sorted(numbers, key=int):
            with _told():
                fetched = self._fetch(number)
            if fetched is not None:
                yield fetched

    def put_away(self, number: str) -> None:
        """Move a mail to the folder of what was read."""
        with _told():
            self._box.move(number, self._read_folder)
        self._known -= 1

    def clear_out(self, before: datetime) -> None:
        """Delete what came before this day from the folder of what was read."""
        with _told():
            self._box.folder.set(self._read_folder)
            old = self._box.uids(AND(date_lt=before.date()))
            self._box.delete(old)
            self._box.folder.set(self._folder)

    def wait(self, stop: Stop) -> None:
        """Return when the server says that something came, or when it is time to look again.

        It says so once, and may have done it amid the answer to something else.
        """
        if self._heard_of_more():
            return
        if "IDLE" not in self._box.client.capabilities:
            stop.wait(WITHOUT_IDLE_SECONDS)
            return
        with _told():
            self._box.idle.start()  # type: ignore[no-untyped-call] # it has no types
            left = LOOK_AGAIN_SECONDS
            while left > 0 and not stop.is_set() and not self._speaks():
                left -= LOOK_SECONDS
            self._box.idle.stop()  # type: ignore[no-untyped-call] # it has no types

    def _heard_of_more(self) -> bool:
        """Tell whether the server named more mail than was there at the last look."""
        _, told = self._box.client.response("EXISTS")
        return any(int(count) > self._known for count in told if count)

    def _speaks(self) -> bool:
        """Tell whether the server says something, without reading half a line of it."""
        return self._has_said() or bool(select([self._box.client.sock], [], [], LOOK_SECONDS)[0])

    def _has_said(self) -> bool:
        """Tell whether more came with the last line that was read; the socket shows it no more."""
        socket, lines = self._box.client.sock, cast("BufferedReader", self._box.client.file)
        patience = socket.gettimeout()
        socket.settimeout(0)
        try:
            return bool(lines.peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            socket.settimeout(patience)

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            self._box.logout()
        with suppress(OSError):
            self._box.client.shutdown()

    def _open(self) -> None:
        self._box.login(self._server.user, self._server.password, self._folder)
        # Many servers say only now that they know IDLE and MOVE.
        _, told = self._box.client.capability()
        self._box.client.capabilities = tuple(told[0].decode().upper().split())
        self._read_folder = self._folder_beside()

    def _fetch(self, number: str) -> Fetched | None:
        """Return a mail; None when it is gone, because another reader was faster."""
        size = _size(self._ask(number, "(RFC822.SIZE)"))
        if size is None:
            return None
        is_whole = size <= reader.MOST_BYTES
        answer = self._ask(number, "(BODY.PEEK[])" if is_whole else "(BODY.PEEK[HEADER])")
        raw = next((one[1] for one in answer if isinstance(one, tuple)), None)
        return Fetched(number, raw[: reader.MOST_BYTES], is_whole=is_whole) if raw else None

    def _ask(self, number: str, what: str) -> list[Any]:
        _, answer = self._box.client.uid("FETCH", number, what)
        return [one for one in answer if one]

    def _folder_beside(self) -> str:
        """Return the folder of what was read, made when it is not there."""
        delimiter = next((one.delim for one in self._box.folder.list()), "/")
        beside = f"{self._folder}{delimiter}{READ_FOLDER}"
        for name in (READ_FOLDER, beside):
            if self._box.folder.exists(name):
                return name
        try:
            self._box.folder.create(READ_FOLDER)
        except ImapToolsError:  # some servers want every folder under the inbox
            self._box.folder.create(beside)
            return beside
        return READ_FOLDER


def _connected(found: MailServer, trust: ssl.SSLContext) -> BaseMailBox:
    if found.scheme == "imaps":
        return MailBox(found.host, found.port, timeout=REPLY_SECONDS, ssl_context=trust)
    if found.scheme == "imap+starttls":
        return MailBoxStartTls(found.host, found.port, timeout=REPLY_SECONDS, ssl_context=trust)
    return MailBoxUnencrypted(found.host, found.port, timeout=REPLY_SECONDS)


def _size(answer: list[Any]) -> int | None:
    for one in answer:
        text = one if isinstance(one, bytes) else b" ".join(one)
        _, found, rest = text.partition(b"RFC822.SIZE ")
        digits = rest.split(b")")[0].split(b" ")[0]
        if found and digits.isdigit():
            return int(digits)
    return None


@contextmanager
def _told() -> Iterator[None]:
    """Say of whatever goes wrong only what kind it was; the server's words may hold an address."""
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
        raise Unreachable(type(error).__name__) from None
