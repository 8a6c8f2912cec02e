"""The second click: a form that was handled leads to the first one's answer.

Every form that creates something carries once_field(); the view asks earlier() before
and calls done() after.
"""

from uuid import UUID, uuid4

from flask import Flask, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.models import Submission
from mdt.web.actor import actor
from mdt.web.database import get_session

FIELD = "once"


def init_app(app: Flask) -> None:
    """Offer once_field() to the templates."""
    app.jinja_env.globals["once_field"] = field


def field() -> Markup:
    """Return the hidden field with a fresh key, or the key that was sent when shown again."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(
        FIELD, request.form.get(FIELD) or uuid4()
    )


def earlier() -> Redirect | None:
    """Return where the same form led to when it was handled before, else None."""
    sent = key()
    row = get_session().get(Submission, sent) if sent else None
    if row is None or row.person_id != actor().id:
        return None
    return redirect(row.location, 303)


def done(response: Redirect) -> Redirect:
    """Remember where this form led to, in the same transaction; return the response."""
    if sent := key():
        get_session().add(
            Submission(key=sent, person_id=actor().id, location=response.location, at=clock.now())
        )
    return response


def key() -> UUID | None:
    """Return the key that this form carries, None without one."""
    try:
        return UUID(request.form.get(FIELD, ""))
    except ValueError:
        return None
