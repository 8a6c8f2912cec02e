"""Actions born at the table, in one line. Templates: mdt/templates/meeting_actions/."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import risks
from mdt.errors import DomainError
from mdt.models import AgendaItem, Case, Conference, PlanHeading, Risk
from mdt.safety_plan import actions, owners
from mdt.safety_plan.actions import Terms
from mdt.scheduling import local_time
from mdt.web import forms, once, render, words
from mdt.web import meeting_views as views
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires

bp = Blueprint(
    "meeting_actions",
    __name__,
    url_prefix="/conferences/<uuid:conference_id>/meeting/items/<uuid:item_id>/actions",
)

NEW_RISK = "new"
TITLE = 200


class ActionForm(SQLModel):
    """Who does what by when against which risk; a risk may be named on the spot."""

    title: str = Field(min_length=3, max_length=TITLE)
    owner_id: UUID
    due_on: date
    due_time: time | None = None
    heading: PlanHeading = PlanHeading.SAFE_NOW
    risk_id: str = ""
    risk_name: str = Field(default="", max_length=120)


@bp.get("/new")
@requires(Action.CONFERENCE_RUN)
def new(conference_id: UUID, item_id: UUID) -> Response:
    """Show the form of an action on a page of its own."""
    return _page(*_load(conference_id, item_id))


@bp.post("/new")
@requires(Action.CONFERENCE_RUN)
def born(conference_id: UUID, item_id: UUID) -> Response:
    """Show the form with the line that was just typed at the table as its title."""
    return _page(*_load(conference_id, item_id))


@bp.post("")
@requires(Action.CONFERENCE_RUN)
def agree(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Agree an action at the table."""
    conference, item, case = _load(conference_id, item_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(ActionForm)
    if form is None:
        return _page(conference, item, case, problems, 422)
    session, who, now = get_session(), actor().person, clock.now()
    try:
        terms = Terms(
            title=form.title,
            heading=form.heading,
            owner_id=form.owner_id,
            risk_id=_risk(case, form).id,
            due=_due(form),
        )
        actions.agree(session, case, terms, conference=conference, by=who, now=now)
    except DomainError as refusal:
        return _page(conference, item, case, {"title": sentence(refusal)}, 422)
    except LookupError:
        problem = {"risk_id": gettext("Kies een risico, of noem een nieuw risico.")}
        return _page(conference, item, case, problem, 422)
    return once.done(
        render.see_other("meeting.show", conference_id=conference.id, _anchor="actions")
    )


def choices(case: Case) -> dict[str, Any]:
    """Return what the form of an action offers for this case."""
    session = get_session()
    offered = [(str(risk.id), risk.name) for risk in risks.of(session, case) if risk.is_active]
    may_name = can(Action.RISKS_EDIT, case)
    new_one = [(NEW_RISK, gettext("Nieuw risico (hieronder)"))] if may_name else []
    return {
        "owners": [
            (str(one.person_id), f"{one.name}, {one.organisation}")
            for one in owners.eligible(session, case, now=clock.now())
        ],
        "risks": offered + new_one,
        "may_name_risk": may_name,
        "headings": words.options(PlanHeading),
    }


def _load(conference_id: UUID, item_id: UUID) -> tuple[Conference, AgendaItem, Case]:
    conference = load(Conference, conference_id)
    views.require_item(conference, item_id)
    item = load(AgendaItem, item_id, action=Action.MINUTES_WRITE)
    return conference, item, load(Case, item.case_id, action=Action.PLAN_EDIT)


def _risk(case: Case, form: ActionForm) -> Risk:
    """Return the risk that was chosen or named. Raises LookupError when neither."""
    if form.risk_name and form.risk_id in {"", NEW_RISK}:
        load(Case, case.id, action=Action.RISKS_EDIT)
        return risks.add(get_session(), case, form.risk_name, by=actor().person, now=clock.now())
    known = {str(risk.id): risk for risk in risks.of(get_session(), case)}
    return known[form.risk_id]


def _due(form: ActionForm) -> Any:
    if form.due_time is None:
        return form.due_on
    return local_time.resolve_local(datetime.combine(form.due_on, form.due_time))


def _page(
    conference: Conference,
    item: AgendaItem,
    case: Case,
    problems: Problems | None = None,
    status: int = 200,
) -> Response:
    return render.page(
        "meeting_actions/new.html",
        status,
        conference=conference,
        item=item,
        alias=case.alias,
        problems=problems or {},
        typed=typed(),
        **choices(case),
    )


def typed() -> dict[str, Any]:
    """Return what the form shows: what was typed, else an empty action for today."""
    return forms.typed(
        title=" ".join(request.form.get("text", "").split())[:TITLE],
        owner_id="",
        due_on=local_time.local(clock.now()).date().isoformat(),
        due_time="",
        heading=PlanHeading.SAFE_NOW.value,
        risk_id="",
        risk_name="",
    )
