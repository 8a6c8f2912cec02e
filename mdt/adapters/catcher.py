"""Keep mail and texts instead of delivering them: the servers of the demo, one file a message."""

import asyncio
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from secrets import token_hex
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope

from mdt import clock

LOOPBACK = "127.0.0.1"


class Catcher:
    """Takes every mail that is handed over, and writes it in the folder."""

    def __init__(self, folder: Path) -> None:
        """Keep mail in the folder, which is made when it is not there."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd looks the method up by this name
        """Keep the mail."""
        keep(self._folder, "eml", envelope.original_content or b"")
        return "250 kept"


class TextCatcher(ThreadingHTTPServer):
    """A gateway for text messages that sends none: it writes each in the folder."""

    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        """Listen on this machine's own address; serve_forever() takes messages."""
        self.folder = folder
        super().__init__((LOOPBACK, port), _TakesTexts)


class _TakesTexts(BaseHTTPRequestHandler):
    """Takes what mdt.adapters.sms_gateway posts."""

    server: TextCatcher

    def do_POST(self) -> None:
        """Keep the message."""
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        keep(self.server.folder, "json", json.dumps(said).encode())
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Write nothing: what comes in is a message."""


def keep(folder: Path, kind: str, content: bytes) -> None:
    """Write a message whole or not at all; file names sort by the moment of arrival."""
    name = f"{clock.now():%Y%m%dT%H%M%S%f}-{token_hex(4)}"
    unfinished = folder / f"{name}.part"
    unfinished.write_bytes(content)
    unfinished.rename(folder / f"{name}.{kind}")


async def listen(folder: Path, port: int) -> asyncio.Server:
    """Return a server on this machine's own address that keeps all mail."""
    loop, catcher = asyncio.get_running_loop(), Catcher(folder)
    return await loop.create_server(lambda: SMTP(catcher, loop=loop), LOOPBACK, port)
