"""Where the buttons in a reminder lead: one question about one action. Templates: one_tap/.

Opening a link changes nothing: programs that check mail open links too. The page asks, and its
button sends what the page of the action would send. The guard is the same as everywhere: a link
is an address and gives nobody anything.
"""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.models import ActionState, Case, SafetyAction
from mdt.safety_plan import actions, overview
from mdt.safety_plan.changes import ActionChangedMeanwhile
from mdt.web import action_answers, action_forms, forms, render
from mdt.web import board as boards
from mdt.web.action_forms import Back
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint("one_tap", __name__, url_prefix="/actions/<uuid:action_id>")

Answer = Response | Redirect


class DoneForm(SQLModel):
    """The version of the action that the question was asked about."""

    version: int


class NotDoneForm(DoneForm):
    """Why it cannot be done."""

    remark: str = Field(default="", max_length=600)


@bp.get("/done")
@requires(Action.ACTION_MOVE)
def done(action_id: UUID) -> Response:
    """Ask whether the action is done."""
    return _ask(load(SafetyAction, action_id), "one_tap/done.html")


@bp.post("/done")
@requires(Action.ACTION_MOVE)
def finish(action_id: UUID) -> Answer:
    """Say that the action is done."""
    action = load(SafetyAction, action_id)
    form, problems = forms.parse(DoneForm)
    if form is None:
        return _ask(action, "one_tap/done.html", problems)
    return _moved(
        action, "one_tap/done.html", lambda: _move(action, ActionState.DONE, None, form.version)
    )


@bp.get("/not-done")
@requires(Action.ACTION_MOVE)
def not_done(action_id: UUID) -> Response:
    """Ask why the action cannot be done."""
    return _ask(load(SafetyAction, action_id), "one_tap/not_done.html")


@bp.post("/not-done")
@requires(Action.ACTION_MOVE)
def give_up(action_id: UUID) -> Answer:
    """Say that the action cannot be done, and why."""
    action = load(SafetyAction, action_id)
    form, problems = forms.parse(NotDoneForm)
    if form is None:
        return _ask(action, "one_tap/not_done.html", problems)
    return _moved(
        action,
        "one_tap/not_done.html",
        lambda: _move(action, ActionState.NOT_DONE, form.remark, form.version),
    )


def _move(action: SafetyAction, state: ActionState, remark: str | None, version: int) -> None:
    actions.move(
        get_session(),
        action,
        state,
        remark=remark,
        version=version,
        by=actor().person,
        now=clock.now(),
    )


def _moved(action: SafetyAction, page: str, verb: Callable[[], None]) -> Answer:
    try:
        verb()
    except ActionChangedMeanwhile as meanwhile:
        return action_answers.moved_by_another(action, meanwhile, Back.ACTION)
    except DomainError as refusal:
        return _ask(action, page, action_forms.problems_of(refusal))
    flash(gettext("Dank u. Het plan is bijgewerkt."), "ok")
    return Redirect(status=303, headers={"Location": _back(action)})


def _ask(action: SafetyAction, page: str, problems: Problems | None = None) -> Response:
    """Return the question; for what needs no answer any more, a page that says so."""
    session = get_session()
    line = overview.line(session, action.id)
    moves = boards.moves_of(session.get_one(Case, action.case_id))
    is_asked = moves.may_move(line) and (line.is_open or bool(problems))
    return render.page(
        page if is_asked else "one_tap/settled.html",
        422 if problems else 200,
        line=line,
        is_own=action.owner_id == actor().id,
        back_href=_back(action),
        typed=forms.typed(remark="", version=line.version),
        problems=problems or {},
    )


def _back(action: SafetyAction) -> str:
    """Return one's own list, where a slip can be taken back; the action itself for others."""
    if action.owner_id != actor().id:
        return url_for("actions.show", action_id=action.id)
    return url_for("actions.index", _anchor=f"action-{action.id}")
