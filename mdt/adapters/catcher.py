"""Keep mail instead of delivering it: the SMTP server of the demo, one file a mail."""

import asyncio
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
        """Write the mail whole or not at all; file names sort by the moment of arrival."""
        name = f"{clock.now():%Y%m%dT%H%M%S%f}-{token_hex(4)}"
        content = envelope.original_content or b""
        unfinished = self._folder / f"{name}.part"
        unfinished.write_bytes(content)
        unfinished.rename(self._folder / f"{name}.eml")
        return "250 kept"


async def listen(folder: Path, port: int) -> asyncio.Server:
    """Return a server on this machine's own address that keeps all mail."""
    loop, catcher = asyncio.get_running_loop(), Catcher(folder)
    return await loop.create_server(lambda: SMTP(catcher, loop=loop), LOOPBACK, port)
