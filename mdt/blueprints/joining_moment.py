"""«Mijn moment» for who came in with a code. Templates: mdt/templates/joining_moment/.

The same for who is signed in: mdt.blueprints.own_moment.
"""

from flask import Blueprint, Response, url_for
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.blueprints.own_moment import PresenceForm
from mdt.conferences import own_moment
from mdt.errors import DomainError
from mdt.models import Invitation
from mdt.web import forms, joined, own_moment_live, own_moment_page, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, joins, load
from mdt.web.signing_in import stream

bp = Blueprint("joining_moment", __name__, url_prefix="/joined/moment")


@bp.get("")
@joins(Action.JOIN_ENTER)
def show() -> Response:
    """Show when the guest is up."""
    return _page(_own())


@bp.get("/live")
@stream
@joins(Action.JOIN_ENTER)
def live() -> Response:
    """Send the screen anew whenever it changes, as long as the visit lasts."""
    return own_moment_live.answer(
        _own(),
        find=_found,
        presence_href=url_for(".presence"),
        closed_href=url_for(joined.ENDED),
    )


@bp.post("/presence")
@joins(Action.JOIN_ENTER)
def presence() -> Response | Redirect:
    """Note that the guest is there for their next item, or leaves."""
    invitation = _own()
    form, problems = forms.parse(PresenceForm)
    if form is None:
        return _page(invitation, problems)
    note = own_moment.come if form.here else own_moment.go
    try:
        note(get_session(), invitation, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(invitation, {"": sentence(refusal)})
    return render.see_other(".show")


def _own() -> Invitation:
    """Return the guest's own invitation, through the guard."""
    return load(Invitation, joined.guest().invitation.id)


def _found() -> Invitation | None:
    """Return the invitation as long as the visit of whoever is looking lasts."""
    if not joined.let_in():
        return None
    found = joined.guest().invitation
    return found if can(Action.JOIN_ENTER, found) else None


def _page(invitation: Invitation, problems: Problems | None = None) -> Response:
    return render.page(
        "joining_moment/show.html",
        UNPROCESSABLE if problems else 200,
        page=own_moment_page.of(invitation),
        presence_href=url_for(".presence"),
        live_href=url_for(".live", since=clock.now().isoformat()),
        problems=problems or {},
    )
