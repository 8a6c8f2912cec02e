"""A gateway for text messages on loopback that behaves as badly as a test wants."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any


@dataclass
class Behaviour:
    """What the gateway answers; it keeps the messages that it took, and their headers.

    hang: seconds before it answers; dribble: it answers a byte at a time; drop: it cuts the line
    after it took the message, before it says so; body: how many bytes it answers with.
    """

    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    dribble: bool = False
    drop: bool = False
    body: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    over: Event = field(default_factory=Event)


class Gateway(ThreadingHTTPServer):
    """Answers as it is told to."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, behaviour: Behaviour) -> None:
        """Listen on a free port."""
        self.behaviour = behaviour
        super().__init__(("127.0.0.1", 0), _Answers)

    def handle_error(self, *_: object) -> None:
        """Say nothing of callers who hung up."""


class _Answers(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        """Answer as the behaviour says."""
        behaviour = self.server.behaviour
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        behaviour.paths.append(self.path)
        behaviour.told.append(dict(self.headers))
        behaviour.over.wait(behaviour.hang)
        if behaviour.status < 300:
            behaviour.taken.append(said)
        if not behaviour.drop:
            self._answer(behaviour)

    def _answer(self, behaviour: Behaviour) -> None:
        lines = [f"HTTP/1.1 {behaviour.status} Whatever +31612345678"]
        lines += [f"{name}: {value}" for name, value in behaviour.headers.items()]
        head = "\r\n".join([*lines, "Connection: close", "", ""]).encode()
        with suppress(OSError):
            if behaviour.dribble:
                for sign in head:
                    self.wfile.write(bytes([sign]))
                    if behaviour.over.wait(0.1):
                        return
            self.wfile.write(head + b"x" * behaviour.body)

    def do_GET(self) -> None:
        """Take note of who follows a redirect."""
        self.server.behaviour.paths.append(f"GET {self.path}")

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def serving(behaviour: Behaviour, trust: ssl.SSLContext | None = None) -> Iterator[int]:
    """Let a gateway behave so while the block runs; yields its port."""
    server = Gateway(behaviour)
    if trust:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        behaviour.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
