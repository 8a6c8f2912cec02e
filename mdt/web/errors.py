"""Errors as pages: neutral, without content, in the same style; logs without content."""

import logging

from flask import Flask, Response, make_response, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from mdt.errors import DomainError, NotPermitted, StaleVersion

logger = logging.getLogger(__name__)

CONFLICT = 409
UNPROCESSABLE = 422


def init_app(app: Flask) -> None:
    """Answer every error with a page of the house."""
    app.register_error_handler(NotPermitted, _not_found)
    app.register_error_handler(404, _not_found)
    app.register_error_handler(405, _not_found)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(OperationalError, _database_trouble)
    app.register_error_handler(InternalServerError, _broken)
    app.register_error_handler(HTTPException, _other)
    app.jinja_env.globals["sentence"] = sentence


def sentence(refusal: DomainError) -> str:
    """Return the refusal as a sentence in the reader's language."""
    return str(gettext(refusal.text)) % refusal.params


def _not_found(_: Exception) -> Response:
    return _page("errors/not_found.html", 404)


def _form_expired(_: CSRFError) -> Response:
    return _page("errors/form_expired.html", 400)


def _refused(refusal: DomainError) -> Response:
    status = CONFLICT if isinstance(refusal, StaleVersion) else UNPROCESSABLE
    response = make_response(
        render_template("errors/refused.html", message=sentence(refusal)), status
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_trouble(error: Exception) -> Response:
    logger.error("database trouble: %s", type(error).__name__, extra={"path": request.endpoint})
    response = _page("errors/unavailable.html", 503)
    response.headers["Retry-After"] = "10"
    return response


def _broken(error: InternalServerError) -> Response:
    original = error.original_exception
    if isinstance(original, DBAPIError):
        return _database_trouble(original)
    logger.error("request failed: %s", type(original).__name__, extra={"path": request.endpoint})
    return _page("errors/broken.html", 500)


def _other(error: HTTPException) -> Response:
    return _page(
        "errors/refused.html", error.code or 500, message=gettext("Dit verzoek klopt niet.")
    )


def _page(template: str, status: int, **context: str) -> Response:
    return make_response(render_template(template, **context), status)
