"""Keys for one purpose each, derived from the one secret of the installation. Pure.

What can be derived need not be stored: a link or a code is made again from a row's random key
whenever it is needed, and a copy of the database opens nothing.

Source: RFC 5869 (HKDF), RFC 2104 (HMAC).
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
TOKEN_BYTES = 16


def derive(secret: str, purpose: str) -> bytes:
    """Return the 256-bit key for this purpose; keys of two purposes say nothing of each other."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(secret.encode())


def sign(secret: str, purpose: str, text: str) -> bytes:
    """Return the authentication code of text, 256 bits."""
    return hmac.new(derive(secret, purpose), text.encode(), sha256).digest()


def token(secret: str, purpose: str, text: str) -> str:
    """Return 128 bits of the authentication code as 22 characters that fit in an address."""
    return urlsafe_b64encode(sign(secret, purpose, text)[:TOKEN_BYTES]).decode().rstrip("=")
