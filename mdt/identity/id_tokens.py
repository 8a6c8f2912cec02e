"""What a provider vouches for: a signed token that is meant for us, now, and for this one try.

Source: OpenID Connect Core 1.0, 3.1.3.7; RFC 8725 (only the algorithms that we expect).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from mdt.errors import N_, DomainError

ALGORITHMS = ("RS256", "PS256", "ES256", "RS384", "ES384", "RS512", "ES512", "PS384", "PS512")
"""Signatures with a key pair: a provider's public key is never taken for a shared secret."""

LEEWAY_SECONDS = 60
"""How far the clocks of a provider and ours may differ."""

LONGEST_SUBJECT = 255


class NotVouchedFor(DomainError):
    """The provider's token is not right: forged, old, of another try, or meant for another."""

    text = N_("Inloggen via uw organisatie is niet gelukt. Probeer het nog een keer.")


@dataclass(frozen=True)
class Told:
    """Who signed in at a provider. Only issuer and subject say who it is."""

    issuer: str
    subject: str
    name: str
    mail: str


def read(
    token: str,
    keys: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    nonce: str,
    at: datetime,
) -> Told:
    """Return whom the token vouches for.

    keys: the provider's own, as it publishes them. at: the real time. Raises NotVouchedFor.
    """
    try:
        key_set = jwk.KeySet.import_key_set(dict(keys))  # type: ignore[arg-type]
        claims = jwt.decode(token, key_set, algorithms=list(ALGORITHMS)).claims
        _rules(issuer, client_id, nonce, at).validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotVouchedFor from error
    subject = claims["sub"]
    is_for_us = claims.get("azp", client_id) == client_id
    if not is_for_us or not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise NotVouchedFor
    return Told(issuer, subject, _text(claims.get("name"), 120), _text(claims.get("email"), 254))


def _rules(issuer: str, client_id: str, nonce: str, at: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )


def _text(told: object, longest: int) -> str:
    """Return what was told as a line of text, "" when it is none."""
    line = told if isinstance(told, str) and told.isprintable() else ""
    return line[:longest]
