"""Passwords as argon2id hashes. Source: security.md 3; OWASP password storage."""

from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session, col, select

from mdt.models import Credential, CredentialKind, Person

MIN_LENGTH = 12
MAX_LENGTH = 128

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def choose(session: Session, person: Person, password: str, *, now: datetime) -> None:
    """Give person this password; an earlier one no longer works."""
    if earlier := current(session, person, CredentialKind.PASSWORD):
        earlier.revoked_at = now
    session.add(
        Credential(
            person_id=person.id,
            kind=CredentialKind.PASSWORD,
            secret=_hasher.hash(password),
            created_at=now,
            confirmed_at=now,
        )
    )


def matches(session: Session, person: Person | None, password: str) -> bool:
    """Tell whether password is the person's; takes as long for nobody as for somebody."""
    if len(password) > MAX_LENGTH:
        return False
    credential = current(session, person, CredentialKind.PASSWORD) if person else None
    try:
        _hasher.verify(credential.secret if credential else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return credential is not None


def current(session: Session, person: Person, kind: CredentialKind) -> Credential | None:
    """Return the person's live credential of the kind, None when there is none."""
    return session.exec(
        select(Credential).where(
            Credential.person_id == person.id,
            Credential.kind == kind,
            col(Credential.revoked_at).is_(None),
        )
    ).first()
