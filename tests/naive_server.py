"""A server that believes whatever a request says of its own length, as old servers did.

It is here to be fooled: what fools it, and what the portal's server refuses, is worth a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from socket import SHUT_RDWR, create_server, socket
from threading import Thread
from typing import BinaryIO

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def serving(*, by_chunks: bool) -> Iterator[int]:
    """Serve one caller at a time while the block runs; yields the port.

    Of two lengths it takes the last. By chunks, it believes a chunked body before a length.
    """
    with create_server(("127.0.0.1", 0)) as door:
        thread = Thread(target=_open, args=[door, by_chunks])
        thread.start()
        try:
            yield door.getsockname()[1]
        finally:
            door.shutdown(SHUT_RDWR)
            thread.join()


def _open(door: socket, by_chunks: bool) -> None:  # noqa: FBT001 - handed on as it came
    while True:
        try:
            caller, _ = door.accept()
        except OSError:
            return
        with caller, caller.makefile("rb") as lines:
            while lines.readline().strip():
                _skip_body(lines, _fields(lines), by_chunks=by_chunks)
                caller.sendall(ANSWER)


def _fields(lines: BinaryIO) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    while line := lines.readline().decode("latin-1").rstrip("\r\n"):
        if line[0] in " \t":  # goes on where the line before ended
            found[name] += line.strip()
            continue
        name, _, value = line.partition(":")
        name = name.strip().lower()
        found[name] = value.strip()
    return found


def _skip_body(lines: BinaryIO, fields: dict[str, str], *, by_chunks: bool) -> None:
    if not by_chunks or "chunked" not in fields.get("transfer-encoding", ""):
        lines.read(int(fields.get("content-length", "0").split(",")[-1]))
        return
    while size := int(lines.readline() or b"0", 16):
        lines.read(size)
        lines.readline()
    lines.readline()
