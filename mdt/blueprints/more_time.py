"""An owner asks for more time, and gets it or not. Templates: more_time/.

The question is where the third button in a mail leads, so opening it changes nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.models import Case, MoreTime, SafetyAction
from mdt.safety_plan import more_time, overview
from mdt.safety_plan.more_time import NotLater
from mdt.web import action_answers, action_forms, forms, render
from mdt.web.action_forms import Back
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint("more_time", __name__, url_prefix="/actions/<uuid:action_id>/more-time")

Answer = Response | Redirect


class AskForm(SQLModel):
    """Until when, and why."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "due_on": _l("Vul in op welke dag het klaar is, bijvoorbeeld 27-11-2026."),
        "reason": _l("Vertel kort waarom u meer tijd nodig hebt."),
    }

    due_on: date
    reason: str = Field(min_length=1, max_length=600)


class RequestForm(SQLModel):
    """Which request, and the page that the button was on."""

    request_id: UUID
    back: Back = Back.ACTION


class AnswerForm(RequestForm):
    """Whether the owner gets more time."""

    is_granted: bool


@bp.get("")
@requires(Action.ACTION_ASK_TIME)
def show(action_id: UUID) -> Response:
    """Ask until when, and why."""
    return _ask(load(SafetyAction, action_id))


@bp.post("")
@requires(Action.ACTION_ASK_TIME)
def ask(action_id: UUID) -> Answer:
    """Ask for more time; the date stays as it was."""
    action = load(SafetyAction, action_id)
    form, problems = forms.parse(AskForm)
    if form is None:
        return _ask(action, problems)
    by, now = actor().person, clock.now()
    try:
        more_time.ask(get_session(), action, form.due_on, form.reason, by=by, now=now)
    except DomainError as refusal:
        field = "due_on" if isinstance(refusal, NotLater) else ""
        return _ask(action, {field: sentence(refusal)})
    flash(gettext("Uw verzoek is verstuurd. De datum blijft staan tot er besloten is."), "ok")
    return render.see_other("actions.show", action_id=action.id, _anchor="more-time")


@bp.post("/withdrawal")
@requires(Action.ACTION_ASK_TIME)
def withdraw(action_id: UUID) -> Answer:
    """Take one's own request back."""
    said = gettext("Uw verzoek is ingetrokken.")
    return _settle(load(SafetyAction, action_id), more_time.take_back, said)


@bp.post("/answer")
@requires(Action.ACTION_EDIT)
def answer(action_id: UUID) -> Answer:
    """Grant more time, or refuse it."""
    said = gettext("Uw besluit is bewaard. U kunt het nog tien minuten ongedaan maken.")
    return _settle(load(SafetyAction, action_id), more_time.answer, said, AnswerForm)


@bp.post("/answer/undo")
@requires(Action.ACTION_EDIT)
def undo(action_id: UUID) -> Answer:
    """Take one's own fresh answer back."""
    said = gettext("Uw besluit is teruggenomen. Het verzoek wacht weer.")
    return _settle(load(SafetyAction, action_id), more_time.undo, said)


def _settle(
    action: SafetyAction,
    verb: Callable[..., None],
    said: str,
    asked: type[RequestForm] = RequestForm,
) -> Answer:
    """Let the verb loose on the request, and return to the page that the button was on.

    asked: the form; what it has beside the request goes to the verb by name.
    """
    form, problems = forms.parse(asked)
    if form is None:
        return _refused(action, problems)
    row = get_session().get(MoreTime, form.request_id)
    if row is None or row.action_id != action.id:
        raise NotPermitted(action=Action.ACTION_EDIT.value)
    answered = form.model_dump(exclude=set(RequestForm.model_fields))
    try:
        verb(get_session(), row, **answered, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _refused(action, action_forms.problems_of(refusal))
    flash(said, "ok")
    if form.back is Back.PLAN:
        return render.see_other("plan.show", case_id=action.case_id, _anchor="more-time")
    return render.see_other("actions.show", action_id=action.id, _anchor="more-time")


def _refused(action: SafetyAction, problems: Problems) -> Answer:
    return action_answers.page(action, problems=problems, status=UNPROCESSABLE)


def _ask(action: SafetyAction, problems: Problems | None = None) -> Response:
    """Return the question; for what needs no answer any more, a page that says so."""
    session = get_session()
    line = overview.line(session, action.id)
    waiting = more_time.of_action(session, action)
    is_asked = line.is_open and session.get_one(Case, action.case_id).is_open
    return render.page(
        "more_time/ask.html" if is_asked else "one_tap/settled.html",
        UNPROCESSABLE if problems else 200,
        line=line,
        is_own=True,
        back_href=url_for("actions.index", _anchor=f"action-{action.id}"),
        waiting=waiting,
        typed=forms.typed(
            due_on=waiting.due_on.isoformat() if waiting else "",
            reason=waiting.reason if waiting else "",
        ),
        problems=problems or {},
    )
