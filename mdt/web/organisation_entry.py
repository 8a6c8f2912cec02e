"""One try to sign in at an organisation: begun in this browser, and ended in it.

The cookie keeps a random state, when and where it began. What proves that a code and a token are
of this very try is derived from the state, and never leaves us before it is due.

Source: OpenID Connect Core 1.0, 3.1.2; RFC 7636 (PKCE); RFC 9700 2.1 (state, PKCE, nonce).
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from urllib.parse import urlencode
from uuid import UUID

from flask import current_app, request, url_for
from flask import session as cookie

from mdt import clock
from mdt.identity import id_tokens, single_sign_on
from mdt.identity.id_tokens import NotVouchedFor, Told
from mdt.identity.single_sign_on import Providers
from mdt.models import IdentityProvider
from mdt.web import database, proof
from mdt.web.database import get_session

KEPT = "organisation"
LASTS = timedelta(minutes=10)
PROVIDERS = "mdt.providers"
RETURN = "single_sign_on.back"


@dataclass(frozen=True)
class Try:
    """What this browser began."""

    state: str
    provider_id: UUID
    next: str
    links: bool


def begin(provider: IdentityProvider, *, next_page: str, links: bool = False) -> str:
    """Return the address at which one signs in. Raises ProviderUnreachable.

    links: the account is to be linked to who is signed in here.
    """
    issuer, client_id, key = provider.issuer, provider.client_id, provider.id
    database.commit_now()
    endpoints = _providers().endpoints(issuer)
    state = token_urlsafe(32)
    cookie[KEPT] = [state, str(key), clock.now().isoformat(), next_page, links]
    challenge = sha256(single_sign_on.verifier(state, secret=proof.secret()).encode()).digest()
    asked = {
        "response_type": "code",
        "scope": "openid profile email",
        "client_id": client_id,
        "redirect_uri": return_address(),
        "state": state,
        "nonce": single_sign_on.nonce(state, secret=proof.secret()),
        "code_challenge": urlsafe_b64encode(challenge).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    glue = "&" if "?" in endpoints.authorization else "?"
    return f"{endpoints.authorization}{glue}{urlencode(asked)}"


def ended() -> Try | None:
    """Return the try that this answer belongs to; None for any other answer. It counts once."""
    match cookie.pop(KEPT, None):
        case [str(state), str(key), str(at), str(next_page), bool(links)]:
            age = clock.now() - datetime.fromisoformat(at)
            is_ours = compare_digest(state.encode(), request.args.get("state", "").encode())
            if is_ours and timedelta(0) <= age < LASTS:
                return Try(state, UUID(key), next_page, links)
    return None


def told(provider: IdentityProvider, mine: Try) -> Told:
    """Return whom the provider vouches for. Raises ProviderUnreachable, NotVouchedFor."""
    code = request.args.get("code", "")
    if not code or request.args.get("iss", provider.issuer) != provider.issuer:
        raise NotVouchedFor
    issuer, client_id = provider.issuer, provider.client_id
    secret = single_sign_on.client_secret(provider, secret=proof.secret())
    database.commit_now()
    providers = _providers()
    endpoints = providers.endpoints(issuer)
    fields = {
        "code": code,
        "redirect_uri": return_address(),
        "code_verifier": single_sign_on.verifier(mine.state, secret=proof.secret()),
    }
    token = providers.id_token(endpoints, (client_id, secret), fields)
    return id_tokens.read(
        token,
        providers.keys(endpoints),
        issuer=issuer,
        client_id=client_id,
        nonce=single_sign_on.nonce(mine.state, secret=proof.secret()),
        at=clock.unshifted(),
    )


def provider_of(mine: Try) -> IdentityProvider | None:
    """Return the provider of a try, None when it is no longer offered."""
    found = get_session().get(IdentityProvider, mine.provider_id)
    return found if found and found.is_active else None


def return_address() -> str:
    """Return where a provider sends people back to."""
    base_url: str = current_app.extensions["mdt.settings"].base_url
    return base_url.rstrip("/") + url_for(RETURN)


def _providers() -> Providers:
    found: Providers = current_app.extensions[PROVIDERS]
    return found
