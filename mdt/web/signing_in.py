"""What a signed-out request gets: the way to the sign-in page, and back."""

from flask import Response, g, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from mdt.web.render import wants_partial

SIGN_IN = "account.sign_in"


def ask() -> Response | Redirect:
    """Send the browser to sign in, and afterwards back to the page it was on."""
    g.asked_to_sign_in = True
    target = url_for(SIGN_IN, next=_page())
    if wants_partial():
        response = make_response("", 200)
        response.headers["HX-Redirect"] = target
        return response
    return redirect(target, 303)


def safe_next(path: str) -> str | None:
    """Return path when it is a page of ours, None for anything that leads elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and "\n" not in path else None


def _page() -> str:
    return request.path if request.method == "GET" else url_for("home.today")
