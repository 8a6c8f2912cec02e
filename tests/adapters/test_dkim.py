"""Rules of mdt.adapters.dkim, held against a verifier that knows RFC 8463's own example."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
)
from cryptography.hazmat.primitives.asymmetric.rsa import (
    generate_private_key as new_rsa,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlmodel import Session

from mdt.adapters import dkim
from mdt.adapters.dkim import Signer
from mdt.adapters.letters import Letters
from mdt.config import ConfigError, Settings
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations import cast

MAIL = (
    b"From: Overleg <a@portaal.example>\r\nTo: b@partner.example\r\n"
    b"Subject: Overleg \r\n\t(besloten)\r\nDate: Tue, 10 Feb 2026 12:00:00 +0000\r\n"
    b"Message-ID: <1@portaal.example>\r\n\r\nU bent  uitgenodigd. \r\n\r\n.punt\r\n\r\n\r\n"
)
EXAMPLE = b"""\
DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;
 d=football.example.com; i=@football.example.com;
 q=dns/txt; s=brisbane; t=1528637909; h=from : to :
 subject : date : message-id : from : subject : date;
 bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
 b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus
 Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==
From: Joe SixPack <joe@football.example.com>
To: Suzie Q <suzie@shopping.example.net>
Subject: Is dinner ready?
Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
Message-ID: <20030712040037.46341.5F8J@football.example.com>

Hi.

We lost the game.  Are you hungry yet?

