"""Figures for everybody, without signing in. Template: mdt/templates/statistics/index.html."""

from flask import Blueprint, Response

from mdt.statistics import publishing, quarters
from mdt.web import render
from mdt.web.database import get_session
from mdt.web.guard import public

bp = Blueprint("statistics", __name__, url_prefix="/statistics")


@bp.get("/")
@public
def index() -> Response:
    """Show what was published of every region; it changes four times a year and by nobody."""
    return render.page(
        "statistics/index.html",
        published=publishing.of_all(get_session()),
        number=quarters.number,
        fewest=publishing.FEWEST,
        fewest_waits=publishing.FEWEST_WAITS,
    )
