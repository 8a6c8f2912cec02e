"""Rules of mdt.identity.id_tokens: of what a provider says, only what is surely meant for us."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from mdt.identity import id_tokens
from mdt.identity.id_tokens import LEEWAY_SECONDS, NotVouchedFor, Told
from tests.conftest import NOON

ISSUER, CLIENT, NONCE = "https://login.example", "portaal", "n-0S6_WzA2Mj"
AT = int(NOON.timestamp())
KEY = ECKey.generate_key("P-256", {"kid": "1", "alg": "ES256"})
PUBLISHED = {"keys": [KEY.as_dict(private=False)]}
CLAIMS = {
    "iss": ISSUER,
    "sub": "anna",
    "aud": CLIENT,
    "nonce": NONCE,
    "exp": AT + 300,
    "iat": AT,
    "name": "Anna",
    "email": "anna@gemeente.example",
}


def signed(claims: Mapping[str, Any], key: Any = KEY, alg: str = "ES256") -> str:
    return jwt.encode({"alg": alg, "kid": "1"}, dict(claims), key, algorithms=[alg])


def read(token: str, keys: Mapping[str, Any] = PUBLISHED) -> Told:
    return id_tokens.read(token, keys, issuer=ISSUER, client_id=CLIENT, nonce=NONCE, at=NOON)


def test_a_token_that_is_meant_for_us_says_who_it_is() -> None:
    assert read(signed(CLAIMS)) == Told(ISSUER, "anna", "Anna", "anna@gemeente.example")


def test_a_token_of_another_key_or_changed_after_it_was_signed_is_refused() -> None:
    forger = ECKey.generate_key("P-256", {"kid": "1", "alg": "ES256"})
    header, _, signature = signed(CLAIMS).split(".")
    other = signed({**CLAIMS, "sub": "boss"}).split(".")[1]

    for token in (signed(CLAIMS, forger), f"{header}.{other}.{signature}", f"{header}.{other}."):
        with pytest.raises(NotVouchedFor):
            read(token)


def test_a_token_that_is_not_signed_with_a_key_pair_is_refused() -> None:
    """Not signed at all, or with a secret that two of us would have to share."""
    secret = OctKey.import_key("s" * 32, {"kid": "1", "alg": "HS256"})
    shared = {"keys": [secret.as_dict()]}
    head = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    unsigned = f"{head}.{signed(CLAIMS).split('.')[1]}."

    for token, keys in ((unsigned, PUBLISHED), (signed(CLAIMS, secret, "HS256"), shared)):
        with pytest.raises(NotVouchedFor):
            read(token, keys)


def test_a_key_that_the_token_itself_brings_is_not_believed() -> None:
    forger = ECKey.generate_key("P-256")
    brought = {"alg": "ES256", "jwk": forger.as_dict(private=False), "kid": "1"}
    token = jwt.encode(brought, CLAIMS, forger, algorithms=["ES256"])

    with pytest.raises(NotVouchedFor):
        read(token)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["another", CLIENT], "azp": "another"},
        {"nonce": "of-another-try"},
        {"sub": ""},
        {"sub": "s" * (id_tokens.LONGEST_SUBJECT + 1)},
        {"exp": AT - LEEWAY_SECONDS - 1},
        {"iat": AT + LEEWAY_SECONDS + 1},
    ],
)
def test_a_token_of_or_for_another_or_of_another_time_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(NotVouchedFor):
        read(signed({**CLAIMS, **wrong}))


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "exp", "iat", "nonce"])
def test_a_token_that_leaves_something_out_is_refused(name: str) -> None:
    with pytest.raises(NotVouchedFor):
        read(signed({key: value for key, value in CLAIMS.items() if key != name}))


def test_half_a_minute_between_two_clocks_is_forgiven() -> None:
    late = int(timedelta(seconds=30).total_seconds())

    assert read(signed({**CLAIMS, "exp": AT - late})).subject == "anna"
