"""A gateway for text messages as bad as they come: it defers, refuses, hangs, cuts, and kills.

By chance: 503, 429 with Retry-After, silence until the other side has gone, a line that is cut
before or after the message was taken. Some numbers are refused for ever.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from socket import create_connection
from threading import Condition, Event, Lock, Thread
from typing import Any

from faults import worker
from faults.worker import REPLY_SECONDS, SERVER_POINTS

AT_MESSAGE, AT_ACCEPTANCE = (
    SERVER_POINTS.index("at the mail"),
    SERVER_POINTS.index("at its acceptance"),
)
MOODS = {"good": 880, "busy": 40, "wait": 30, "cut before": 20, "cut after": 28, "silent": 2}
PATIENCE_SECONDS = 30.0
STATUSES = {"busy": 503, "wait": 429}
NEVER = 400
REFUSED = "+316100"
"""How a number begins that takes nothing."""


@dataclass(frozen=True)
class Text:
    """A message that was taken; was_cut: and nobody was told, because the line was cut."""

    number: str
    words: str
    reference: str
    was_cut: bool


@dataclass
class Gateway:
    """Takes messages if it feels like it; keeps what it took in order."""

    random: Random
    taken: list[Text] = field(default_factory=list)
    visits: dict[str, int] = field(default_factory=dict)
    over: Event = field(default_factory=Event)
    _lock: Lock = field(default_factory=Lock)
    _talks: int = 0
    _ended: Condition = field(default_factory=Condition)

    def hear(self, name: str, said: dict[str, str]) -> int:
        """Return the status of the answer to a worker of this name; 0: the line is cut."""
        self._kill(name, AT_MESSAGE)
        if said["to"].startswith(REFUSED):
            return NEVER
        with self._lock:
            [mood] = self.random.choices([*MOODS], [*MOODS.values()])
        if mood == "silent":
            self.over.wait(1.5 * REPLY_SECONDS)
        if mood in {"good", "cut after"}:
            cut = mood == "cut after"
            self.taken.append(Text(said["to"], said["text"], said["reference"], cut))
            self._kill(name, AT_ACCEPTANCE)
        return 202 if mood == "good" else STATUSES.get(mood, 0)

    def rest(self, port: int) -> None:
        """Return when all was heard that had reached the server before: it takes calls in turn."""
        with create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as last:
            last.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while last.recv(1 << 10):
                pass
        with self._ended:
            assert self._ended.wait_for(lambda: not self._talks, PATIENCE_SECONDS)

    def talk(self, more: int) -> None:
        """Count a talk that begins (1) or ended (-1)."""
        with self._ended:
            self._talks += more
            self._ended.notify_all()

    def _kill(self, name: str, point: int) -> None:
        """Kill the worker on the other side when it wants to die here, for the nth time."""
        _, pid, place, wanted = name.removesuffix(".example").split("-", maxsplit=3)
        if place != str(point):
            return
        with self._lock:
            self.visits[name] = self.visits.get(name, 0) + 1
            is_now = self.visits[name] == int(wanted)
        if is_now:
            worker.die(int(pid))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        super().__init__(("127.0.0.1", 0), _Answers)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a call; it is counted before its own thread has begun."""
        self.gateway.talk(1)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Hear a call to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.gateway.talk(-1)

    def handle_error(self, *_: object) -> None:
        """Say nothing of workers that died."""


class _Answers(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """Answer as the gateway feels."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = self.headers["Authorization"].removeprefix("Bearer ")
        if status := self.server.gateway.hear(name, said):
            head = f"HTTP/1.1 {status} X\r\nRetry-After: 1\r\nConnection: close\r\n\r\n"
            self.wfile.write(head.encode())

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def serving(gateway: Gateway) -> Iterator[int]:
    """Let the gateway answer while the block runs; yields its port."""
    server = _Server(gateway)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        gateway.over.set()
        server.shutdown()
        thread.join()
        server.server_close()
