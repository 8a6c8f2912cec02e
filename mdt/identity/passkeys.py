"""Passkeys: a signature of one's own device over a challenge of ours, good at our address only.

A passkey is two factors at once: the device that keeps it, and the finger, face or code that
the device asks for. We therefore refuse an answer that was given without asking. A challenge is
good once and for a short while. A counter that does not go up means that somebody copied the
key, and an answer given at another address was relayed; both are refused.

Source: WebAuthn level 3, 7.1 and 7.2; OWASP ASVS 5.0 6.3.3, 6.5.7; security.md 3.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

import webauthn
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from mdt.errors import N_, DomainError
from mdt.identity import enrolment, passkey_options
from mdt.models import GuestPasskey, Passkey, Person, SpentChallenge

CHALLENGE_BYTES = 32
CHALLENGE_LASTS = timedelta(minutes=5)
LONGEST_ANSWER = 20_000
"""Characters; an answer without attestation has about a thousand."""
MOST = 10
"""Passkeys that one person may have."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,1400}")


class PasskeyRefused(DomainError):
    """Unknown, removed, of another address, copied, or used without its owner; never says which."""

    text = N_("Dat is niet gelukt: wij herkennen deze passkey niet. Probeer het nog een keer.")


class ChallengeSpent(DomainError):
    """What the passkey had to sign is too old or was signed before."""

    text = N_("Dat duurde te lang. Probeer het nog een keer.")


class TooManyPasskeys(DomainError):
    """Nobody has that many devices."""

    text = N_("U heeft al %(most)s passkeys. Verwijder er eerst een.")


@dataclass(frozen=True)
class Site:
    """Where our passkeys are good: the name in them, and the address people must be at."""

    host: str
    origin: str


@dataclass(frozen=True)
class Challenge:
    """Random bytes that a passkey signs, and when we asked for it."""

    text: str
    at: datetime

    @property
    def plain(self) -> bytes:
        """The bytes themselves."""
        return base64url_to_bytes(self.text)


def challenge(*, now: datetime) -> Challenge:
    """Return something new to sign."""
    return Challenge(bytes_to_base64url(token_bytes(CHALLENGE_BYTES)), now)


def of(session: Session, person: Person) -> list[Passkey]:
    """Return the passkeys that person can sign in with, the oldest first."""
    query = select(Passkey).where(Passkey.person_id == person.id, col(Passkey.revoked_at).is_(None))
    return list(session.exec(query.order_by(col(Passkey.created_at))))


def asked_to_make(session: Session, person: Person, site: Site, asked: Challenge) -> str:
    """Return what a browser needs to make a passkey, as JSON; not twice on one device."""
    kept = [one.credential_id for one in of(session, person)]
    return passkey_options.to_make(person, person.id.bytes, site.host, asked.plain, kept=kept)


