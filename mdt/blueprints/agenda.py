"""The viewer's own week. Templates: mdt/templates/agenda/."""

from flask import Blueprint, Response, request

from mdt.access.policy import Action
from mdt.web import own_week, render
from mdt.web.guard import anywhere, requires, saw_cases

bp = Blueprint("agenda", __name__, url_prefix="/agenda")


@bp.get("/")
@requires(Action.CONFERENCE_LIST)
def show() -> Response:
    """Show a week, this one unless ?week=2026-W07 says otherwise."""
    anywhere()
    week = own_week.of(own_week.chosen(request.args.get("week")))
    sittings = [one.sitting for day in week.days for one in day.planned]
    saw_cases(
        Action.CONFERENCE_LIST, (topic.case_id for sitting in sittings for topic in sitting.topics)
    )
    return render.page("agenda/show.html", week=week)
