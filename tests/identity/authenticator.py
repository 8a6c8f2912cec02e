"""A device that keeps a passkey, in a few lines: what a browser would send of it.

Its counter, its asking, its address can be bent, so that every refusal has something to refuse.
"""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url as packed

HOST, ORIGIN = "localhost", "http://localhost:5000"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey on one device. counter stays 0 where a key is kept on several devices."""

    counter: int = 0
    counts: bool = True
    asks_its_owner: bool = True
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    key_id: bytes = field(default_factory=lambda: token_bytes(32))

    def make(self, challenge: str, *, origin: str = ORIGIN, host: str = HOST) -> str:
        """Return the answer to being asked to make a passkey."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.key_id).to_bytes(2) + self.key_id + cbor2.dumps(cose)
        data = self._data(host, HAS_KEY) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = _client("webauthn.create", challenge, origin)
        return self._answer(attestationObject=statement, clientDataJSON=client)

    def sign(self, challenge: str, *, origin: str = ORIGIN, host: str = HOST) -> str:
        """Return the answer to being asked to sign in."""
        self.counter += self.counts
        data = self._data(host, 0)
        client = _client("webauthn.get", challenge, origin)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(authenticatorData=data, clientDataJSON=client, signature=signature)

    def _data(self, host: str, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.asks_its_owner else 0)
        return sha256(host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)

    def _answer(self, **response: bytes) -> str:
        key_id = packed(self.key_id)
        parts = {name: packed(value) for name, value in response.items()}
        return json.dumps({"id": key_id, "rawId": key_id, "type": "public-key", "response": parts})


def _client(kind: str, challenge: str, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()
