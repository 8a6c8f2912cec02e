"""The way out to OpenID Connect providers: what they publish, a token for a code, their keys.

Source: OpenID Connect Discovery 1.0, 4; RFC 6749 2.3.1, 4.1.3.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from mdt.adapters.fetching import Request, Web
from mdt.identity.single_sign_on import Endpoints, ProviderUnreachable
from mdt.scheduling.busy_reading import NotRead

WELL_KNOWN = "/.well-known/openid-configuration"
FORM = "application/x-www-form-urlencoded"
OK = 200


class IdentityProviders:
    """Asks providers over a checked way out; a Providers of mdt.identity.single_sign_on."""

    def __init__(self, web: Web) -> None:
        """Use this way out."""
        self._web = web

    def endpoints(self, issuer: str) -> Endpoints:
        """Return what the provider publishes. Raises ProviderUnreachable."""
        said = self._json(Request(issuer.rstrip("/") + WELL_KNOWN))
        if said.get("issuer") != issuer:
            raise ProviderUnreachable
        ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        places = [said.get(f"{name}_endpoint") for name in ("authorization", "token")]
        if not all(isinstance(one, str) for one in (*places, said.get("jwks_uri"))):
            raise ProviderUnreachable
        return Endpoints(
            issuer=issuer,
            authorization=str(places[0]),
            token=str(places[1]),
            keys=str(said["jwks_uri"]),
            takes_secret_in_body="client_secret_basic" not in ways,
        )

    def id_token(
        self, endpoints: Endpoints, account: tuple[str, str], fields: Mapping[str, str]
    ) -> str:
        """Return the token for a code; the code is of one use. Raises ProviderUnreachable."""
        client_id, secret = account
        asked = {"grant_type": "authorization_code", **fields}
        authorization = ""
        if endpoints.takes_secret_in_body:
            asked |= {"client_id": client_id, "client_secret": secret}
        else:
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            authorization = "Basic " + b64encode(pair.encode()).decode()
        request = Request(
            endpoints.token,
            method="POST",
            headers={"Content-Type": FORM, "Accept": "application/json"},
            body=urlencode(asked).encode(),
            authorization=authorization,
        )
        token = self._json(request).get("id_token")
        if not isinstance(token, str):
            raise ProviderUnreachable
        return token

    def keys(self, endpoints: Endpoints) -> Mapping[str, Any]:
        """Return the keys with which the provider signs. Raises ProviderUnreachable."""
        return self._json(Request(endpoints.keys))

    def _json(self, request: Request) -> dict[str, Any]:
        try:
            answer = self._web.ask(request)
            said = json.loads(answer.body)
        except (NotRead, ValueError, RecursionError) as error:
            raise ProviderUnreachable from error
        if answer.status != OK or not isinstance(said, dict):
            raise ProviderUnreachable
        return said