Joe.
""".replace(b"\n", b"\r\n")
"""RFC 8463, appendix A.3."""
EXAMPLES_KEY = Ed25519PublicKey.from_public_bytes(
    b64decode("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
)
KEYS = {"rsa": new_rsa(65537, 2048), "ed25519": Ed25519PrivateKey.generate()}


def is_genuine(mail: bytes, key: RSAPublicKey | Ed25519PublicKey) -> bool:
    """Tell whether the first signature of the mail is good (RFC 6376 6.1.3)."""
    head, _, body = mail.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?=\S)", head)
    signature, others = fields[0], fields[1:]
    tags = dict(re.findall(rb"(\w+)=([^;]*)", signature.partition(b":")[2]))
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    hashed = sha256(b"\r\n".join(lines).rstrip(b"\r\n") + b"\r\n").digest()
    data = b""
    for name in tags[b"h"].split(b":"):
        found = [one for one in others if one.lower().startswith(name.strip().lower() + b":")]
        if found:
            data += _relaxed(found[-1]) + b"\r\n"
            others.remove(found[-1])
    data += _relaxed(re.sub(rb"(?s)\bb=[^;]*", b"b=", signature.replace(b"bh=", b"BH=")))
    return hashed == b64decode(tags[b"bh"]) and _verifies(
        key, b64decode(tags[b"b"]), data.replace(b"BH=", b"bh=")
    )


def _relaxed(field: bytes) -> bytes:
    name, value = field.split(b":", 1)
    return name.lower().strip() + b":" + b" ".join(value.split())


def _verifies(key: RSAPublicKey | Ed25519PublicKey, signature: bytes, data: bytes) -> bool:
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, data, PKCS1v15(), SHA256())
        else:
            key.verify(signature, sha256(data).digest())
    except InvalidSignature:
        return False
    return True


@pytest.fixture(params=KEYS)
def key(request: pytest.FixtureRequest) -> RSAPrivateKey | Ed25519PrivateKey:
    """Return a key of each kind."""
    found = KEYS[request.param]
    assert isinstance(found, RSAPrivateKey | Ed25519PrivateKey)
    return found


def signed(key: RSAPrivateKey | Ed25519PrivateKey, mail: bytes = MAIL) -> bytes:
    return Signer(key, "portaal.example", "mdt1").sign(mail, at=NOON)


def test_the_verifier_of_these_tests_knows_the_example_of_the_rfc() -> None:
    assert is_genuine(EXAMPLE, EXAMPLES_KEY)
    assert not is_genuine(EXAMPLE.replace(b"hungry", b"angry"), EXAMPLES_KEY)
    assert not is_genuine(EXAMPLE.replace(b"dinner", b"lunch"), EXAMPLES_KEY)


def test_a_signed_mail_is_genuine_and_its_bytes_stay(
    key: RSAPrivateKey | Ed25519PrivateKey,
) -> None:
    mail = signed(key)

    assert is_genuine(mail, key.public_key())
    assert mail.endswith(MAIL)
    assert max(map(len, mail.split(b"\r\n"))) <= 100


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"uitgenodigd", b"uitgelachen"),
        (b"Subject: Overleg", b"Subject: Zaak"),
        (b"To: b@", b"To: c@"),
        (b"To: b@", b"From: x@elders.example\r\nTo: b@"),
        (b"From: Overleg", b"From: x@elders.example\r\nFrom: Overleg"),
        (b"To: b@", b"Reply-To: x@elders.example\r\nTo: b@"),
        (b"Date: Tue", b"Date: Wed"),
    ],
)
def test_whatever_is_changed_or_added_shows(
    key: RSAPrivateKey | Ed25519PrivateKey, before: bytes, after: bytes
) -> None:
    changed = signed(key).replace(before, after, 1)

    assert not is_genuine(changed, key.public_key())


def test_folding_and_blanks_may_change_on_the_way(key: RSAPrivateKey | Ed25519PrivateKey) -> None:
    carried = signed(key).replace(b"Overleg \r\n\t(besloten)", b"Overleg (besloten)  ")

    assert is_genuine(carried.replace(b"bent  uit", b"bent uit") + b"\r\n", key.public_key())


def test_the_same_mail_is_signed_the_same_and_at_its_own_moment(
    key: RSAPrivateKey | Ed25519PrivateKey,
) -> None:
    assert signed(key) == signed(key)
    assert f"t={int(NOON.timestamp())};".encode() in signed(key)


def stored(folder: Path, key: object) -> str:
    path = folder / "dkim.pem"
    path.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())  # type: ignore[attr-defined]
    )
    return str(path)


def test_every_mail_of_an_installation_with_a_key_is_signed(
    session: Session, make: Make, tmp_path: Path, key: RSAPrivateKey | Ed25519PrivateKey
) -> None:
    settings = Settings(dkim_key=stored(tmp_path, key), dkim_selector="mdt1")
    person = make.person()
    cast.convened(session, make, person)
    [message] = cast.messages_to(session, person)

    mail = Letters(settings).compose(session, message)

    assert is_genuine(mail.content, key.public_key())
    assert b"d=portaal.example; s=mdt1;" in mail.content
    assert Letters(settings).compose(session, message) == mail


def test_without_a_key_nothing_is_signed() -> None:
    assert dkim.signer(Settings()) is None


@pytest.mark.parametrize("kind", ["missing", "no key", "short", "of another kind"])
def test_a_key_that_cannot_be_used_stops_the_start(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "dkim.pem"
    if kind == "no key":
        path.write_text("geheim")
    elif kind == "short":
        stored(tmp_path, new_rsa(65537, 1024))  # noqa: S505 - too short, and so refused
    elif kind == "of another kind":
        stored(tmp_path, generate_private_key(SECP256R1()))

    with pytest.raises(ConfigError, match="MDT_DKIM_KEY") as error:
        dkim.signer(Settings(dkim_key=str(path), dkim_selector="mdt1"))

    assert "geheim" not in str(error.value)


def test_a_mail_without_a_body_is_signed_too(key: RSAPrivateKey | Ed25519PrivateKey) -> None:
    at = datetime(2026, 7, 1, tzinfo=UTC)

    assert dkim.relaxed_body(b"") == b""
    assert Signer(key, "a.example", "s").sign(b"From: a@a.example\r\n\r\n", at=at)
