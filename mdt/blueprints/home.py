"""The first page after signing in: what needs me. Templates: mdt/templates/home/."""

from flask import Blueprint, Response

from mdt.access.policy import Action
from mdt.web import render, today
from mdt.web.actor import actor
from mdt.web.guard import anywhere, requires, saw_cases

bp = Blueprint("home", __name__)


@bp.get("/", endpoint="today")
@requires(Action.HOME_VIEW)
def show() -> Response:
    """Show the page "Vandaag" that fits the viewer."""
    anywhere()
    page = today.of()
    saw_cases(Action.HOME_VIEW, page.case_ids)
    return render.page("home/today.html", page=page, called=today.called(actor().person.name))
