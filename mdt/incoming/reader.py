"""Read the mailbox: keep each mail, let the server put it away, then let it change what it may.

Three steps, each committed before the next: a reader that is killed between two begins again with
what was not done, and nothing happens twice. A mail is counted before it is read, so that one that
ends its reader is left to people at the third time.

Source: security.md 5 (lease and count before one acts); scheduling.md 6.3.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Engine, update
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlmodel import Session, col, select

from mdt import engine as engines
from mdt.identity.sealing import SealBroken
from mdt.incoming import applying, keeping
from mdt.incoming.content import Letter
from mdt.models import IncomingMail, IncomingProblem, IncomingState
from mdt.rounds import Stop

logger = logging.getLogger(__name__)

MOST_BYTES = 1024 * 1024
"""Of a larger mail only the headers are kept, for a person. Source: scheduling.md 2.6."""

MOST_ATTEMPTS = 3
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0


class Unreachable(Exception):
    """The mail server does not answer, or broke off. The text is a class of errors, no content."""


@dataclass(frozen=True)
class Fetched:
    """A mail on the server: its number there, and its bytes; of one too large only the headers."""

    number: str
    raw: bytes
    is_whole: bool = True


class Mailbox(Protocol):
    """What an adapter offers: one connection to the mailbox. Everything raises Unreachable."""

    def waiting(self) -> Iterator[Fetched]:
        """Yield what was not put away yet, the oldest first."""

    def put_away(self, number: str) -> None:
        """Move a mail out of the way of the next reading."""

    def clear_out(self, before: datetime) -> None:
        """Delete what was put away before this day: the portal has it."""

    def wait(self, stop: "Stop") -> None:
        """Return when something came, when it is time to look, or when told to stop."""

    def close(self) -> None:
        """Break the connection off, in peace if that can be."""


@dataclass(frozen=True)
class Desk:
    """Everything that reading needs.

    open_session: gives a session that may write and whose events cause their reactions.
    understand: mdt.incoming.reading.read, within a limit of time.
    authenticator: the name by which our mail server signs its verdicts on senders; see
    matching.is_spoken_by.
    """

    engine: Engine
    open_session: Callable[[], Session]
    connect: Callable[[], Mailbox]
    understand: Callable[[bytes], Letter]
    secret: str
    authenticator: str
    clock: Callable[[], datetime]


def work(desk: Desk, stop: Stop) -> None:
    """Read until told to stop; after trouble begin again, with pauses that grow."""
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            for _ in _sittings(desk, stop):
                pause = FIRST_PAUSE
        except (Unreachable, SQLAlchemyError) as error:
            logger.error("trouble: %s; again in %s s", _named(error), pause)  # noqa: TRY400 - a traceback may hold values
            stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def read_once(desk: Desk, stop: Stop) -> int:
    """Read all that waits, once; return how many mails were new. Raises Unreachable."""
    mailbox = desk.connect()
    try:
        return _read(desk, mailbox, stop)
    finally:
        mailbox.close()


def _sittings(desk: Desk, stop: Stop) -> Iterator[int]:
    """Yield each time that everything was read, on one connection."""
    mailbox = desk.connect()
    try:
        while not stop.is_set():
            yield _read(desk, mailbox, stop)
            mailbox.wait(stop)
    finally:
        mailbox.close()


def _read(desk: Desk, mailbox: Mailbox, stop: Stop) -> int:
    new = 0
    handle_waiting(desk, stop)  # what an earlier reader left
    for fetched in mailbox.waiting():
        if stop.is_set():
            break
        new += keep(desk, fetched)
        mailbox.put_away(fetched.number)
        handle_waiting(desk, stop)
    mailbox.clear_out(desk.clock() - keeping.MAILBOX_DAYS)
    logger.info("%s mails read", new)
    return new


def keep(desk: Desk, fetched: Fetched) -> bool:
    """Keep a mail; False when it was there already."""
    with desk.open_session() as session:
        try:
            mail = keeping.keep(session, fetched.raw, secret=desk.secret, now=desk.clock())
            if mail is not None and not fetched.is_whole:
                applying.give_up(mail, IncomingProblem.TOO_LARGE)
            session.commit()
        except IntegrityError:  # another reader was faster
            return False
    return mail is not None


def handle_waiting(desk: Desk, stop: Stop) -> None:
    """Handle every mail that was kept and not handled, the oldest first."""
    for key in _waiting(desk):
        if stop.is_set():
            return
        if _count(desk, key):
            _try(desk, key)


def _waiting(desk: Desk) -> list[UUID]:
    with Session(desk.engine) as session:
        query = (
            select(IncomingMail.id)
            .where(IncomingMail.state == IncomingState.WAITING)
            .order_by(col(IncomingMail.received_at))
        )
        return list(session.exec(query))


def _count(desk: Desk, key: UUID) -> bool:
    """Count a try before it is made; False when there were too many, and a person must look."""
    with Session(engines.writing(desk.engine)) as session:
        is_this = (col(IncomingMail.id) == key, col(IncomingMail.state) == IncomingState.WAITING)
        is_left = col(IncomingMail.attempts) < MOST_ATTEMPTS
        table: Any = update(IncomingMail).where(*is_this)
        counted = session.connection().execute(
            table.where(is_left).values(attempts=col(IncomingMail.attempts) + 1)
        )
        if counted.rowcount == 0:
            broken = {"state": IncomingState.CHECK, "problem": IncomingProblem.BROKEN}
            session.connection().execute(table.values(**broken))
        session.commit()
    return counted.rowcount == 1


def _try(desk: Desk, key: UUID) -> None:
    try:
        _handle(desk, key)
    except OperationalError:
        raise  # the database is busy or away; that is not the mail's doing
    except Exception as error:  # noqa: BLE001 - whatever a mail breaks, the next one is read
        logger.error("mail %s: %s", key, type(error).__name__)  # noqa: TRY400 - a traceback may hold values


def _handle(desk: Desk, key: UUID) -> None:
    """Understand one mail with no transaction open, then let it change what it may in one."""
    with Session(desk.engine) as session:
        mail = session.get_one(IncomingMail, key)
        try:
            raw = keeping.opened(mail, secret=desk.secret)
        except SealBroken:
            logger.error("mail %s cannot be opened: the secret changed", key)  # noqa: TRY400 - nothing more is known
            return
    letter = desk.understand(raw)
    with desk.open_session() as session:
        mail = session.get_one(IncomingMail, key, with_for_update=True)
        if mail.state is not IncomingState.WAITING:
            return  # another reader was faster
        applying.handle(session, mail, letter, authenticator=desk.authenticator, now=desk.clock())
        session.commit()
        logger.info("mail %s: %s", key, mail.problem or mail.kind)


def _named(error: Exception) -> str:
    return str(error) if isinstance(error, Unreachable) else type(error).__name__
