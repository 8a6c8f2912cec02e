"""Errors as pages: neutral, without content, in the same style; logs without content.

Every page here is made without a viewer, a form or a token: unknown, forbidden and walled are
the same bytes. When the database is the trouble, the page does not ask it anything.
"""

import logging
from enum import StrEnum

from flask import Flask, Response, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
)
from werkzeug.wrappers import Response as Redirect

from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.identity.passwords import TooBusy
from mdt.web import actor, render, signing_in, words

logger = logging.getLogger(__name__)

CONFLICT = 409
GONE = 410
UNPROCESSABLE = 422
LOCKED = 423
TOO_MANY = 429
RETRY_SECONDS = "10"
TROUBLE = (OperationalError, InterfaceError, PoolTimeoutError, TooBusy)
"""What passes by itself: the database locked, full or gone, or too many people at once."""


def init_app(app: Flask) -> None:
    """Answer every error with a page of the house."""
    app.register_error_handler(NotPermitted, _not_found)
    app.register_error_handler(NotFound, _not_found)
    for passing in TROUBLE:
        app.register_error_handler(passing, _unavailable)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(HTTPException, _other)
    app.register_error_handler(InternalServerError, _broken)
    app.register_error_handler(MethodNotAllowed, _wrong_method)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.jinja_env.globals["sentence"] = sentence


def sentence(refusal: DomainError) -> str:
    """Return the refusal as a sentence in the reader's language; members of ours in words."""
    params = {name: _worded(value) for name, value in refusal.params.items()}
    return str(gettext(refusal.text)) % params


def _worded(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(str(_worded(one)) for one in value))
    return words.word(value) if isinstance(value, StrEnum) else value


def _not_found(_: Exception) -> Response:
    return render.whole("errors/not_found.html", 404)


def _wrong_method(error: MethodNotAllowed) -> Response:
    response = render.whole("errors/wrong_method.html", 405)
    response.allow.update(error.valid_methods or ())
    return response


def _form_expired(_: CSRFError) -> Response | Redirect:
    """Give the text back when its writer is known; else say that nothing was done."""
    logger.warning("refused: a form without its token at %s", request.endpoint)
    return signing_in.resume() or render.whole("errors/form_expired.html", 400)


def _refused(refusal: DomainError) -> Response:
    status = CONFLICT if isinstance(refusal, StaleVersion) else UNPROCESSABLE
    return render.whole("errors/refused.html", status, message=sentence(refusal))


def _too_large(_: RequestEntityTooLarge) -> Response:
    return render.whole("errors/too_large.html", 413)


def _other(error: HTTPException) -> Response:
    message = gettext("Dit verzoek klopt niet. Ga terug en probeer het nog een keer.")
    return render.whole("errors/refused.html", error.code or 400, message=message)


def _unavailable(error: Exception) -> Response:
    actor.set_aside()
    logger.error("trouble: %s", type(error).__name__, extra={"endpoint": request.endpoint})
    response = render.whole("errors/unavailable.html", 503)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _broken(error: InternalServerError) -> Response:
    """Answer what no other handler caught, also what broke while the answer was on its way."""
    original = error.original_exception or error
    if isinstance(original, TROUBLE):
        return _unavailable(original)
    actor.set_aside()
    logger.error("broken: %s", type(original).__name__, extra={"endpoint": request.endpoint})
    return render.whole("errors/broken.html", 500)
