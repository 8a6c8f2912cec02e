"""Slow guessing down: five failures a quarter of an hour, for an account and for an address.

Failures are rows, so every process counts together and a restart forgets nothing. A try is
claimed before the secret is looked at and given back when it was right: of a hundred tries at
the same moment, five are looked at. An account that does not exist is counted like one that
does. For an address only the first failure of each account counts: whoever forgets a password
keeps themselves out for a while, not everybody in the building.

Source: OWASP ASVS 5.0 6.3.1; security.md 2.14 and 3 (no store in memory).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from mdt import keys
from mdt.errors import N_, DomainError
from mdt.models import Attempt

LIMIT = 5
WINDOW = timedelta(minutes=15)
PURPOSE = "throttle"


class TooManyAttempts(DomainError):
    """Five failures within the window; says nothing of whether the account exists."""

    text = N_("Dit is te vaak niet gelukt. Probeer het over %(minutes)s minuten nog een keer.")

    def __init__(self, until: datetime, *, now: datetime) -> None:
        """Keep until when the next try must wait."""
        self.until = until
        self.wait_seconds = max(1, ceil((until - now).total_seconds()))
        super().__init__(minutes=ceil(self.wait_seconds / 60))


@dataclass(frozen=True)
class Claim:
    """One try that counts as a failure until it is forgiven. is_last: the account has no other."""

    account: str
    rows: tuple[UUID, ...]
    is_last: bool = False


def claim(
    session: Session, kind: str, *, account: str, address: str, secret: str, now: datetime
) -> Claim:
    """Count one try as a failure in advance. The caller commits before it looks at the secret.

    kind: what is guessed ("password", "code"); each kind is counted by itself.
    Raises TooManyAttempts; then nothing was counted.
    """
    by_account = _key(secret, f"{kind} account {account.strip().lower()}")
    by_address = _key(secret, f"{kind} address {address}")
    _one_at_a_time(session, by_account, by_address)
    _forget_old(session, now)
    failures = [_failures(session, key, now) for key in (by_account, by_address)]
    _require_under_limit(failures, now)
    counted = [by_account] if failures[0] else [by_account, by_address]
    rows = [Attempt(key=key, at=now) for key in counted]
    session.add_all(rows)
    session.flush()
    is_last = len(failures[0]) + 1 >= LIMIT
    return Claim(by_account, tuple(row.id for row in rows), is_last=is_last)


def forgive(session: Session, claimed: Claim) -> None:
    """Give a try back that was right: it does not count, and the account starts anew."""
    session.execute(delete(Attempt).where(col(Attempt.key) == claimed.account))
    session.execute(delete(Attempt).where(col(Attempt.id).in_(claimed.rows)))


def _require_under_limit(failures: Sequence[Sequence[datetime]], now: datetime) -> None:
    full = [instants for instants in failures if len(instants) >= LIMIT]
    if full:
        raise TooManyAttempts(max(instants[-LIMIT] for instants in full) + WINDOW, now=now)


def _failures(session: Session, key: str, now: datetime) -> list[datetime]:
    """Return the instants of the failures that still count, oldest first."""
    query = select(Attempt.at).where(Attempt.key == key, Attempt.at > now - WINDOW)
    return list(session.exec(query.order_by(col(Attempt.at))))


def _one_at_a_time(session: Session, *names: str) -> None:
    """Let others that count the same wait until this transaction ends. SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        for name in sorted(names):
            session.execute(select(func.pg_advisory_xact_lock(int(name[:15], 16))))


def _forget_old(session: Session, now: datetime) -> None:
    session.execute(delete(Attempt).where(col(Attempt.at) <= now - WINDOW))


def _key(secret: str, text: str) -> str:
    """Return what a row shows of an account or address: nothing that can be read back."""
    return keys.sign(secret, PURPOSE, text).hex()
