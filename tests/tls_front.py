"""A door with TLS before a server without: what imaps:// talks to."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import SHUT_RDWR, create_connection, create_server, socket
from threading import Thread

PIECE = 65536


@contextmanager
def before(port: int, certificate: Path) -> Iterator[int]:
    """Let the door stand open for one caller at a time while the block runs; yields its port."""
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate)
    with create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=_open, args=[door, trust, port])
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            door.shutdown(SHUT_RDWR)
            thread.join()


def _open(door: socket, trust: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            caller, _ = door.accept()
            with suppress(OSError), trust.wrap_socket(caller, server_side=True) as outside:
                _let_talk(outside, port)


def _let_talk(outside: socket, port: int) -> None:
    with create_connection(("127.0.0.1", port), timeout=10) as inside:
        thread = Thread(target=_carry, args=[inside, outside])
        thread.start()
        _carry(outside, inside)
        thread.join()


def _carry(one: socket, other: socket) -> None:
    with suppress(OSError):
        while piece := one.recv(PIECE):
            other.sendall(piece)
    with suppress(OSError):
        other.shutdown(SHUT_RDWR)
