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
import ssl
from contextlib import closing
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from urllib.parse import urlsplit

from mdt import clock
from mdt.adapters import cut_off
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
        host, port = self._url.hostname or "", self._url.port or _PORTS[self._url.scheme]
        path = (self._url.path or "/") + (f"?{self._url.query}" if self._url.query else "")
        with cut_off.connection(
            host, port, ip=host, trust=trust, seconds=self._whole_seconds
        ) as connection:
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


def _account(settings: Settings) -> tuple[str, str]:
    """Return the header that says who we are, and its value."""
    name, _, value = settings.sms_header.partition(":")
    secret = settings.text_secret
    return (name.strip(), value.strip().replace("{secret}", secret)) if secret else ("", "")


def _is_final(status: int) -> bool:
    """Tell whether this very message will never be taken."""
    return 400 <= status < 500 and status not in OURS | LATER  # noqa: PLR2004 - the 4xx of RFC 9110
