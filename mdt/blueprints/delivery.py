"""How the portal's mail leaves, and what did not arrive. Templates: mdt/templates/delivery/."""

from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import gettext, ngettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.directory import undelivered
from mdt.models import OutboxMessage
from mdt.web import delivery_page, forms, render
from mdt.web.actor import actor, passive
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires

bp = Blueprint("delivery", __name__, url_prefix="/delivery")


SHOW, ALL = "show", "all"
"""What folds nothing, in the address of the page."""


class DomainForm(SQLModel):
    """A mail domain."""

    domain: str = Field(min_length=3, max_length=254)


@bp.get("/")
@requires(Action.DELIVERY_MANAGE)
def index() -> Response:
    """Show what waits, what fails and what was given up."""
    anywhere()
    return _page()


@bp.get("/news")
@requires(Action.DELIVERY_MANAGE)
@passive
def news() -> Response:
    """Show the same; the page asks for it by itself."""
    anywhere()
    return _page()


@bp.post("/messages/<uuid:message_id>/repeat")
@requires(Action.DELIVERY_MANAGE)
def repeat(message_id: UUID) -> Redirect:
    """Let one message that was given up be tried again."""
    message = load(OutboxMessage, message_id)
    done = undelivered.again(get_session(), message, by=actor().person, now=clock.now())
    return _told(int(done))


@bp.post("/repeats")
@requires(Action.DELIVERY_MANAGE)
def repeat_domain() -> Response | Redirect:
    """Let all that was given up for one mail domain be tried again."""
    anywhere()
    form, problems = forms.parse(DomainForm)
    if form is None:
        return _page(problems, UNPROCESSABLE)
    regions = actor().regions(POLICY[Action.DELIVERY_MANAGE].roles)
    session, who, now = get_session(), actor().person, clock.now()
    may_see = delivery_page.visible()
    return _told(undelivered.all_again(session, regions, may_see, form.domain, by=who, now=now))


def _told(count: int) -> Redirect:
    if count:
        flash(ngettext("De mail gaat opnieuw weg.", "%(num)s mails gaan opnieuw weg.", count), "ok")
    else:
        flash(gettext("Er is niets om opnieuw te versturen."), "info")
    return render.see_other(".index", show=_show())


def _show() -> str | None:
    return ALL if request.args.get(SHOW) == ALL else None


def _page(problems: Problems | None = None, status: int = 200) -> Response:
    return render.page_or_partial(
        "delivery/index.html",
        "delivery/_standing.html",
        status,
        delivery=delivery_page.read(is_whole=_show() == ALL),
        show=_show(),
        problems=problems or {},
    )
