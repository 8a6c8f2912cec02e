"""Answers without a session: the same whatever cookie came with the question.

flask-login looks into the session at the end of every request, so that Flask would say of every
answer that it varies with the cookie, and no cache would keep one.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

View = TypeVar("View", bound=Callable[..., Any])
_ALIKE = "mdt_alike"


def init_app(app: Flask) -> None:
    """Keep sessions in a cookie, but for the views that are alike for everybody."""
    app.session_interface = _SessionsForPages()


def alike(view: View) -> View:
    """Declare a view that answers everybody the same who knows its address."""
    setattr(view, _ALIKE, True)
    return view


class _SessionsForPages(SecureCookieSessionInterface):
    """Leaves what is alike without a session, so that it stays in caches when somebody signs in."""

    digest_method = staticmethod(sha256)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        if not getattr(view, _ALIKE, False):
            super().save_session(app, session, response)
