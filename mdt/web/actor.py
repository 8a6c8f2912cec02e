"""Who is asking: the web session behind the cookie, through a thin use of flask-login.

Rights are read anew for each request; nothing of them is kept in the cookie.
"""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import flask_babel
from flask import Flask, current_app, g, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlmodel import col, update

from mdt import acting, clock
from mdt.access import actor as actors
from mdt.access.actor import Actor
from mdt.identity import sessions
from mdt.models import Person, SessionLevel, WebSession
from mdt.web import database, devices

View = TypeVar("View", bound=Callable[..., Any])

_PASSIVE = "mdt_passive"
_OF_THIS_REQUEST = ("actor", "csrf_masked", "csrf_token")
"""What a request remembers of its session, beside flask-login's own."""


class Visitor(UserMixin):  # type: ignore[misc] # flask-login has no types
    """What flask-login knows of a signed-in browser: the session's key and its row."""

    def __init__(self, key: str, web_session: WebSession, person: Person) -> None:
        """Bind the cookie's key to its row and person."""
        self.key = key
        self.web_session = web_session
        self.person = person

    def get_id(self) -> str:
        """Return what flask-login keeps in the cookie."""
        return self.key


def init_app(app: Flask) -> None:
    """Let flask-login find web sessions; nothing else of it is used."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)
    manager.session_protection = None  # the row decides, not the address
    manager.user_loader(_find)


def passive(view: View) -> View:
    """Declare a view that pages ask for by themselves: it keeps no session alive."""
    setattr(view, _PASSIVE, True)
    return view


def actor() -> Actor:
    """Return who is asking, with the posts that run now. Only after the guard let them in."""
    if "actor" not in g:
        session = database.get_session()
        with acting.as_portal(session):  # nobody sees the walls that they stand behind
            g.actor = actors.load(session, current_user.person, now=clock.now())
    found: Actor = g.actor
    return found


def is_signed_in() -> bool:
    """Tell whether a full session (both factors) is behind this request."""
    return web_session() is not None and web_session_level() is SessionLevel.FULL


def web_session() -> WebSession | None:
    """Return the row of this browser's session, None when nobody is signed in."""
    visitor = _visitor()
    return visitor.web_session if visitor else None


def web_session_level() -> SessionLevel | None:
    """Return how far this browser's session has come."""
    row = web_session()
    return row.level if row else None


def half_signed_in() -> Person | None:
    """Return the person behind this browser's session, also when the second factor is missing."""
    visitor = _visitor()
    return visitor.person if visitor else None


def sign_in(person: Person, level: SessionLevel) -> None:
    """Start a fresh web session for person in this browser; an earlier one here ends.

    Nothing of the cookie from before survives, so nobody can have prepared it.
    """
    session, now = database.get_session(), clock.now()
    _end_this_one()
    device, mark = devices.describe(request.user_agent.string), devices.mark()
    key = sessions.start(session, person, level=level, device=device, mark=mark, now=now)
    if level is SessionLevel.FULL:
        devices.remember(mark)
    found = sessions.find(session, key, now=now)
    if found is None:
        raise RuntimeError("a session that was just started is not found")
    _forget()
    login_user(Visitor(key, *found))
    flask_babel.refresh()


def prove() -> None:
    """Note that who sits here has just given proof; the session goes on under a new key."""
    visitor = _visitor()
    if visitor is None:
        return
    row = database.get_session().get_one(WebSession, visitor.web_session.id)
    key = sessions.prove(row, now=clock.now())
    login_user(Visitor(key, row, visitor.person))


def sign_out() -> None:
    """End this browser's session, in the database first."""
    _end_this_one()
    logout_user()
    _forget()


def set_aside() -> None:
    """Answer as if nobody were signed in, for a page that must not ask the database who is."""
    g.nobody = True


def _visitor() -> Visitor | None:
    if g.get("nobody") or not current_user.is_authenticated:
        return None
    visitor: Visitor = current_user
    return visitor


def _end_this_one() -> None:
    if row := web_session():
        sessions.revoke(database.get_session().get_one(WebSession, row.id), now=clock.now())


def _forget() -> None:
    cookie.clear()
    for name in _OF_THIS_REQUEST:
        g.pop(name, None)


def _find(key: str) -> Visitor | None:
    now = clock.now()
    found = sessions.find(database.get_session(), key, now=now)
    if found is None:
        return None
    row, person = found
    if now - row.seen_at > sessions.TOUCH_EVERY and not _is_passive():
        _touch(row.id)
    return Visitor(key, row, person)


def _is_passive() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, _PASSIVE, False)


def _touch(key: UUID) -> None:
    database.run_anyway(
        update(WebSession)
        .where(col(WebSession.id) == key, col(WebSession.revoked_at).is_(None))
        .values(seen_at=clock.now())
    )
