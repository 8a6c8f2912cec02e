"""Hand mail over by SMTP. One connection a mail, and never longer than a lease lasts.

Source: RFC 5321 4.2.1 (4yz: try again, 5yz: never), RFC 3463 (enhanced status codes).
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from mdt.adapters import mail_server
from mdt.outbox import claims
from mdt.outbox.delivery import Mail, NotDelivered

REPLY_SECONDS = 20.0
WHOLE_SECONDS = 0.5 * claims.LEASE.total_seconds()
"""The whole conversation ends well before the lease does, also with a server that dribbles."""

_PERMANENT = range(500, 600)
_ENHANCED = re.compile(rb"^([45]\.\d{1,3}\.\d{1,3})\b")


class SmtpTransport:
    """The way out by SMTP; a Transport of mdt.outbox.delivery."""

    def __init__(
        self,
        url: str,
        *,
        greet_as: str,
        reply_seconds: float = REPLY_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Use the server at url.

        greet_as: the name we say in EHLO, so that nothing is looked up for it.
        trust: whose certificates count, the system's by default.
        """
        self._greet_as = greet_as
        self._server = mail_server.named_by(url)
        self._reply_seconds = reply_seconds
        self._whole_seconds = whole_seconds
        self._trust = trust or ssl.create_default_context()

    def hand_over(self, mail: Mail) -> None:
        """Return when the server took the mail. Raises NotDelivered."""
        try:
            with (
                self._connection() as connection,
                _deadline(connection, self._whole_seconds) as deadline,
            ):
                self._greet(connection, deadline)
                connection.sendmail(mail.sender, [mail.recipient], mail.content)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(*next(iter(error.recipients.values()))) from None
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _refused(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPResponseException as error:
            # It refused us and not this mail: greeting, account. That can be mended.
            raise NotDelivered(
                _code(error.smtp_code, error.smtp_error), is_permanent=False
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise NotDelivered(type(error).__name__, is_permanent=False) from None

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """Connect, and say goodbye; how the goodbye goes does not matter, the mail was taken."""
        if self._server.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                timeout=self._reply_seconds, local_hostname=self._greet_as, context=self._trust
            )
        else:
            connection = smtplib.SMTP(timeout=self._reply_seconds, local_hostname=self._greet_as)
        try:
            yield connection
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
        finally:
            connection.close()

    def _greet(self, connection: smtplib.SMTP, deadline: Timer) -> None:
        # SMTP_SSL checks the certificate against this name; connect() does not set it.
        connection._host = self._server.host  # type: ignore[attr-defined]  # noqa: SLF001
        code, words = connection.connect(self._server.host, self._server.port)
        if deadline.finished.is_set():
            raise TimeoutError  # it ran out before there was a connection to cut
        if code != 220:  # noqa: PLR2004 - "service ready", RFC 5321 4.2.3
            raise smtplib.SMTPConnectError(code, words)
        connection.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp+starttls":
            connection.starttls(context=self._trust)
        if self._server.user:
            connection.login(self._server.user, self._server.password)


@contextmanager
def _deadline(connection: smtplib.SMTP, seconds: float) -> Iterator[Timer]:
    """Cut the connection after so many seconds, whatever the server is doing."""
    timer = Timer(seconds, _cut, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield timer
    finally:
        timer.cancel()


def _cut(connection: smtplib.SMTP) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _refused(code: int, words: bytes | str) -> NotDelivered:
    is_permanent = code in _PERMANENT
    return NotDelivered(_code(code, words), is_permanent=is_permanent)


def _code(code: int, words: bytes | str) -> str:
    """Return the code with its enhanced status; the server's words may hold an address."""
    text = words.encode() if isinstance(words, str) else words
    enhanced = _ENHANCED.match(text)
    return f"{code} {enhanced[1].decode()}" if enhanced else str(code)
