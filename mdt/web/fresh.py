"""Proof given just now, before one changes how one signs in, or something as grave.

Source: OWASP ASVS 5.0 7.5.1, 7.5.3; security.md 4.
"""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.identity import sessions
from mdt.web.actor import web_session
from mdt.web.database import SAFE_METHODS

PAGE = "fresh_proof.show"


def is_fresh() -> bool:
    """Tell whether who sits here proved who they are just now."""
    row = web_session()
    return row is not None and sessions.is_fresh(row, now=clock.now())


def ask(back: str | None = None) -> Redirect:
    """Lead to the page that asks for proof, and from there to this page, or to another one."""
    here = request.path if request.method in SAFE_METHODS else None
    return redirect(address(back or here or url_for("profile.show")), 303)


def address(back: str) -> str:
    """Return where one proves who one is and then goes on to another page."""
    return url_for(PAGE, next=back)
