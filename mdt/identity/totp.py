"""Codes from an authenticator app: the second factor.

The seed is kept sealed under the installation's secret, bound to its row. A code counts once,
and half a minute early or late. The app on a telephone knows nothing of a demo's shifted clock,
so `at` is always the real time.

Source: RFC 6238 (TOTP), 5.2 (a code is accepted once, one step of drift); ASVS 5.0 6.5.1.
"""

import hmac
from datetime import datetime
from uuid import uuid4

import pyotp
from sqlmodel import Session, col, update

from mdt import keys
from mdt.identity import credentials, sealing
from mdt.models import Credential, CredentialKind, Person

ISSUER = "Veiligheidsoverleg"
STEP_SECONDS = 30
DRIFT = (-1, 0, 1)
PURPOSE = "totp seed"


def enrol(session: Session, person: Person, *, secret: str, now: datetime) -> Credential:
    """Return a new, sealed seed that counts once it is confirmed with a code."""
    key = uuid4()
    return credentials.propose(
        session,
        Credential(
            id=key,
            person_id=person.id,
            kind=CredentialKind.TOTP,
            secret=sealing.seal(
                keys.derive(secret, PURPOSE), pyotp.random_base32().encode(), place=str(key)
            ),
            created_at=now,
        ),
    )


def seed(credential: Credential, *, secret: str) -> str:
    """Return the seed in base32, as an app wants it typed. Raises SealBroken."""
    key = keys.derive(secret, PURPOSE)
    return sealing.unseal(key, credential.secret, place=str(credential.id)).decode()


def address(credential: Credential, person: Person, *, secret: str) -> str:
    """Return the otpauth address that an app reads from the picture."""
    totp = pyotp.TOTP(seed(credential, secret=secret))
    return totp.provisioning_uri(name=person.mail, issuer_name=ISSUER)


def accepts(
    session: Session, credential: Credential | None, code: str, *, secret: str, at: datetime
) -> bool:
    """Tell whether code is the credential's at this real time, and spend it: no code twice.

    Of two requests with one code at the same moment, one wins.
    """
    if credential is None:
        return False
    step = _step_of(seed(credential, secret=secret), _digits(code), at)
    return step is not None and _spend(session, credential, step)


def _step_of(base32: str, code: str, at: datetime) -> int | None:
    totp, now = pyotp.TOTP(base32), int(at.timestamp()) // STEP_SECONDS
    steps = [now + drift for drift in DRIFT]
    return next((s for s in steps if hmac.compare_digest(totp.generate_otp(s), code)), None)


def _spend(session: Session, credential: Credential, step: int) -> bool:
    statement = (
        update(Credential)
        .where(col(Credential.id) == credential.id, col(Credential.last_step) < step)
        .values(last_step=step)
    )
    return session.connection().execute(statement).rowcount == 1


def _digits(code: str) -> str:
    """Return what was typed without the spaces that apps show; ASCII digits only."""
    return "".join(sign for sign in code if sign in "0123456789")
