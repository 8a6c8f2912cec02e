"""No request hides in the body of another: the portal's own server, asked by raw sockets."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socket import SHUT_WR, create_connection, create_server

import pytest

from tests import databases, naive_server
from tests.databases import Database

HIDDEN = b"GET /health/live HTTP/1.1\r\nHost: portal\r\n\r\n"
LENGTH = b"Content-Length: %d\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
END = b"0\r\n\r\n"
STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
STARTING_SECONDS = 60
OK = 200


@dataclass(frozen=True)
class Trick:
    """A request with another one in its body, and which reading of its length would see that."""

    fields: bytes
    body: bytes
    by_chunks: bool = True

    @property
    def sent(self) -> bytes:
        """The bytes as they travel."""
        first = b"POST /account/sign-in HTTP/1.1\r\nHost: portal\r\n"
        return first + self.fields + b"\r\n" + self.body


def chunk(text: bytes) -> bytes:
    """Return text as a whole body in one chunk."""
    return b"%x\r\n%s\r\n%s" % (len(text), text, END)


def of_length(body: bytes) -> bytes:
    """Return the field that says the length of body."""
    return LENGTH % len(body)


AFTER = END + HIDDEN
SIZED = chunk(HIDDEN)

TRICKS = {
    "a length before chunks": Trick(of_length(AFTER) + CHUNKED, AFTER),
    "chunks before a length": Trick(CHUNKED + of_length(AFTER), AFTER),
    "a length that ends within chunks": Trick(
        LENGTH % SIZED.index(HIDDEN) + CHUNKED, SIZED, by_chunks=False
    ),
    "two lengths": Trick(of_length(HIDDEN) + LENGTH % 0, HIDDEN, by_chunks=False),
    "two lengths in one field": Trick(
        b"Content-Length: %d, 0\r\n" % len(HIDDEN), HIDDEN, by_chunks=False
    ),
    "a length with a sign": Trick(b"Content-Length: +0\r\n", HIDDEN, by_chunks=False),
    "a length with an underscore": Trick(b"Content-Length: 0_0\r\n", HIDDEN, by_chunks=False),
    "a folded field": Trick(of_length(AFTER) + b"Transfer-Encoding:\r\n chunked\r\n", AFTER),
    "a space before the colon": Trick(of_length(AFTER) + b"Transfer-Encoding : chunked\r\n", AFTER),
    "an unknown coding": Trick(of_length(AFTER) + b"Transfer-Encoding: xchunked\r\n", AFTER),
    "chunked and something after": Trick(b"Transfer-Encoding: chunked, identity\r\n", AFTER),
    "a chunk's size with a sign": Trick(CHUNKED, b"+0\r\n\r\n" + HIDDEN),
    "a chunk's size with a prefix": Trick(CHUNKED, b"0x0\r\n\r\n" + HIDDEN),
    "a chunk's size with an underscore": Trick(CHUNKED, b"0_0\r\n\r\n" + HIDDEN),
    "a chunk's size below nothing": Trick(CHUNKED, b"-0\r\n\r\n" + HIDDEN),
}


def answers(port: int, sent: bytes) -> list[int]:
    """Send these bytes and nothing more; return the status of each answer."""
    with create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(SHUT_WR)
        with connection.makefile("rb") as reader:
            return [int(status) for status in STATUS.findall(reader.read())]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Return where `mdt serve` listens; nothing here comes near a row of the database."""
    with create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
    chosen = databases.open_database("sqlite")
    try:
        with served(chosen, number):
            yield number
    finally:
        chosen.close()


@contextmanager
def served(database: Database, number: int) -> Iterator[None]:
    """Run `mdt serve` while the block runs."""
    surroundings = {
        **os.environ,
        "MDT_DATABASE_URL": database.url,
        "MDT_BIND": f"127.0.0.1:{number}",
    }
    command = [sys.executable, "-m", "mdt.cli.main", "serve", "--development"]
    with subprocess.Popen(
        command, env=surroundings, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _await(number, process)
            yield
        finally:
            process.terminate()


def _await(number: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + STARTING_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            answers(number, HIDDEN)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("mdt serve does not answer")


def test_no_request_hides_in_the_body_of_another(port: int) -> None:
    found = {name: answers(port, trick.sent) for name, trick in TRICKS.items()}

    assert [name for name, each in found.items() if not each or OK in each] == []
    assert answers(port, HIDDEN) == [OK]


def test_two_honest_requests_on_one_connection_are_both_answered(port: int) -> None:
    honest = Trick(of_length(b"mail=x"), b"mail=x")

    assert answers(port, honest.sent + HIDDEN) == [400, OK]


@pytest.mark.parametrize("name", TRICKS)
def test_each_of_them_fools_a_server_that_believes_everything(name: str) -> None:
    trick = TRICKS[name]

    with naive_server.serving(by_chunks=trick.by_chunks) as naive:
        found = answers(naive, trick.sent)

    assert found == [OK, OK]
