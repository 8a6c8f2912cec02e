"""Inside, for who came in with a code: one conference and one's own items of it.

Templates: mdt/templates/joining/. Coming in: mdt.blueprints.join.
"""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.invitations import joining
from mdt.models import Invitation, Room
from mdt.web import conference_page, joined, linked, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import joins, load

bp = Blueprint("joining", __name__, url_prefix="/joined")


@bp.get("/")
@joins(Action.JOIN_ENTER)
def show() -> Response:
    """Show when and where one is expected, and one's own items."""
    invitation, conference = _invitation(), joined.guest().conference
    return render.page(
        "joining/show.html",
        conference=conference,
        invitation=invitation,
        minutes=linked.minutes(invitation),
        room=get_session().get(Room, conference.room_id) if conference.room_id else None,
        items=conference_page.read(conference).items,
        is_judge=actor().is_judge,
    )


@bp.post("/closure")
@joins(Action.JOIN_ENTER)
def leave() -> Redirect:
    """End one's visit."""
    joining.leave(get_session(), _invitation(), by=actor().person, now=clock.now())
    response = render.see_other(joined.ENDED)
    joined.forget(response)
    return response


def _invitation() -> Invitation:
    """Return the guest's own invitation, through the guard."""
    return load(Invitation, joined.guest().invitation.id)
