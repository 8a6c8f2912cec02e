"""One request to a calendar, and the redirects that follow: small, short, to checked addresses.

A library for HTTP would look the name up a second time and follow redirects by itself; both are
how an address that was checked becomes one that was not.
"""

import ssl
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection, HTTPException, HTTPResponse
from urllib.parse import urljoin

from mdt.adapters import cut_off, outside
from mdt.adapters.outside import Target
from mdt.models import BusyProblem
from mdt.scheduling.busy_reading import NotRead

MOST_BYTES = 5_000_000
WHOLE_SECONDS = 10.0
MOST_REDIRECTS = 3

_CHUNK = 65_536
_REDIRECTS = {301, 302, 307, 308}


@dataclass(frozen=True)
class Request:
    """What to ask. authorization goes to no other origin than the first."""

    address: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    authorization: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    etag: str
    location: str


class Web:
    """The way out to calendars."""

    def __init__(
        self,
        *,
        inside: Collection[str] = (),
        trust: ssl.SSLContext | None = None,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        """Open public addresses only, and those inside (host:port).

        trust: whose certificates count, the system's by default.
        whole_seconds: for a request with all its redirects.
        """
        self._inside = inside
        self._trust = trust or ssl.create_default_context()
        self._whole_seconds = whole_seconds

    def ask(self, request: Request) -> Answer:
        """Return the answer that is no redirect. Raises NotRead."""
        until = time.monotonic() + self._whole_seconds
        target = outside.target(request.address, self._inside)
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._once(target, request, until)
            if answer.status not in _REDIRECTS:
                return answer
            address = urljoin(request.address, answer.location)
            following = outside.target(address, self._inside)
            kept = request.authorization if following.origin == target.origin else ""
            request, target = replace(request, address=address, authorization=kept), following
        raise NotRead(BusyProblem.UNREACHABLE)

    def _once(self, target: Target, request: Request, until: float) -> Answer:
        left = until - time.monotonic()
        if left <= 0:
            raise NotRead(BusyProblem.TOO_SLOW)
        trust = self._trust if target.scheme == "https" else None
        try:
            with cut_off.connection(
                target.host, target.port, ip=target.ip, trust=trust, seconds=left
            ) as connection:
                return _exchange(connection, target, request)
        except (OSError, HTTPException, ValueError):
            is_late = time.monotonic() >= until - 0.1
            raise NotRead(BusyProblem.TOO_SLOW if is_late else BusyProblem.UNREACHABLE) from None


def _exchange(connection: HTTPConnection, target: Target, request: Request) -> Answer:
    headers = {"Accept-Encoding": "identity", "User-Agent": "mdt-portal", **request.headers}
    if request.authorization:
        headers["Authorization"] = request.authorization
    connection.request(request.method, target.path, request.body or None, headers)
    with closing(connection.getresponse()) as response:
        if response.getheader("Content-Encoding", "identity") != "identity":
            raise NotRead(BusyProblem.NO_CALENDAR)  # what is small when packed may be endless
        etag, location = (response.getheader(name, "") for name in ("ETag", "Location"))
        return Answer(response.status, _body(response), etag, location)


def _body(response: HTTPResponse) -> bytes:
    if (response.length or 0) > MOST_BYTES:
        raise NotRead(BusyProblem.TOO_LARGE)
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise NotRead(BusyProblem.TOO_LARGE)
    if response.length:
        raise HTTPException  # it was cut short
    return bytes(body)
