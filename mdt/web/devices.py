"""Call a browser by a name that its owner recognises, and know it again by a mark in a cookie."""

import re

from flask import Response, after_this_request, current_app, request

from mdt.identity import devices

_COOKIE = "b"
_MARK = re.compile(r"[A-Za-z0-9_-]{22}")

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""What a user agent contains, and the name for it; the first that fits counts."""


def describe(user_agent: str) -> str:
    """Return the name of browser and system, such as «Firefox, Windows»; "" when unknown. Pure."""
    names = (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))
    return ", ".join(name for name in names if name)


def mark() -> str:
    """Return the mark that this browser brought, or a new one for a browser without."""
    brought = request.cookies.get(_name(), "")
    return brought if _MARK.fullmatch(brought) else devices.new_mark()


def remember(mark: str) -> None:
    """Let this browser bring the mark whenever somebody signs in with it; it opens nothing."""

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            _name(),
            mark,
            max_age=devices.MARK_LASTS,
            path="/",
            secure=_is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response


def _name() -> str:
    return f"__Host-{_COOKIE}" if _is_secure() else _COOKIE


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in known if sign in user_agent), "")
