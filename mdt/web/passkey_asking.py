"""What a passkey is asked to sign in this browser: kept in its cookie until the answer comes."""

from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Response, current_app, make_response
from flask import session as cookie

from mdt import clock
from mdt.identity import passkeys
from mdt.identity.passkeys import Challenge, Site

KEPT = "passkey"


def site() -> Site | None:
    """Return where passkeys are good; None when the portal's address cannot have any."""
    base_url: str = current_app.extensions["mdt.settings"].base_url
    return site_of(base_url)


def site_of(base_url: str) -> Site | None:
    """Return the site of an address; None at a bare number, where browsers know no passkeys."""
    url = urlsplit(base_url)
    host = url.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return Site(host, f"{url.scheme}://{url.netloc}")
    return None


def require_site() -> Site:
    """Return where passkeys are good. Raises PasskeyRefused."""
    if found := site():
        return found
    raise passkeys.PasskeyRefused


def ask() -> Challenge:
    """Return something new to sign; what was asked before no longer counts here."""
    asked = passkeys.challenge(now=clock.now())
    cookie[KEPT] = [asked.text, asked.at.isoformat()]
    return asked


def asked() -> Challenge | None:
    """Return what was asked for, once."""
    match cookie.pop(KEPT, None):
        case [str(text), str(at)]:
            return Challenge(text, datetime.fromisoformat(at))
    return None


def answer(options: str) -> Response:
    """Return to the script what the browser needs."""
    return make_response(options, {"Content-Type": "application/json"})
