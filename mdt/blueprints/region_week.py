"""The week of the region, with its rooms. Templates: mdt/templates/region_week/."""

from flask import Blueprint, Response, request

from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.web import own_week, region_week, render, turn_page
from mdt.web.actor import actor
from mdt.web.guard import anywhere, requires, saw_cases

bp = Blueprint("region_week", __name__, url_prefix="/conferences/week")


@bp.get("/")
@requires(Action.CONFERENCE_LIST)
def show() -> Response:
    """Show a week, this one unless ?week=2026-W07 says otherwise."""
    anywhere()
    week = region_week.of(own_week.chosen(request.args.get("week")))
    saw_cases(
        Action.CONFERENCE_LIST, (case.id for one in week.planned for case in one.sitting.cases)
    )
    return render.page(
        "region_week/show.html",
        week=week,
        leads_somewhere=region_week.leads_somewhere(),
        left=turn_page.left,
        may_manage=rules.permits_anywhere(actor(), Action.PANEL_MANAGE),
    )
