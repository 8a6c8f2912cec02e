"""The first page after signing in: what needs me. Templates: mdt/templates/home/."""

from flask import Blueprint, Response

from mdt.access.policy import Action
from mdt.web import render
from mdt.web.actor import actor
from mdt.web.guard import anywhere, requires

bp = Blueprint("home", __name__)


@bp.get("/")
@requires(Action.HOME_VIEW)
def today() -> Response:
    """Show the page "Vandaag" that fits the viewer's role."""
    anywhere()
    return render.page("home/today.html", who=actor())
