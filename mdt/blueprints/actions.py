"""Actions of plans: the viewer's own across cases, and one by one. Templates: actions/."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.models import ActionState, Case, SafetyAction
from mdt.safety_plan import actions
from mdt.safety_plan.changes import ActionChangedMeanwhile
from mdt.web import action_answers, action_forms, action_list, forms, once, render, words
from mdt.web.action_forms import StateForm
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, can, load, requires, saw, saw_cases

bp = Blueprint("actions", __name__)

Answer = Response | Redirect


@bp.get("/actions")
@requires(Action.ACTION_LIST)
def index() -> Response:
    """Show the viewer's own actions, late first; to a coordinator also what is late around."""
    anywhere()
    page = action_list.read()
    saw_cases(Action.ACTION_LIST, (line.case_id for line in page.lines))
    return render.page("actions/index.html", page=page, states=words.options(ActionState))


@bp.get("/cases/<uuid:case_id>/actions/new")
@requires(Action.PLAN_EDIT)
def new(case_id: UUID) -> Response:
    """Ask who does what by when against which risk."""
    return _form_page(load(Case, case_id), None)


@bp.post("/cases/<uuid:case_id>/actions")
@requires(Action.PLAN_EDIT)
def agree(case_id: UUID) -> Answer:
    """Add an action to the plan."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    terms, _, problems = action_forms.terms(case, may_add_risk=can(Action.RISKS_EDIT, case))
    if terms is None:
        return _form_page(case, None, problems)
    try:
        action = actions.agree(get_session(), case, terms, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _form_page(case, None, action_forms.problems_of(refusal))
    flash(gettext("De actie staat in het plan."), "ok")
    return once.done(action_answers.to_plan(action))


@bp.get("/actions/<uuid:action_id>")
@requires(Action.ACTION_VIEW)
def show(action_id: UUID) -> Response:
    """Show one action: what was agreed, how far it is, who changed what."""
    return action_answers.page(load(SafetyAction, action_id))


@bp.get("/actions/<uuid:action_id>/terms")
@requires(Action.ACTION_EDIT)
def terms(action_id: UUID) -> Response:
    """Show what was agreed, to change."""
    action = load(SafetyAction, action_id)
    return _form_page(get_session().get_one(Case, action.case_id), action)


@bp.post("/actions/<uuid:action_id>/terms")
@requires(Action.ACTION_EDIT)
def change(action_id: UUID) -> Answer:
    """Change what was agreed; of two people who change the same field, the second sees both."""
    action = load(SafetyAction, action_id)
    case = get_session().get_one(Case, action.case_id)
    wanted, version, problems = action_forms.terms(case, may_add_risk=can(Action.RISKS_EDIT, case))
    if wanted is None:
        return _form_page(case, action, problems)
    try:
        actions.change(
            get_session(), action, wanted, version=version, by=actor().person, now=clock.now()
        )
    except ActionChangedMeanwhile as meanwhile:
        return action_answers.both_texts(case, action, meanwhile)
    except DomainError as refusal:
        return _form_page(case, action, action_forms.problems_of(refusal))
    flash(gettext("De wijziging is bewaard."), "ok")
    return render.see_other("actions.show", action_id=action.id)


@bp.get("/actions/<uuid:action_id>/state")
@requires(Action.ACTION_MOVE)
def state(action_id: UUID) -> Response:
    """Ask why an action cannot be done."""
    return action_answers.reason_page(load(SafetyAction, action_id))


@bp.post("/actions/<uuid:action_id>/state")
@requires(Action.ACTION_MOVE)
def move(action_id: UUID) -> Answer:
    """Say how far the action is."""
    action = load(SafetyAction, action_id)
    form, problems = forms.parse(StateForm)
    if form is None:
        return action_answers.page(action, problems=problems, status=422)
    return _moved(
        action,
        form.back,
        lambda: actions.move(
            get_session(),
            action,
            form.state,
            remark=form.said,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        ),
    )


@bp.post("/actions/<uuid:action_id>/state/undo")
@requires(Action.ACTION_MOVE)
def undo(action_id: UUID) -> Answer:
    """Take back the viewer's own last change of state."""
    action = load(SafetyAction, action_id)
    return _moved(
        action,
        action_answers.back(),
        lambda: actions.undo(get_session(), action, by=actor().person, now=clock.now()),
    )


def _moved(action: SafetyAction, back: action_forms.Back, verb: Callable[[], None]) -> Answer:
    try:
        verb()
    except ActionChangedMeanwhile as meanwhile:
        return action_answers.moved_by_another(action, meanwhile, back)
    except actions.ReasonMissing as refusal:
        return action_answers.ask_reason(action, refusal, back)
    except DomainError as refusal:
        problems = action_forms.problems_of(refusal)
        return action_answers.again(action, back, problems=problems, status=422)
    get_session().flush()
    return action_answers.again(action, back)


def _form_page(
    case: Case, action: SafetyAction | None, problems: Problems | None = None
) -> Response:
    saw(Action.RISKS_VIEW, case.id)
    return render.page(
        "actions/form.html",
        422 if problems else 200,
        case=case,
        action=action,
        choices=action_forms.choices(case, action),
        typed=forms.typed(**action_forms.shown(action)),
        problems=problems or {},
    )
