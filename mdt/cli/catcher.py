"""mdt catcher: the mail server and text gateway of the demo, as the page Postvak shows them."""

import argparse
import asyncio
import signal
from threading import Thread

from mdt.adapters import catcher
from mdt.cli import lifeline, opening
from mdt.config import Settings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command; `mdt run` uses it, people rarely do."""
    command = commands.add_parser("catcher", help="keep mail in a folder instead of sending it")
    command.add_argument("--port", type=int, default=2525)
    command.add_argument("--text-port", type=int, help="take text messages too, by HTTP")
    command.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(command=catch)


def catch(chosen: argparse.Namespace) -> int:
    """Keep mail until told to stop."""
    opening.log()
    settings = opening.settings()
    opening.engine(settings).dispose()  # and take the demo's clock
    if chosen.with_parent:
        lifeline.follow()
    texts = _texts(settings, chosen.text_port)
    try:
        asyncio.run(_serve(settings, chosen.port))
    finally:
        if texts:
            texts.shutdown()
            texts.server_close()
    return 0


def _texts(settings: Settings, port: int | None) -> catcher.TextCatcher | None:
    if port is None:
        return None
    texts = catcher.TextCatcher(settings.catcher_dir, port)
    Thread(target=texts.serve_forever, daemon=True).start()
    return texts


async def _serve(settings: Settings, port: int) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await catcher.listen(settings.catcher_dir, port)
    async with server:
        await stop.wait()
