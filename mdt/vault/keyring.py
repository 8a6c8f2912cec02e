"""The keys of the vault, which stand outside the database, and what they seal.

A setting names one key or a file of them, one a line, `name:key`; the first seals, the others
still open what they sealed before. Source: NIST SP 800-38D (GCM, a fresh 96-bit nonce each time);
security.md 3 (bound to the row, so that a value moved to another row no longer opens).
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Session

from mdt.config import ConfigError
from mdt.errors import N_, DomainError

KEYRING = "mdt.vault.keyring"
"""Under which name a session knows the keys of this installation."""

KEY_BYTES = 32
NONCE_BYTES = 12
_LINE = re.compile(r"([a-z0-9]{1,12}):([A-Za-z0-9_-]{43}=)")


class VaultClosed(DomainError):
    """This installation has no key, or not the one that is needed: nothing is kept in the clear."""

    text = N_("De kluis is dicht: vraag de beheerder om de sleutel in te stellen.")


@dataclass(frozen=True)
class Keyring:
    """The keys by name; the first one seals."""

    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def current(self) -> str:
        """Return the name of the key that seals. Raises VaultClosed."""
        if not self.keys:
            raise VaultClosed
        return next(iter(self.keys))

    def seal(self, plain: str, *, place: str) -> tuple[str, str]:
        """Return the name of the key and the sealed text; it opens in the same place only."""
        name, sealed = self.seal_bytes(plain.encode(), place=place)
        return name, urlsafe_b64encode(sealed).decode()

    def unseal(self, name: str, sealed: str, *, place: str) -> str:
        """Return what was sealed. Raises VaultClosed: moved, changed, or its key is gone."""
        try:
            raw = urlsafe_b64decode(sealed.encode())
        except ValueError as error:
            raise VaultClosed from error
        return self.unseal_bytes(name, raw, place=place).decode()

    def seal_bytes(self, plain: bytes, *, place: str) -> tuple[str, bytes]:
        """Return what seal does, for bytes."""
        name, nonce = self.current, token_bytes(NONCE_BYTES)
        return name, nonce + AESGCM(self.keys[name]).encrypt(nonce, plain, _bound(name, place))

    def unseal_bytes(self, name: str, sealed: bytes, *, place: str) -> bytes:
        """Return what was sealed as bytes. Raises VaultClosed."""
        nonce, kept = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return AESGCM(self.keys[name]).decrypt(nonce, kept, _bound(name, place))
        except (InvalidTag, KeyError, ValueError) as error:
            raise VaultClosed from error


def of(session: Session) -> Keyring:
    """Return the keys that the session was opened with; one without keys opens nothing."""
    found: Keyring = session.info.get(KEYRING, Keyring())
    return found


def is_line(text: str) -> bool:
    """Tell whether text is one key with its name."""
    return bool(_LINE.fullmatch(text.strip()))


def read(text: str) -> Keyring:
    """Return the keys that stand in text, one a line. Raises ConfigError."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_LINE.fullmatch(line) for line in lines]
    keys = {match[1]: urlsafe_b64decode(match[2]) for match in found if match}
    if len(keys) != len(lines) or not keys:
        raise ConfigError(
            "MDT_VAULT_KEY is wrong: each line is name:key as `mdt vault key` prints it, "
            "and no name stands twice."
        )
    return Keyring(keys)


def new_line() -> str:
    """Return a new key as a line of the file, named at random."""
    return f"{token_bytes(4).hex()}:{urlsafe_b64encode(token_bytes(KEY_BYTES)).decode()}"


def _bound(name: str, place: str) -> bytes:
    return f"{name} {place}".encode()
