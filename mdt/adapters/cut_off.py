"""A connection by HTTP that ends in time, whatever the other side does.

The limit of a socket is for one read: who sends a byte every second never meets it.
"""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from threading import Timer


@contextmanager
def connection(
    host: str, port: int, *, ip: str, trust: ssl.SSLContext | None, seconds: float
) -> Iterator[HTTPConnection]:
    """Yield a connection that is cut off after so many seconds, also when the other side dribbles.

    ip: what is opened, host itself where any address of that name will do.
    trust: whose certificates count for host, None for a connection without TLS.
    """
    with closing(_Connection(host, port, ip, trust, seconds)) as opened:
        timer = Timer(seconds, _cut, [opened])
        timer.daemon = True
        timer.start()
        try:
            yield opened
        finally:
            timer.cancel()


class _Connection(HTTPConnection):
    """A connection that can be cut off from outside, also during the handshake."""

    opened: socket.socket | None = None
    """What can be cut off; http.client forgets its own before the answer is read."""

    is_late = False

    def __init__(
        self, host: str, port: int, ip: str, trust: ssl.SSLContext | None, seconds: float
    ) -> None:
        super().__init__(host, port, timeout=seconds)
        self._ip, self._tls = ip, trust

    def connect(self) -> None:
        """Connect, and check the certificate of the name."""
        self.sock = self.opened = socket.create_connection((self._ip, self.port), self.timeout)
        if self._tls:
            secured = self._tls.wrap_socket(
                self.opened, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock = self.opened = secured
            secured.do_handshake()
        if self.is_late:
            raise TimeoutError  # time ran out before there was a connection to cut


def _cut(late: _Connection) -> None:
    late.is_late = True
    if late.opened is not None:
        with suppress(OSError):
            late.opened.shutdown(socket.SHUT_RDWR)
