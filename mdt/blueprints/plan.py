"""The safety plan of a case: its page, its live stream, its versions. Templates: plan/."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request, url_for

from mdt.access.policy import Action
from mdt.models import ActionState, Case, PlanVersion
from mdt.safety_plan import versions
from mdt.web import board as boards
from mdt.web import more_time_page, plan_live, procedures_beside, render, streams, words
from mdt.web.actor import web_session
from mdt.web.board import Board
from mdt.web.database import get_session
from mdt.web.guard import can, load, requires
from mdt.web.signing_in import stream

bp = Blueprint("plan", __name__)


@bp.get("/cases/<uuid:case_id>/plan")
@requires(Action.PLAN_VIEW)
def show(case_id: UUID) -> Response:
    """Show the plan: measures in time, actions under headings, who did what."""
    case = load(Case, case_id)
    return render.page("plan/show.html", **context(boards.of(case)))


@bp.get("/cases/<uuid:case_id>/plan/live")
@stream
@requires(Action.PLAN_VIEW)
def live(case_id: UUID) -> Response:
    """Send the parts of the page that change, as long as the page is open."""
    case, signed_in = load(Case, case_id), web_session()
    if signed_in is None:
        raise RuntimeError("the guard let a signed-out browser in")
    listener = plan_live.listen(case, signed_in, streams.since())
    return streams.answer(listener.look, listener.tell, listener.heard)


@bp.get("/plan-versions/<uuid:version_id>")
@requires(Action.PLAN_VIEW)
def version(version_id: UUID) -> Response:
    """Show the plan as it stood when a sitting was held."""
    frozen = load(PlanVersion, version_id)
    return render.page(
        "plan/version.html",
        case=get_session().get_one(Case, frozen.case_id),
        version=frozen,
        content=versions.content_of(frozen),
    )


def context(board: Board) -> dict[str, Any]:
    """Return what plan/show.html needs."""
    return {
        "board": board,
        "beside": procedures_beside.shown(board.plan.case),
        "requests": more_time_page.of_plan(board.plan.case),
        "states": words.options(ActionState),
        "changed": frozenset[UUID](),
        "case_href": _case_href(board.plan.case),
        "live_href": _live_href(board),
        "prints": boards.PRINT in request.args,
    }


def _case_href(case: Case) -> str | None:
    return url_for("cases.show", case_id=case.id) if can(Action.CASE_VIEW, case) else None


def _live_href(board: Board) -> str:
    """Return the address of the stream, which must fold what this page folds."""
    since, show = board.at.isoformat(), sorted(board.unfolded) if board.is_long else None
    return url_for("plan.live", case_id=board.plan.case.id, since=since, show=show)
