"""Answer with a page, or with the one region of it htmx asked for."""

from typing import Any, cast

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.wrappers import Response as Redirect


def init_app(app: Flask) -> None:
    """Offer link() to the templates."""
    app.jinja_env.globals["link"] = link


def wants_partial() -> bool:
    """Tell whether htmx will swap a region; a boosted or restored page needs it whole."""
    htmx = cast("HtmxAwareRequest", request).htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page(template: str, /, status: int = 200, **context: Any) -> Response:
    """Render a whole page."""
    return make_response(render_template(template, **context), status)


def page_or_partial(page: str, partial: str, /, status: int = 200, **context: Any) -> Response:
    """Render the partial for an htmx swap and the page that includes it otherwise."""
    template = partial if wants_partial() else page
    response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def whole(template: str, /, status: int = 200, **context: Any) -> Response:
    """Render a page that takes the place of the whole page, also when htmx asked for a part."""
    response = make_response(render_template(template, **context), status)
    if wants_partial():
        response.headers["HX-Retarget"] = "body"
        response.headers["HX-Reswap"] = "outerHTML"
    response.vary.add("HX-Request")
    return response


def leave(endpoint: str, /, **values: Any) -> Response | Redirect:
    """Send the browser to another page, also when htmx asked for a region only."""
    if not wants_partial():
        return see_other(endpoint, **values)
    response = make_response("", 200)
    response.headers["HX-Redirect"] = url_for(endpoint, **values)
    return response


def link(endpoint: str, /, **values: Any) -> str | None:
    """Return the address of a page, None while this portal has no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


def see_other(endpoint: str, /, **values: Any) -> Redirect:
    """Redirect to a page after a form was handled (303)."""
    return redirect(url_for(endpoint, **values), 303)
