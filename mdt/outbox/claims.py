"""Lease one due message to one worker, and book what became of it.

A worker that dies leaves its lease, which runs out; the message is then due again. Attempts are
counted when a message is taken, so that one that kills its worker dies in the end.

Source: security.md 5 (outbox rules).
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from secrets import token_hex
from typing import Any

from sqlalchemy import Engine, bindparam, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from mdt import engine as engines
from mdt.models import OutboxChannel, OutboxMessage, OutboxState
from mdt.outbox import agreed, queue

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 20
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
JITTER = 0.2

TOO_OFTEN = "TooManyAttempts"
RESTORED = "Restored"
"""It waited when the database was copied; whether it left since, nobody knows."""
OUR_OWN = frozenset({TOO_OFTEN, RESTORED})
"""Reasons of ours, that no mail server gave."""

_random = SystemRandom()


@dataclass(frozen=True)
class Failure:
    """Why a message did not get through: a code or the class of an error, never text.

    pause: how long the other side wants to be left alone.
    """

    reason: str
    is_permanent: bool
    pause: timedelta = timedelta()


@dataclass(frozen=True)
class Rest:
    """Why a message does not leave now: it must wait until then, or is owed no more (None)."""

    until: datetime | None


def take(
    engine: Engine,
    *,
    now: datetime,
    looks: bool = True,
    channel: OutboxChannel = OutboxChannel.MAIL,
) -> OutboxMessage | None:
    """Lease the oldest due message of a channel; None when none is due.

    looks: first, without a write lock: an idle worker must not hold up people on SQLite. Needless
    for who has just found one.
    """
    wanted = {"now": now, "channel": channel}
    while not looks or _is_any_due(engine, wanted):
        with Session(engines.writing(engine), expire_on_commit=False) as session:
            message: OutboxMessage | None = session.exec(_DUE_ALONE, params=wanted).first()
            if message is None:
                return None  # another worker was faster
            if _is_one_in_flight(session, message, now):
                continue
            _settle(session, message, now)
            session.commit()
        if message.state is OutboxState.PENDING:
            return message
    return None


def book(
    engine: Engine, message: OutboxMessage, failure: Failure | Rest | None, *, now: datetime
) -> bool:
    """Write down what became of a taken message; False when the lease was lost meanwhile."""
    with Session(engines.writing(engine)) as session:
        booked = session.connection().execute(
            _BOOKING,
            {"taken_id": message.id, "taken_lease": message.lease}
            | {"lease": "", "leased_until": None}
            | _outcome(message, failure, now),
        )
        session.commit()
    return booked.rowcount == 1


def wait_after(attempts: int, *, jitter: float) -> timedelta:
    """Return the pause after that many attempts: 1, 2, 4 ... minutes, at most 4 hours.

    jitter: from -1 to 1; spreads the next tries by up to a fifth.
    """
    doubled = FIRST_WAIT * (1 << min(attempts - 1, MAX_ATTEMPTS))
    return min(doubled, LONGEST_WAIT) * (1 + JITTER * jitter)


def _is_any_due(engine: Engine, wanted: dict[str, Any]) -> bool:
    with Session(engine) as session:
        return session.exec(_DUE, params=wanted).first() is not None


def _in_flight_beside(message: Any, now: Any) -> Any:
    """Return the query for messages in flight of the same calendar item and person."""
    other: Any = aliased(OutboxMessage)
    return select(other.id).where(
        other.uid == message.uid,
        other.uid != "",
        other.person_id == message.person_id,
        other.id != message.id,
        other.leased_until > now,
    )


def _is_one_in_flight(session: Session, message: OutboxMessage, now: datetime) -> bool:
    """Tell whether another worker has just taken one like it.

    On PostgreSQL two workers may each see one of two like messages free. They take turns here,
    so that the second one sees what the first did. On SQLite one worker takes at a time anyway.
    """
    if session.get_bind().dialect.name != "postgresql":
        return False
    key = f"{message.uid or message.id} {message.person_id}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    return session.exec(_in_flight_beside(message, now)).first() is not None


def _settle(session: Session, message: OutboxMessage, now: datetime) -> None:
    """Lease the message, unless it was replaced, may not leave now or was tried too often."""
    if _is_replaced(session, message):
        message.state, message.sealed = OutboxState.SUPERSEDED, ""
    elif not agreed.may_leave(session, message, now=now):
        message.state = OutboxState.HELD
    elif message.attempts >= MAX_ATTEMPTS:
        message.state, message.sealed = OutboxState.DEAD, ""
        message.last_error = message.last_error or TOO_OFTEN
        logger.error("message %s given up", message.id, extra={"attempts": message.attempts})
    else:
        message.attempts += 1
        message.lease, message.leased_until = token_hex(16), now + LEASE
    session.add(message)


def _is_replaced(session: Session, message: OutboxMessage) -> bool:
    if not message.uid:
        return False
    mine = {"of_uid": message.uid, "of_person": message.person_id, "since": message.sequence}
    return session.exec(_REPLACES, params=mine).first() is not None


def _outcome(
    message: OutboxMessage, failure: Failure | Rest | None, now: datetime
) -> dict[str, Any]:
    if failure is None:
        return _ended(OutboxState.SENT, sent_at=now, last_error="")
    if isinstance(failure, Rest):
        return _laid_down(message, failure)
    if failure.is_permanent:
        return _ended(OutboxState.DEAD, last_error=failure.reason)
    return {"due_at": _next_try(message, failure, now), "last_error": failure.reason}


def _ended(state: OutboxState, **more: object) -> dict[str, Any]:
    """Return the row of a message that is done with; a code in it is wiped."""
    return {"state": state, "sealed": "", **more}


def _next_try(message: OutboxMessage, failure: Failure, now: datetime) -> datetime:
    """Return when to try again; a code that has expired by then is wiped at its end."""
    wait = wait_after(message.attempts, jitter=_random.uniform(-1, 1))
    again_at = now + max(wait, min(failure.pause, LONGEST_WAIT))
    if message.sealed and message.ends_at:
        return min(again_at, message.ends_at)
    return again_at


def _laid_down(message: OutboxMessage, rest: Rest) -> dict[str, Any]:
    """Return the row of a message that nobody was asked to take: this was no attempt."""
    waits = _ended(OutboxState.TAKEN_BACK) if rest.until is None else {"due_at": rest.until}
    return waits | {"attempts": message.attempts - 1}


# The queries are made once, for they are asked for every message.
_NOW: Any = bindparam("now")
_CHANNEL: Any = bindparam("channel")
_DUE = (
    select(OutboxMessage)
    .where(OutboxMessage.state == OutboxState.PENDING, OutboxMessage.due_at <= _NOW)
    .where(OutboxMessage.channel == _CHANNEL)
    .where(queue.is_free(_NOW), ~_in_flight_beside(OutboxMessage, _NOW).exists())
    .order_by(col(OutboxMessage.due_at))
    .limit(1)
)
"""The next message: due, free, and none like it in flight."""

_DUE_ALONE = _DUE.with_for_update(skip_locked=True)
_BOOKING = update(OutboxMessage).where(
    col(OutboxMessage.id) == bindparam("taken_id"),
    col(OutboxMessage.lease) == bindparam("taken_lease"),
)
_REPLACES = select(OutboxMessage.id).where(
    OutboxMessage.uid == bindparam("of_uid"),
    OutboxMessage.person_id == bindparam("of_person"),
    col(OutboxMessage.sequence) > bindparam("since"),
    OutboxMessage.state != OutboxState.TAKEN_BACK,
)
