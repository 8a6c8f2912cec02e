"""Hand text messages to a gateway by HTTP: one POST of JSON a message, and no redirect followed.

    POST <MDT_SMS_URL>
    Authorization: Bearer <secret>          (MDT_SMS_HEADER)
    Idempotency-Key: <reference>
    {"to": "+31612345678", "from": "Portaal", "text": "...", "reference": "..."}

2xx: taken. 408, 425, 429 and 5xx, a redirect, and what says that we are unknown there (401, 403,
404, 405): tried again, not before Retry-After. Any other 4xx: this message never will be. The
reference is the same at every try, so that a gateway that knows it sends no copy. Of an answer
only status and headers are read, which http.client limits; how long the rest is does not matter.

Source: RFC 9110 10.2.3 (Retry-After), RFC 6585 4 (429); security.md 5 (outbox rules).
"""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from mdt import clock
from mdt.config import Settings
from mdt.outbox.delivery import Mail, NotDelivered

WHOLE_SECONDS = 20.0
"""For one message, from looking up the name to the last byte; well within a lease."""

TAKEN = range(200, 300)
OURS = {401, 403, 404, 405}
"""It refuses us and not this message: account, address. That can be mended."""

LATER = {408, 425, 429}
_PORTS = {"https": 443, "http": 80}


class SmsGateway:
    """The way out for text messages; a Transport of mdt.outbox.delivery."""

    def __init__(
        self,
        settings: Settings,
        *,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Use the gateway of the settings.

        trust: whose certificates count, the system's by default.
        """
        self._url = urlsplit(settings.sms_url)
        self._header, self._account = _account(settings)
        self._fields, self._sender = settings.text_fields, settings.sms_sender
        self._whole_seconds = whole_seconds
        self._trust = trust or ssl.create_default_context()

    def hand_over(self, mail: Mail) -> None:
        """Return when the gateway took the message. Raises NotDelivered."""
        try:
            status, retry_after = self._post(mail)
        except (OSError, HTTPException, ValueError) as error:
            raise NotDelivered(type(error).__name__, is_permanent=False) from None
        if status not in TAKEN:
            raise NotDelivered(
                f"HTTP {status}", is_permanent=_is_final(status), pause=pause(retry_after)
            )

    def _post(self, mail: Mail) -> tuple[int, str]:
        trust = self._trust if self._url.scheme == "https" else None
        connection = _Connection(self._url, trust, self._whole_seconds)
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        with closing(connection), _cut_after(connection, self._whole_seconds):
            connection.request("POST", path, self._body(mail), self._headers(mail))
            with closing(connection.getresponse()) as response:
                return response.status, response.getheader("Retry-After", "")

    def _body(self, mail: Mail) -> bytes:
        values = (mail.recipient, self._sender, mail.content.decode(), mail.key)
        said = zip(self._fields, values, strict=True)
        return json.dumps({name: value for name, value in said if name != "-"}).encode()

    def _headers(self, mail: Mail) -> dict[str, str]:
        account = {self._header: self._account} if self._header else {}
        return account | {
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "Idempotency-Key": mail.key,
            "User-Agent": "mdt-portal",
        }


def pause(retry_after: str) -> timedelta:
    """Return how long a gateway wants to be left alone; none when it does not say it soundly."""
    if retry_after.isascii() and retry_after.isdecimal():
        return timedelta(seconds=int(retry_after[:6]))
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return timedelta()
    return max(at.replace(tzinfo=at.tzinfo or UTC) - clock.now(), timedelta())


class _Connection(HTTPConnection):
    """A connection that can be cut off from outside, also during the handshake."""

    opened: socket.socket | None = None
    is_late = False

    def __init__(self, url: SplitResult, trust: ssl.SSLContext | None, seconds: float) -> None:
        host = url.hostname or ""
        super().__init__(host, url.port or _PORTS[url.scheme], timeout=seconds)
        self._tls = trust

    def connect(self) -> None:
        """Connect, and check the certificate of the name."""
        self.sock = self.opened = socket.create_connection((self.host, self.port), self.timeout)
        if self._tls:
            secured = self._tls.wrap_socket(
                self.opened, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = self.opened = secured
            secured.do_handshake()
        if self.is_late:
            raise TimeoutError  # time ran out before there was a connection to cut


def _account(settings: Settings) -> tuple[str, str]:
    """Return the header that says who we are, and its value."""
    name, _, value = settings.sms_header.partition(":")
    secret = settings.text_secret
    return (name.strip(), value.strip().replace("{secret}", secret)) if secret else ("", "")


def _is_final(status: int) -> bool:
    """Tell whether this very message will never be taken."""
    return 400 <= status < 500 and status not in OURS | LATER  # noqa: PLR2004 - the 4xx of RFC 9110


@contextmanager
def _cut_after(connection: _Connection, seconds: float) -> Iterator[None]:
    """Cut the connection after so many seconds, also when the other side dribbles."""
    timer = Timer(seconds, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(connection: _Connection) -> None:
    connection.is_late = True
    if connection.opened is not None:
        with suppress(OSError):
            connection.opened.shutdown(socket.SHUT_RDWR)
