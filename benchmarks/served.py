"""Servers in processes of their own, asked over HTTP on this machine, and the CPU that they take.

CPU of a process and all that it started, from the kernel: what the asking costs is not in it.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

PATIENCE_SECONDS = 60
HOST = "127.0.0.1"
_TICKS_PER_MS = os.sysconf("SC_CLK_TCK") / 1000
_USER_TIME, _SYSTEM_TIME = 11, 12
"""Places in /proc/<pid>/stat, counted from after the name (proc(5))."""


@dataclass(frozen=True)
class Server:
    """One server that answers."""

    pid: int
    port: int

    def ask(
        self,
        path: str,
        headers: Mapping[str, str],
        *,
        method: str = "GET",
        body: bytes = b"",
    ) -> tuple[int, bytes]:
        """Return status and body of one request."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        connection.request(method, path, body or None, dict(headers))
        answer = _read(connection.getresponse())
        connection.close()
        return answer

    def cpu_ms(self, path: str, headers: Mapping[str, str], times: int) -> float:
        """Return the CPU milliseconds of one request, out of so many over one connection."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE_SECONDS)
        before = _cpu_ms(self.pid)
        for _ in range(times):
            connection.request("GET", path, headers=dict(headers))
            status, _body = _read(connection.getresponse())
            assert status == 200, status  # noqa: PLR2004 - HTTP's own number
        taken = _cpu_ms(self.pid) - before
        connection.close()
        return taken / times


@contextmanager
def serving(command: Sequence[str], port: int, **settings: str) -> Iterator[Server]:
    """Start a server with this command, wait until it answers, and end it afterwards."""
    environment: Mapping[str, str] = os.environ | settings
    with subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, *command],
        env=environment,
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,  # closed when this process is gone, however it ended
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait(process, port)
            yield Server(process.pid, port)
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    return port


def _read(answer: HTTPResponse) -> tuple[int, bytes]:
    return answer.status, answer.read()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def _cpu_ms(pid: int) -> float:
    """Return what the process and its children took so far."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = int(after_name[_USER_TIME]) + int(after_name[_SYSTEM_TIME])
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own / _TICKS_PER_MS + sum(_cpu_ms(int(child)) for child in children)
