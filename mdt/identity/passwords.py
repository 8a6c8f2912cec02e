"""Passwords as argon2id hashes, and which ones are too easy to guess.

Hashing takes a fifth of a second and 64 MiB on purpose. Callers hold no transaction meanwhile:
look the hash up, let the database go, then verify.

Source: RFC 9106 4 (argon2id parameters); OWASP ASVS 5.0 V6.2; security.md 3.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from threading import BoundedSemaphore
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from mdt.access import stand_ins
from mdt.errors import N_, DomainError
from mdt.identity import credentials, guesses
from mdt.models import Credential, CredentialKind, Person

MIN_LENGTH = 12
MAX_LENGTH = 128
AT_ONCE = 2
"""Hashes at the same time in one process: each takes 64 MiB."""
PATIENCE_SECONDS = 10.0

HASHER = PasswordHasher()
"""argon2id with 64 MiB, three passes, four lanes: RFC 9106's second choice."""

_places = BoundedSemaphore(AT_ONCE)


class PasswordTooShort(DomainError):
    """Length is what makes a password strong."""

    text = N_("Gebruik ten minste %(least)s tekens. Een korte zin is goed te onthouden.")


class PasswordTooLong(DomainError):
    """More than we hash."""

    text = N_("Gebruik ten hoogste %(most)s tekens.")


class PasswordTooEasy(DomainError):
    """Somebody who knows the person, or a list of common words, would guess it."""

    text = N_("Dit wachtwoord is makkelijk te raden. Kies bijvoorbeeld vier losse woorden.")


class TooBusy(Exception):
    """More people are signing in at once than this process can check; try again shortly."""


def require_suitable(password: str, person: Person) -> None:
    """Raise PasswordTooShort, PasswordTooLong or PasswordTooEasy for what must not be chosen."""
    password = _normal(password)
    if len(password) < MIN_LENGTH:
        raise PasswordTooShort(least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong(most=MAX_LENGTH)
    if guesses.is_easy(password, known=(person.name, person.mail)):
        raise PasswordTooEasy


def hashed(password: str) -> str:
    """Return the hash to keep. Slow; hold no transaction. Raises PasswordTooLong, TooBusy."""
    password = _normal(password)
    if len(password) > MAX_LENGTH:
        raise PasswordTooLong(most=MAX_LENGTH)
    with _place():
        return HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Tell whether kept is the hash of password; for None it takes as long, and is False.

    Slow; hold no transaction. What is over-long is never hashed. Raises TooBusy.
    """
    password = _normal(password)
    if len(password) > MAX_LENGTH:
        return False
    with _place():
        try:
            HASHER.verify(kept or _of_nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def kept(session: Session, person: Person | None) -> str | None:
    """Return the hash of the person's password, None when there is no password or nobody.

    The database is asked for nobody's as well: an answer that is quicker tells who has an account.
    """
    whose = person or stand_ins.of(Person, stand_ins.NOWHERE)
    found = credentials.current(session, whose, CredentialKind.PASSWORD)
    return found.secret if found else None


def propose(session: Session, person: Person, password_hash: str, *, now: datetime) -> Credential:
    """Keep the hash of a password that counts once it is confirmed."""
    return credentials.propose(
        session,
        Credential(
            person_id=person.id,
            kind=CredentialKind.PASSWORD,
            secret=password_hash,
            created_at=now,
        ),
    )


def choose(session: Session, person: Person, password_hash: str, *, now: datetime) -> None:
    """Give person the password of this hash; an earlier one no longer works."""
    credentials.confirm(session, propose(session, person, password_hash, now=now), now=now)


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=PATIENCE_SECONDS):
        raise TooBusy
    try:
        yield
    finally:
        _places.release()


@cache
def _of_nobody() -> str:
    return HASHER.hash("nobody has this password")


def _normal(password: str) -> str:
    """Return one spelling of characters that keyboards compose differently (RFC 8265 4.2.2)."""
    return normalize("NFC", password)