def asked_to_sign(site: Site, asked: Challenge) -> str:
    """Return what a browser needs to sign in with any passkey of ours, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=asked.plain,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def add(
    session: Session,
    person: Person,
    answer: str,
    *,
    name: str,
    site: Site,
    asked: Challenge | None,
    now: datetime,
) -> Passkey:
    """Keep the passkey that a device made for person.

    Raises ChallengeSpent, PasskeyRefused, TooManyPasskeys.
    """
    if len(of(session, person)) >= MOST:
        raise TooManyPasskeys(most=MOST)
    made = require_made(session, answer, site=site, asked=asked, now=now)
    if _find(session, made["credential_id"]):
        raise PasskeyRefused
    passkey = Passkey(person_id=person.id, name=name, created_at=now, **made)
    session.add(passkey)
    enrolment.noted(session, person, now=now)
    return passkey


def accept(
    session: Session, answer: str, *, site: Site, asked: Challenge | None, now: datetime
) -> Person:
    """Return whose passkey gave this answer; the challenge is spent and the counter kept.

    Raises ChallengeSpent, PasskeyRefused.
    """
    _require_young(asked, now)
    passkey = known(session, answer)
    person = session.get_one(Person, passkey.person_id) if passkey else None
    if passkey is None or person is None or passkey.revoked_at or not person.is_active:
        raise PasskeyRefused
    require_signed(session, passkey, answer, site=site, asked=asked, now=now)
    return person


def known(session: Session, answer: str) -> Passkey | None:
    """Return the passkey that an answer says it is of, whether or not it proves it."""
    return _find(session, claimed(answer))


def claimed(answer: str) -> str:
    """Return the key of the passkey that an answer says it is of; empty when it says nothing."""
    try:
        credential_id = str(webauthn.helpers.parse_authentication_credential_json(answer).id)
    except (WebAuthnException, ValueError, TypeError, AttributeError):
        return ""
    return credential_id if _ID.fullmatch(credential_id) else ""


def require_made(
    session: Session, answer: str, *, site: Site, asked: Challenge | None, now: datetime
) -> dict[str, Any]:
    """Return what is kept of a new passkey, as columns; the challenge is spent.

    Raises ChallengeSpent, PasskeyRefused.
    """
    challenge = _require_young(asked, now)
    made = _made(answer, challenge, site)
    _spend(session, challenge, now)
    return {
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "sign_count": made.sign_count,
    }


def require_signed(
    session: Session,
    passkey: Passkey | GuestPasskey,
    answer: str,
    *,
    site: Site,
    asked: Challenge | None,
    now: datetime,
) -> None:
    """Check that this passkey gave the answer; the challenge is spent and the counter kept.

    Raises ChallengeSpent, PasskeyRefused.
    """
    challenge = _require_young(asked, now)
    count = _signed(answer, passkey, challenge, site)
    _spend(session, challenge, now)
    _count(session, passkey, count, now)


def remove(session: Session, passkey: Passkey, *, now: datetime) -> None:
    """Let the passkey open nothing any more."""
    passkey.revoked_at = now
    enrolment.noted(session, session.get_one(Person, passkey.person_id), now=now)


def remove_all(session: Session, person: Person, *, now: datetime) -> None:
    """Let no passkey of person open anything any more; what follows is the caller's to record."""
    for passkey in of(session, person):
        passkey.revoked_at = now


def _require_young(asked: Challenge | None, now: datetime) -> Challenge:
    if asked is None or not timedelta(0) <= now - asked.at < CHALLENGE_LASTS:
        raise ChallengeSpent
    return asked


def _find(session: Session, credential_id: str) -> Passkey | None:
    return session.exec(select(Passkey).where(Passkey.credential_id == credential_id)).first()


def _made(answer: str, asked: Challenge, site: Site) -> Any:
    """Return what a device says it made for our challenge at our address, asking its owner."""
    try:
        return webauthn.verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=asked.plain,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise PasskeyRefused from error


def _signed(answer: str, passkey: Passkey | GuestPasskey, asked: Challenge, site: Site) -> int:
    """Return the counter in an answer that the passkey signed."""
    try:
        proven = webauthn.verify_authentication_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=asked.plain,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE as error:
        raise PasskeyRefused from error
    return proven.new_sign_count


def _spend(session: Session, asked: Challenge, now: datetime) -> None:
    """Use the challenge up; of two answers at the same moment, one wins."""
    old = col(SpentChallenge.at) <= now - 2 * CHALLENGE_LASTS
    session.execute(delete(SpentChallenge).where(old))
    spent = SpentChallenge(challenge_hash=sha256(asked.plain).hexdigest(), at=now)
    try:
        with session.begin_nested():
            session.add(spent)
    except IntegrityError as error:
        raise ChallengeSpent from error


def _count(session: Session, passkey: Passkey | GuestPasskey, count: int, now: datetime) -> None:
    """Keep the counter, unless another request kept the same or a higher one meanwhile."""
    kind = type(passkey)
    statement = (
        update(kind)
        .where(col(kind.id) == passkey.id, col(kind.revoked_at).is_(None))
        .where((col(kind.sign_count) < count) | (col(kind.sign_count) == 0))
        .values(sign_count=count, used_at=now)
    )
    if session.connection().execute(statement).rowcount != 1:
        raise PasskeyRefused
    session.refresh(passkey)


_UNREADABLE = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)
"""What the library raises for an answer that is wrong, or that is no answer at all."""
