"""Searching a case by its alias or reference. Templates: mdt/templates/search/.

What is typed is content, so it travels in a form and never in an address: addresses end up
in logs, histories and bookmarks (docs/decisions).
"""

from flask import Blueprint, Response, request

from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.cases import finding
from mdt.web import render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import anywhere, requires, saw, saw_cases

bp = Blueprint("search", __name__, url_prefix="/search")

LONGEST = 60


@bp.get("/")
@requires(Action.CASE_LIST)
def show() -> Response:
    """Show the search field."""
    anywhere()
    return render.page("search/show.html", words="", found=None, has_more=False)


@bp.post("/")
@requires(Action.CASE_LIST)
def find() -> Response:
    """Show what was found among what one may see; htmx asks for the list only, while one types."""
    anywhere()
    words = request.form.get("q", "")[:LONGEST]
    may_see = rules.visible_cases(actor(), Action.CASE_LIST)
    found = finding.search(get_session(), may_see, words)
    saw_cases(Action.CASE_LIST, (row.case.id for row in found[: finding.MOST_FOUND]))
    for row in found:
        if words.strip().lower() in {row.case.alias.lower(), row.case.reference.lower()}:
            saw(Action.CASE_LIST, row.case.id, row.case.id)  # looked for by its whole name
    return render.page_or_partial(
        "search/show.html",
        "search/_found.html",
        words=words,
        found=found[: finding.MOST_FOUND] if words.strip() else None,
        has_more=len(found) > finding.MOST_FOUND,
    )
