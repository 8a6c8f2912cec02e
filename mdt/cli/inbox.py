"""mdt inbox: read the mailbox where answers to invitations come back.

In a process of its own, in its main thread: what others write must not hold up mail that leaves,
and reading it is stopped from outside when it takes too long.
"""

import argparse
import logging
import ssl

from sqlalchemy import Engine
from sqlmodel import Session

from mdt import clock
from mdt import engine as engines
from mdt.adapters import time_limit
from mdt.adapters.imap import ImapMailbox
from mdt.adapters.time_limit import TooLong
from mdt.cli import lifeline, opening
from mdt.cli.problem import Problem
from mdt.config import Settings
from mdt.incoming import matching, reader, reading
from mdt.incoming.content import Letter
from mdt.incoming.reader import Desk, Unreachable
from mdt.models import IncomingProblem
from mdt.vault import watching
from mdt.web import database

logger = logging.getLogger(__name__)

SECONDS_A_MAIL = 3.0

UNCHECKED = (
    "MDT_MAIL_AUTHENTICATOR=none: senders are not checked, so whoever knows the secret address "
    "of an invitation can answer it in somebody's name."
)
NO_AUTHENTICATOR = (
    "MDT_MAIL_AUTHENTICATOR is not set: nobody's word can be proven, so every answer by mail waits "
    "under Nakijken. docs/beheer.md tells what to set."
)
UNTRUSTED = (
    "the mail server shows a certificate that is not trusted here: MDT_IMAP_URL must name the "
    "server as its certificate does, and SSL_CERT_FILE who signed it when that is you."
)
NOTHING = "MDT_IMAP_URL is not set, so there is no mailbox to read."


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("inbox", help="read the answers that come back by mail")
    command.add_argument("--once", action="store_true", help="read all that is there, then end")
    command.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(command=read)


def read(chosen: argparse.Namespace) -> int:
    """Read; SIGTERM and SIGINT let the mail in hand be finished first. Raises Problem."""
    opening.log()
    settings = opening.settings()
    if not settings.imap_url:
        print(NOTHING)
        return 0
    _warn(settings.mail_authenticator)
    stop, engine = opening.told_to_stop(), opening.engine(settings)
    if chosen.with_parent:
        lifeline.follow()
    try:
        if chosen.once:
            new = reader.read_once(desk(settings, engine), stop)
            print(f"{new} new mails were read.")
        else:
            reader.work(desk(settings, engine), stop)
    except Unreachable as error:
        raise Problem(_sentence(error)) from None
    finally:
        engine.dispose()
    return 0


def _sentence(error: Unreachable) -> str:
    if str(error) == ssl.SSLCertVerificationError.__name__:
        return UNTRUSTED
    return f"the mail server does not answer ({error}): look at MDT_IMAP_URL."


def _warn(authenticator: str) -> None:
    """Say what mail is not believed, or believed too easily."""
    if authenticator in {"", matching.UNCHECKED}:
        logger.warning(UNCHECKED if authenticator else NO_AUTHENTICATOR)


def desk(settings: Settings, engine: Engine) -> Desk:
    """Return what reading needs, in the main thread of a process."""
    return Desk(
        engine=engine,
        open_session=lambda: _session(settings, engine),
        connect=lambda: ImapMailbox(settings.imap_url),
        understand=understand,
        secret=settings.secret_key,
        authenticator=settings.mail_authenticator,
        clock=clock.now,
    )


def _session(settings: Settings, engine: Engine) -> Session:
    """Return a session that stores what came by mail without what is sealed in its case."""
    session = database.open_session(engines.writing(engine), settings)
    session.info[watching.REDACTS] = True
    return session


def understand(raw: bytes) -> Letter:
    """Return what a mail says; a mail that keeps us busy says nothing."""
    try:
        with time_limit.at_most(SECONDS_A_MAIL):
            return reading.read(raw)
    except TooLong:
        return reading.unreadable(IncomingProblem.BROKEN)
