"""Keep a secret readable for this installation only, and only in the place it was kept for.

Source: NIST SP 800-38D (GCM: a fresh 96-bit nonce each time); security.md 3 (the row's key goes
into the additional data, so that a sealed value moved to another row no longer opens).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
VERSION = "v1."


class SealBroken(Exception):
    """The sealed text was changed, moved, or sealed under another key."""


def seal(key: bytes, plain: bytes, *, place: str) -> str:
    """Return plain sealed under key, as text that fits in a field or a column.

    place: what the text belongs to; it opens only with the same words.
    """
    nonce = token_bytes(NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, plain, place.encode())
    return VERSION + urlsafe_b64encode(sealed).decode()


def unseal(key: bytes, sealed: str, *, place: str) -> bytes:
    """Return what was sealed under key for this place. Raises SealBroken."""
    if not sealed.startswith(VERSION):
        raise SealBroken
    try:
        raw = urlsafe_b64decode(sealed.removeprefix(VERSION).encode())
        return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error
