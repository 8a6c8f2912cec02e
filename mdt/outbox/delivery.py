"""Deliver what the outbox owes: take, write, hand over, book; no connection open meanwhile.

Mail and text messages have a post each, so that a gateway that hangs holds up no mail.

Over SMTP nobody can promise that a mail arrives once: a worker that dies between the other
side's acceptance and our booking sends a copy. Message-ID, UID and SEQUENCE were fixed when the
message was queued, so that a copy changes no calendar (RFC 5321 6.1; security.md 0.2).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from mdt.models import OutboxChannel, OutboxMessage
from mdt.outbox import claims
from mdt.outbox.bell import Bell
from mdt.outbox.claims import Failure, Rest
from mdt.rounds import Stop

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Mail:
    """A mail ready to leave: its envelope and its bytes.

    Also a text message: then the recipient is a number, the content plain words and the sender
    nobody. key: the same at every try, so that the other side can tell a copy.
    """

    sender: str
    recipient: str
    content: bytes
    key: str = ""


class NotDelivered(Exception):
    """The mail was not taken; is_permanent says that it never will be."""

    def __init__(self, reason: str, *, is_permanent: bool, pause: timedelta = timedelta()) -> None:
        """Keep the reason: a code or the class of an error, never the server's words.

        pause: how long the other side wants to be left alone.
        """
        super().__init__(reason)
        self.failure = Failure(reason, is_permanent, pause)


class NotNow(Exception):
    """The mail must not leave yet, or no more: said by the pen, which sees how things stand."""

    def __init__(self, until: datetime | None = None) -> None:
        """Keep until when it waits; None when it is owed no more."""
        super().__init__()
        self.rest = Rest(until)


class Transport(Protocol):
    """What an adapter offers the outbox."""

    def hand_over(self, mail: Mail) -> None:
        """Return when the other side took the mail. Raises NotDelivered."""


Compose = Callable[[Session, OutboxMessage], Mail]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Post:
    """Everything that delivering by one channel needs: the database, a pen, a way out, a clock."""

    engine: Engine
    compose: Compose
    transport: Transport
    clock: Clock
    channel: OutboxChannel = OutboxChannel.MAIL


def deliver_one(post: Post, *, looks: bool = True) -> bool:
    """Take the next due message and try it once; False when none is due.

    looks: whether one is due at all, see claims.take.
    """
    message = claims.take(post.engine, now=post.clock(), looks=looks, channel=post.channel)
    if message is None:
        return False
    failure = _try(post, message)
    if not claims.book(post.engine, message, failure, now=post.clock()):
        logger.warning("message %s: lease lost before booking", message.id)
    elif isinstance(failure, Failure):
        logger.warning(
            "message %s not delivered: %s",
            message.id,
            failure.reason,
            extra={"attempts": message.attempts, "permanent": failure.is_permanent},
        )
    return True


def deliver_due(post: Post, stop: Stop) -> int:
    """Deliver until nothing is due; return how many messages were tried."""
    tried = 0
    while not stop.is_set() and deliver_one(post, looks=not tried):
        tried += 1
    return tried


def work(post: Post, stop: Stop) -> None:
    """Deliver until told to stop, looking every second; the mail in hand is finished first."""
    bell = Bell(post.engine)
    while not stop.is_set():
        try:
            deliver_due(post, stop)
        except DBAPIError as error:
            # The database is busy or away. The message in hand keeps its lease and comes back.
            logger.error("database trouble: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold values
        if not stop.is_set():
            bell.wait(stop, POLL_SECONDS)
    bell.close()


def _try(post: Post, message: OutboxMessage) -> Failure | Rest | None:
    try:
        with Session(post.engine) as session:
            mail = post.compose(session, message)
        post.transport.hand_over(mail)
    except NotDelivered as error:
        return error.failure
    except NotNow as word:
        return word.rest
    except Exception as error:  # noqa: BLE001 - whatever broke, the message stays owed
        return Failure(type(error).__name__, is_permanent=False)
    return None
