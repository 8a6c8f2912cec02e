"""A web server on loopback that serves a calendar as badly as a test wants."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from mdt.adapters.fetching import Web


@dataclass
class Page:
    """What an address answers.

    dribble: seconds between its bytes; length: what it says to be long, when not the truth.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    dribble: float = 0.0
    length: int | None = None


@dataclass
class Site:
    """The pages of a server by path, and the requests that came: method, path, headers."""

    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def address(self, path: str = "/a.ics") -> str:
        return f"http://{self.host}{path}"

    def web(self, **options: Any) -> Web:
        """Return a way out that may reach this server."""
        return Web(inside={self.host}, **options)


@contextmanager
def serving() -> Iterator[Site]:
    """Serve a site while the block runs."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            site.asked.append((self.command, self.path, dict(self.headers)))
            page = site.pages.get(self.path, Page(status=404))
            if page.headers.get("ETag", "-") == self.headers.get("If-None-Match"):
                page = Page(status=304)
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(page.length or len(page.body)))
            self.end_headers()
            self._send(page)

        do_GET = do_REPORT = answer  # noqa: N815 - the server looks methods up by these names

        def _send(self, page: Page) -> None:
            step = 1 if page.dribble else 65_536
            try:
                for start in range(0, len(page.body), step):
                    self.wfile.write(page.body[start : start + step])
                    time.sleep(page.dribble)
            except OSError:
                self.close_connection = True  # the reader had enough

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler
