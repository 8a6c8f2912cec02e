"""Who came in by an invitation and a code: the visit behind a cookie of its own.

Beside it somebody may be signed in; a page for guests never mixes the two. The visit is asked
anew at every request, and its person gets what a guest's seat gives and nothing else.
"""

from collections.abc import Sequence

from flask import Response as Page
from flask import current_app, g, request
from flask import session as cookie
from werkzeug.wrappers import Response

from mdt import clock
from mdt.access import actor as actors
from mdt.identity import visits
from mdt.identity.visits import Guest
from mdt.models import Invitation, Person
from mdt.web import actor, database, render
from mdt.web.database import get_session
from mdt.web.signing_in import SIGN_IN_AGAIN

ENDED = "join.ended"
_COOKIE = "visit"


def let_in() -> bool:
    """Let the guest behind the cookie act in this request; tell whether there is one."""
    found = _find()
    if found is None:
        return False
    g.guest = found
    actor.set_aside()
    g.actor = actors.joined(actors.load(get_session(), found.person, now=clock.now()))
    _touch(found)
    return True


def guest() -> Guest:
    """Return who is in. Only in a view that declared @joins."""
    found: Guest = g.guest
    return found


def person() -> Person | None:
    """Return the person who is in, None outside the pages for guests."""
    found: Guest | None = g.get("guest")
    return found.person if found else None


def is_in(invitation: Invitation) -> bool:
    """Tell whether this browser is in by this very invitation."""
    found = _find()
    return found is not None and found.invitation.id == invitation.id


def has_key() -> bool:
    """Tell whether this browser was ever let in, also when that is over."""
    return _name() in request.cookies


def admit(response: Response, key: str) -> None:
    """Give the browser the key of its visit."""
    response.set_cookie(
        _name(),
        key,
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )


def come_in(key: str) -> Response:
    """Lead the guest in; nothing that somebody prepared in this browser comes along."""
    if not actor.is_signed_in():
        cookie.clear()
    response = render.see_other("joining.show")
    admit(response, key)
    return response


def forget(response: Response) -> None:
    """Take the key from the browser, and whatever it still keeps of these pages."""
    response.delete_cookie(_name(), secure=_is_secure(), httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'


def ended(texts: Sequence[str] = ()) -> Page:
    """Say that nobody is in here; give back what was typed while the visit ended, to keep.

    The form came from a page of this very browser: its token was checked before. Nothing is stored.
    """
    return render.page("join/ended.html", SIGN_IN_AGAIN if texts else 200, texts=texts)


def out() -> Response:
    """Show out who was in."""
    response = render.see_other(ENDED)
    forget(response)
    return response


def _find() -> Guest | None:
    key = request.cookies.get(_name())
    return visits.find(get_session(), key, now=clock.now()) if key else None


def _touch(found: Guest) -> None:
    now = clock.now()
    if now - found.visit.seen_at > visits.TOUCH_EVERY:
        database.run_anyway(visits.touched(found.visit.id, now=now))


def _name() -> str:
    return f"__Host-{_COOKIE}" if _is_secure() else _COOKIE


def _is_secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
