"""Rules of mdt.adapters.identity_providers: what a provider says of itself."""

import json
from typing import Any, cast

import pytest

from mdt.adapters.fetching import Answer, Request, Web
from mdt.adapters.identity_providers import IdentityProviders
from mdt.identity.single_sign_on import ProviderUnreachable

ISSUER = "https://login.example"
SAID = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/keys",
}


class Page:
    """A way out that always brings the same."""

    def __init__(self, said: Any, status: int = 200) -> None:
        """Bring this, as JSON."""
        self._answer = Answer(status, json.dumps(said).encode(), etag="", location="")

    def ask(self, request: Request) -> Answer:
        assert request.address == f"{ISSUER}/.well-known/openid-configuration"
        return self._answer


def endpoints(said: Any, status: int = 200) -> str:
    found = IdentityProviders(cast("Web", Page(said, status))).endpoints(ISSUER)
    return found.token


def test_a_provider_says_where_it_is_asked_what() -> None:
    assert endpoints(SAID) == f"{ISSUER}/token"


@pytest.mark.parametrize("other", ["https://login.example/", "https://evil.example", None])
def test_a_page_that_names_another_issuer_is_not_believed(other: str | None) -> None:
    with pytest.raises(ProviderUnreachable):
        endpoints(SAID | {"issuer": other})


@pytest.mark.parametrize("said", [[], "login", SAID | {"jwks_uri": 7}])
def test_a_page_that_is_no_description_is_not_believed(said: Any) -> None:
    with pytest.raises(ProviderUnreachable):
        endpoints(said)


def test_an_error_is_not_believed_whatever_it_says() -> None:
    with pytest.raises(ProviderUnreachable):
        endpoints(SAID, status=500)
