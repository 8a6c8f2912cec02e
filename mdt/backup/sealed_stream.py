"""Seal a stream of bytes under a key, piece by piece, so that nothing can be changed or cut off.

Each file has a key of its own, derived from the installation's and a random salt. A piece is
sealed with its number and with whether it is the last: pieces that were swapped, left out or cut
off at the end do not open.

Source: Hoang, Reyhanitabar, Rogaway, Vizar, Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance (2015), the STREAM construction; NIST SP 800-38D.
"""

from collections.abc import Iterable, Iterator
from secrets import token_bytes
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from mdt import keys

MAGIC = b"MDT sealed copy 1\n"
SALT_BYTES = 16
PIECE = 256 * 1024
TAG_BYTES = 16
COUNTER_BYTES = 11


class NoSealedCopy(Exception):
    """The file is not one of ours at all."""


class SealBroken(Exception):
    """The key is another, or the file was changed or cut off."""


def seal(secret: str, plain: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the sealed form of what comes, in pieces."""
    salt = token_bytes(SALT_BYTES)
    cipher = _cipher(secret, salt)
    yield MAGIC + salt
    number, waiting = 0, bytearray()
    for part in plain:
        waiting += part
        while len(waiting) > PIECE:
            yield cipher.encrypt(_nonce(number, is_last=False), bytes(waiting[:PIECE]), MAGIC)
            del waiting[:PIECE]
            number += 1
    yield cipher.encrypt(_nonce(number, is_last=True), bytes(waiting), MAGIC)


def unseal(secret: str, sealed: BinaryIO) -> Iterator[bytes]:
    """Yield what was sealed, in pieces. Raises NoSealedCopy, SealBroken.

    What was yielded is whole; that nothing is missing is known at the end only.
    """
    if sealed.read(len(MAGIC)) != MAGIC:
        raise NoSealedCopy
    cipher = _cipher(secret, sealed.read(SALT_BYTES))
    number, piece = 0, sealed.read(PIECE + TAG_BYTES)
    while True:
        following = sealed.read(PIECE + TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), piece, MAGIC)
        except InvalidTag as error:
            raise SealBroken from error
        if not following:
            return
        number, piece = number + 1, following


def _cipher(secret: str, salt: bytes) -> AESGCM:
    return AESGCM(keys.derive(secret, f"backup {salt.hex()}"))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(COUNTER_BYTES, "big") + bytes([is_last])
