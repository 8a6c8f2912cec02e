"""Sign mail so that who gets it knows that it came from our domain unchanged (DKIM).

Relaxed for headers and body, RSA or Ed25519 with SHA-256; both give the same signature for the
same mail, so that a mail that is sent twice is the same mail. What should not be there is signed
as well: nobody can add a second From or a Reply-To.

Source: RFC 6376 3.4 (canonical forms), 3.5 (tags), 3.7 (what is signed), 5.4.2 (signing absence);
RFC 8463 3 (Ed25519).
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from textwrap import wrap

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from mdt.config import ConfigError, Settings

SIGNED = (
    *("from", "from", "reply-to", "to", "subject", "date", "message-id", "in-reply-to"),
    *("references", "auto-submitted", "mime-version", "content-type", "content-language"),
)
"""From stands twice: there is one, and a second one would be signed as absent."""

LEAST_BITS = 2048
LINE = 70

_BLANKS = re.compile(rb"[ \t]{2,}|\t")

Key = RSAPrivateKey | Ed25519PrivateKey


class Signer:
    """Signs for one domain with one key, whose public half the DNS has under the selector."""

    def __init__(self, key: Key, domain: str, selector: str) -> None:
        """Sign as selector of domain."""
        self._key, self._domain, self._selector = key, domain, selector

    def sign(self, content: bytes, *, at: datetime) -> bytes:
        """Return the mail with its signature on top; the same mail and moment give the same."""
        head, _, body = content.partition(b"\r\n\r\n")
        unsigned = self._header(at, b64encode(sha256(relaxed_body(body)).digest()).decode())
        data = b"".join(line + b"\r\n" for line in _present(head))
        data += relaxed_header(unsigned.encode())
        value = "\r\n ".join(wrap(b64encode(self._signature(data)).decode(), LINE))
        return f"{unsigned}{value}\r\n".encode() + content

    def _header(self, at: datetime, body_hash: str) -> str:
        algorithm = "rsa" if isinstance(self._key, RSAPrivateKey) else "ed25519"
        return "\r\n ".join(
            [
                f"DKIM-Signature: v=1; a={algorithm}-sha256; c=relaxed/relaxed;",
                f"d={self._domain}; s={self._selector}; t={int(at.timestamp())};",
                f"h={':'.join(SIGNED[:7])}",
                f":{':'.join(SIGNED[7:])};",
                f"bh={body_hash};",
                "b=",
            ]
        )

    def _signature(self, data: bytes) -> bytes:
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), SHA256())
        return self._key.sign(sha256(data).digest())


def signer(settings: Settings) -> Signer | None:
    """Return the signer of this installation, None without a key.

    Raises ConfigError when the key cannot be used.
    """
    if not settings.dkim_key:
        return None
    try:
        key = load_pem_private_key(Path(settings.dkim_key).read_bytes(), password=None)
    except (OSError, TypeError, ValueError) as error:
        raise ConfigError(
            f"MDT_DKIM_KEY is wrong: the file is no private key in PEM ({type(error).__name__})."
        ) from None
    is_rsa = isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_BITS
    if not is_rsa and not isinstance(key, Ed25519PrivateKey):
        raise ConfigError("MDT_DKIM_KEY is wrong: use RSA of 2048 bits or more, or Ed25519.")
    return Signer(key, settings.mail_domain, settings.dkim_selector)  # type: ignore[arg-type]


def relaxed_header(line: bytes) -> bytes:
    """Return a header field, unfolded or not, in its relaxed form, without its line end."""
    name, _, value = line.partition(b":")
    value = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b""))
    return name.strip().lower() + b":" + value.strip()


def relaxed_body(body: bytes) -> bytes:
    """Return a body in its relaxed form."""
    text = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n")
    text = text.removesuffix(b" ")
    while text.endswith(b"\r\n"):
        text = text[:-2]
    return text and text + b"\r\n"


def _present(head: bytes) -> list[bytes]:
    """Return what is signed of the header fields, relaxed: for each name the last one first."""
    fields: dict[bytes, list[bytes]] = {}
    for line in re.split(rb"\r\n(?![ \t])", head):
        found = relaxed_header(line)
        fields.setdefault(found.partition(b":")[0], []).append(found)
    return [left.pop() for name in SIGNED if (left := _of(fields, name))]


def _of(fields: Mapping[bytes, list[bytes]], name: str) -> list[bytes]:
    return fields.get(name.encode(), [])
