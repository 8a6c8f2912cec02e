"""What a person proves who they are with: proposed first, then confirmed, at last revoked.

A proposed credential proves nothing yet; confirming one revokes the live one of its kind.
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from mdt.models import Credential, CredentialKind, Person


def current(session: Session, person: Person, kind: CredentialKind) -> Credential | None:
    """Return the person's live credential of the kind, None when there is none."""
    return session.exec(
        select(Credential).where(
            *_of(person, kind),
            col(Credential.confirmed_at).is_not(None),
            col(Credential.revoked_at).is_(None),
        )
    ).first()


def propose(session: Session, credential: Credential) -> Credential:
    """Keep a credential that proves nothing yet, in the place of one proposed earlier."""
    session.execute(
        delete(Credential).where(
            col(Credential.person_id) == credential.person_id,
            col(Credential.kind) == credential.kind,
            col(Credential.confirmed_at).is_(None),
        )
    )
    session.add(credential)
    session.flush()
    return credential


def confirm(session: Session, credential: Credential, *, now: datetime) -> None:
    """Let the proposed credential count from now on; the live one of its kind ends."""
    person = session.get_one(Person, credential.person_id)
    revoke(session, person, credential.kind, now=now)
    credential.confirmed_at = now
    session.flush()


def revoke(session: Session, person: Person, kind: CredentialKind, *, now: datetime) -> None:
    """End the person's live credential of the kind, if there is one."""
    if live := current(session, person, kind):
        live.revoked_at = now
        session.flush()


def _of(person: Person, kind: CredentialKind) -> tuple[Any, Any]:
    return (Credential.person_id == person.id, Credential.kind == kind)
