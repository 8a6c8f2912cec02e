"""Rules of mdt.cli.production."""

import pytest

from mdt import config
from mdt.cli import production
from mdt.config import ConfigError

SECRET = "s" * 32
SAFE = {
    "MDT_SECRET_KEY": SECRET,
    "MDT_BASE_URL": "https://portaal.example",
    "MDT_TLS_CERTIFICATE": "cert.pem",
    "MDT_TLS_KEY": "key.pem",
}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"MDT_TLS_BY_PROXY": "1", "MDT_TLS_CERTIFICATE": "", "MDT_TLS_KEY": ""},
    ],
)
def test_safe_settings_may_serve_other_people(changes: dict[str, str]) -> None:
    settings = config.load(SAFE | changes)

    production.require(settings)

    assert settings.is_secure


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"MDT_SECRET_KEY": config.DEFAULT_SECRET}, "MDT_SECRET_KEY"),
        ({"MDT_TLS_KEY": ""}, "MDT_TLS_BY_PROXY"),
        ({"MDT_BASE_URL": "http://portaal.example"}, "MDT_BASE_URL"),
    ],
)
def test_what_is_not_safe_is_named(changes: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        production.require(config.load(SAFE | changes))
