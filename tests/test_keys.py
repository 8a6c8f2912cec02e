"""Rules of mdt.keys."""

from mdt import keys

SECRET = "een geheim van ten minste dertig tekens"


def test_a_key_is_the_same_every_time() -> None:
    assert keys.derive(SECRET, "a") == keys.derive(SECRET, "a")


def test_keys_of_two_purposes_or_secrets_differ() -> None:
    derived = {
        keys.derive(secret, purpose)
        for secret in (SECRET, SECRET + "!")
        for purpose in ("link", "code")
    }
    assert len(derived) == 4


def test_a_token_fits_in_an_address() -> None:
    token = keys.token(SECRET, "link", "row")

    assert len(token) == 22
    assert token.replace("-", "").replace("_", "").isalnum()
    assert token != keys.token(SECRET, "link", "another")
