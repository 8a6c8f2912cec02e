"""mdt worker: deliver what the outbox owes, until told to stop."""

import argparse
import logging
import signal
from threading import Event
from types import FrameType

from sqlalchemy import Engine

from mdt import clock
from mdt.adapters.letters import Letters
from mdt.adapters.smtp import SmtpTransport
from mdt.cli import lifeline, opening
from mdt.config import Settings
from mdt.outbox import delivery
from mdt.outbox.delivery import Post

logger = logging.getLogger(__name__)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("worker", help="deliver what the outbox owes")
    command.add_argument("--once", action="store_true", help="hand over all that is due, then end")
    command.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(command=work)


def work(chosen: argparse.Namespace) -> int:
    """Deliver; SIGTERM and SIGINT let the mail in hand be finished first."""
    opening.log()
    settings = opening.settings()
    stop, engine = _stop(), opening.engine(settings)
    if chosen.with_parent:
        lifeline.follow()
    try:
        _deliver(_post(settings, engine), stop, once=chosen.once)
    finally:
        engine.dispose()
    return 0


def _post(settings: Settings, engine: Engine) -> Post:
    return Post(
        engine=engine,
        compose=Letters(settings).compose,
        transport=SmtpTransport(settings.smtp_url, greet_as=settings.mail_domain),
        clock=clock.now,
    )


def _deliver(post: Post, stop: Event, *, once: bool) -> None:
    if once:
        tried = delivery.deliver_due(post, stop)
        logger.info("%s messages tried", tried)
    else:
        logger.info("delivering")
        delivery.work(post, stop)
        logger.info("stopped")


def _stop() -> Event:
    """Return what is set when this process is asked to end."""
    stop = Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop
