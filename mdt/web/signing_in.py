"""What a signed-out request gets: the way to the sign-in page, and back with its text."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from mdt.errors import DomainError
from mdt.identity import single_sign_on
from mdt.web import csrf, drafts, newcomers, passkey_asking, render
from mdt.web.actor import half_signed_in, is_signed_in, passive
from mdt.web.database import SAFE_METHODS, get_session
from mdt.web.forms import Problems
from mdt.web.render import wants_partial

SIGN_IN = "account.sign_in"
SIGN_IN_AGAIN = 403
"""Not 401: that must name a scheme of HTTP, and there is none for a page."""
STREAM = "text/event-stream"
STREAM_ENDED = "event: ended\ndata:\n\n"
"""What ends a stream for good: the page names it in hx-sse:close."""

View = TypeVar("View", bound=Callable[..., Any])
_STREAM = "mdt_stream"


def stream(view: View) -> View:
    """Declare a view that answers with a stream: it keeps nobody signed in, and ends signed out."""
    setattr(view, _STREAM, True)
    return passive(view)


def ask() -> Response | Redirect:
    """Send the browser to sign in, and afterwards back to the page it was on.

    A form that was sent is not lost: the sign-in page itself answers, and carries it. A stream
    ends.
    """
    g.asked_to_sign_in = True
    if _is_stream():
        return _ended_stream()
    if draft := drafts.sealed_now():
        return page(SIGN_IN_AGAIN, draft=draft)
    target = url_for(SIGN_IN, next=_page())
    if wants_partial():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)


def show_out(endpoint: str) -> Response | Redirect:
    """Send a browser that is not in any more to this page; a stream ends."""
    g.asked_to_sign_in = True
    return _ended_stream() if _is_stream() else redirect(url_for(endpoint), 303)


def page(
    status: int = 200,
    *,
    draft: str = "",
    problems: Problems | None = None,
    refusal: DomainError | None = None,
) -> Response:
    """Return the sign-in page; in demo mode, with everybody one can become.

    draft: a sealed text that waits for its writer. refusal: why nobody gets in now.
    """
    return render.whole(
        "account/sign_in.html",
        status,
        draft=draft,
        groups=newcomers.groups(),
        mail=request.form.get("mail", "") if problems is not None or refusal else "",
        has_organisations=bool(single_sign_on.offered(get_session())),
        has_passkeys=passkey_asking.site() is not None,
        next=next_path() or "",
        problems=problems or {},
        refusal=refusal,
    )


def resume() -> Response | Redirect | None:
    """Answer a form whose token is of an earlier session of its writer; None when it is not.

    Whoever signed in again in another tab gets the text back at once; whoever did not, signs
    in first. Somebody else gets nothing.
    """
    writer, draft = csrf.writer(), drafts.of_request()
    if writer is None or draft is None:
        return None
    if not is_signed_in():
        return page(SIGN_IN_AGAIN, draft=drafts.seal(draft, writer))
    person = half_signed_in()
    g.asked_to_sign_in = True
    return kept(draft) if person and person.id == writer else None


def arrive() -> Response | Redirect:
    """Lead someone who has just signed in to the text that waits for them, else on."""
    person = half_signed_in()
    draft = drafts.opened(drafts.brought(), person.id) if person else None
    return kept(draft) if draft else redirect(next_path() or url_for("home.today"), 303)


def kept(draft: drafts.Draft) -> Response:
    """Return the page that offers to send the draft after all."""
    return render.whole("account/kept.html", draft=draft)


def next_path() -> str | None:
    """Return the page that was asked for before signing in."""
    return safe_next(request.values.get("next", ""))


def safe_next(path: str) -> str | None:
    """Return path when it is a page of ours, None for anything that leads elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() else None


def _is_stream() -> bool:
    return getattr(current_app.view_functions.get(request.endpoint or ""), _STREAM, False)


def _ended_stream() -> Response:
    return Response(STREAM_ENDED, mimetype=STREAM)


def _page() -> str:
    """Return the page the browser was on; htmx says so when it asked for a part only."""
    if wants_partial():
        return safe_next(urlsplit(request.headers.get("HX-Current-URL", "")).path) or "/"
    return request.path if request.method in SAFE_METHODS else url_for("home.today")
