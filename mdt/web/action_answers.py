"""What a change of an action answers: the page it was made on, or its changed parts."""

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.models import ActionState, Case, SafetyAction
from mdt.safety_plan import overview
from mdt.safety_plan.changes import STATE, ActionChangedMeanwhile
from mdt.web import (
    action_forms,
    action_list,
    action_words,
    filters,
    forms,
    more_time_page,
    render,
    words,
)
from mdt.web import board as boards
from mdt.web.action_forms import Back
from mdt.web.action_words import Clash
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, saw

Answer = Response | Redirect

IN_PLACE = {Back.LATE, Back.LIST, Back.PLAN}


def back() -> Back:
    """Return the page that the form was on."""
    try:
        return Back(request.values.get("back", ""))
    except ValueError:
        return Back.ACTION


def page(
    action: SafetyAction,
    *,
    problems: Problems | None = None,
    clashes: list[Clash] | None = None,
    status: int = 200,
) -> Response:
    """Return the page of one action."""
    session = get_session()
    case = session.get_one(Case, action.case_id)
    line = overview.line(session, action.id)
    moves = boards.moves_of(case)
    return render.page(
        "actions/show.html",
        status,
        line=line,
        moves=moves,
        sees_plan=can(Action.PLAN_VIEW, case),
        may_change=case.is_open and can(Action.ACTION_EDIT, action),
        history=action_words.history(session, action, today=filters.today()),
        states=words.options(ActionState),
        requests=more_time_page.of_action(action),
        may_ask_time=case.is_open and line.is_open and can(Action.ACTION_ASK_TIME, action),
        typed=forms.typed(state=line.state.value, remark=line.remark),
        problems=problems or {},
        clashes=clashes or [],
    )


def reason_page(action: SafetyAction, problems: Problems | None = None) -> Response:
    """Return the page that asks why an action cannot be done."""
    return render.page(
        "actions/reason.html",
        UNPROCESSABLE if problems else 200,
        line=overview.line(get_session(), action.id),
        back=back(),
        back_href=_href(action, back()),
        typed=forms.typed(remark=""),
        problems=problems or {},
    )


def ask_reason(action: SafetyAction, refusal: DomainError, back_to: Back) -> Answer:
    """Ask for the reason on a page of its own, or at the field that was left empty."""
    if "remark" not in request.form:
        return render.leave("actions.state", action_id=action.id, back=back_to.value)
    problems = action_forms.problems_of(refusal)
    if back_to is Back.ACTION:
        return page(action, problems=problems, status=UNPROCESSABLE)
    return reason_page(action, problems)


def again(
    action: SafetyAction, back_to: Back, *, problems: Problems | None = None, status: int = 200
) -> Answer:
    """Return to the page that the form was on, or show there what changed."""
    if render.wants_partial() and back_to in IN_PLACE:
        problem = " ".join((problems or {}).values())
        return _in_place(action, back_to, problem=problem, status=status)
    if problems:
        return page(action, problems=problems, status=status)
    return Redirect(status=303, headers={"Location": _href(action, back_to)})


def moved_by_another(
    action: SafetyAction, meanwhile: ActionChangedMeanwhile, back_to: Back
) -> Answer:
    """Show that somebody else moved the action first, and what both said."""
    clashes = action_words.clashes(get_session(), meanwhile, today=filters.today())
    if not render.wants_partial() or back_to not in IN_PLACE:
        return page(action, clashes=clashes, status=CONFLICT)
    first = next((clash for clash in clashes if clash.field == STATE), clashes[0])
    problem = gettext(
        "%(who)s koos intussen: %(theirs)s. U koos: %(mine)s. Kies opnieuw als dat nodig is.",
        who=first.who,
        theirs=first.theirs,
        mine=first.mine,
    )
    return _in_place(action, back_to, problem=problem, status=CONFLICT)


def both_texts(case: Case, action: SafetyAction, meanwhile: ActionChangedMeanwhile) -> Response:
    """Show both texts of a stale write; the form below them keeps what was typed."""
    saw(Action.RISKS_VIEW, case.id)
    return render.page(
        "actions/conflict.html",
        CONFLICT,
        case=case,
        action=action,
        clashes=action_words.clashes(get_session(), meanwhile, today=filters.today()),
        message=sentence(meanwhile),
        choices=action_forms.choices(case, action),
        typed=action_forms.merged(action, meanwhile.own),
        problems={},
    )


def to_plan(action: SafetyAction) -> Redirect:
    """Return to the action's row in the plan."""
    return Redirect(status=303, headers={"Location": boards.href_of(action)})


def _in_place(action: SafetyAction, back_to: Back, *, problem: str, status: int) -> Response:
    case = get_session().get_one(Case, action.case_id)
    line = overview.line(get_session(), action.id)
    states = words.options(ActionState)
    if back_to is Back.PLAN and can(Action.PLAN_VIEW, case):
        saw(Action.PLAN_VIEW, case.id, case.id)
        html = render_template(
            "plan/moved.html", board=boards.of(case), line=line, states=states, problem=problem
        )
    else:
        shown = action_list.one(line, is_region=back_to is Back.LATE)
        html = render_template(
            "actions/moved.html", line=line, page=shown, states=states, problem=problem
        )
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def _href(action: SafetyAction, back_to: Back) -> str:
    row = f"action-{action.id}"
    if back_to is Back.PLAN:
        return boards.href_of(action)
    if back_to is Back.ACTION:
        return url_for("actions.show", action_id=action.id)
    if back_to is Back.LATE:
        return url_for("actions.index", _anchor=row, show=action_list.LATE)
    return url_for("actions.index", _anchor=row)
