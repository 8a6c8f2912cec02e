"""Incidents of a case: noted, corrected, withdrawn, and as files. Templates: incidents/."""

from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import incidents
from mdt.cases.incidents import Account, ActionUnknown, BreaksTwo, IncidentNotYet, MeasureUnknown
from mdt.errors import DomainError, StaleVersion
from mdt.models import Case, Incident
from mdt.web import forms, incident_files, incident_page, once, render, stale, wall
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires, section
from mdt.web.incident_page import Choices
from mdt.web.incident_words import told

bp = Blueprint("incidents", __name__)

Answer = Response | Redirect

_FIELDS: dict[type[DomainError], str] = {
    ActionUnknown: "action_id",
    BreaksTwo: "action_id",
    IncidentNotYet: "happened_day",
    MeasureUnknown: "measure_id",
}


class IncidentForm(SQLModel):
    """The moment by the clock on the wall, what happened, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "happened_day": _l("Vul in op welke dag het gebeurde, bijvoorbeeld 27-11-2026."),
        "happened_time": _l("Vul in hoe laat het gebeurde, bijvoorbeeld 13:30."),
        "what": _l("Schrijf in een paar zinnen op wat er gebeurde."),
    }

    happened_day: date
    happened_time: time
    happened_fold: int | None = Field(default=None, ge=0, le=1)
    what: str = Field(min_length=2, max_length=600)
    measure_id: UUID | None = None
    action_id: UUID | None = None
    version: int = 1


@bp.get("/cases/<uuid:case_id>/incidents")
@requires(Action.INCIDENTS_VIEW)
def index(case_id: UUID) -> Response:
    """Show what happened, the earliest first."""
    return _index_page(load(Case, case_id))


@bp.get("/cases/<uuid:case_id>/incidents/new")
@requires(Action.INCIDENTS_EDIT)
def new(case_id: UUID) -> Response:
    """Ask when it happened, and what."""
    return _form_page(load(Case, case_id), None)


@bp.post("/cases/<uuid:case_id>/incidents")
@requires(Action.INCIDENTS_EDIT)
def add(case_id: UUID) -> Answer:
    """Note an incident."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    account, _, problems = _account()
    if account is None:
        return _form_page(case, None, problems)
    try:
        incidents.note(get_session(), case, account, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _form_page(case, None, _at_field(refusal))
    flash(gettext("Het incident staat bij de zaak."), "ok")
    return once.done(_to_index(case.id))


@bp.get("/incidents/<uuid:incident_id>")
@requires(Action.INCIDENTS_EDIT)
def show(incident_id: UUID) -> Response:
    """Show what was noted, to correct."""
    incident = load(Incident, incident_id)
    return _form_page(_case_of(incident), incident)


@bp.post("/incidents/<uuid:incident_id>")
@requires(Action.INCIDENTS_EDIT)
def correct(incident_id: UUID) -> Answer:
    """Correct what was noted."""
    incident = load(Incident, incident_id)
    case = _case_of(incident)
    account, version, problems = _account()
    if account is None:
        return _form_page(case, incident, problems)
    by, now = actor().person, clock.now()
    try:
        incidents.correct(get_session(), incident, account, version=version, by=by, now=now)
    except StaleVersion as refusal:
        return _form_page(case, incident, {"": sentence(refusal)}, account)
    except DomainError as refusal:
        return _form_page(case, incident, _at_field(refusal))
    flash(gettext("De wijziging is bewaard."), "ok")
    return _to_index(case.id)


@bp.post("/incidents/<uuid:incident_id>/withdrawal")
@requires(Action.INCIDENTS_EDIT)
def withdraw(incident_id: UUID) -> Answer:
    """Let an incident count no more, or put it back."""
    incident = load(Incident, incident_id)
    is_withdrawn = request.form.get("is_withdrawn") == "1"
    move = incidents.withdraw if is_withdrawn else incidents.put_back
    version = request.form.get("version", 0, type=int)
    try:
        move(get_session(), incident, version=version, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _index_page(_case_of(incident), {"": sentence(refusal)}, CONFLICT)
    flash(
        gettext("Het incident is ingetrokken. U kunt het onderaan terugzetten.")
        if is_withdrawn
        else gettext("Het incident staat weer bij de zaak."),
        "ok",
    )
    return _to_index(incident.case_id)


@bp.get("/cases/<uuid:case_id>/incidents.csv")
@requires(Action.INCIDENTS_VIEW)
def table(case_id: UUID) -> Response:
    """Give the incidents as a table."""
    return incident_files.table(incident_page.of(load(Case, case_id)).counted)


@bp.get("/cases/<uuid:case_id>/incidents.ics")
@requires(Action.INCIDENTS_VIEW)
def calendar(case_id: UUID) -> Response:
    """Give the moments of the incidents as a calendar without content."""
    case = load(Case, case_id)
    return incident_files.calendar(case, incident_page.of(case).counted)


def _account() -> tuple[Account | None, int, Problems]:
    form, problems = forms.parse(IncidentForm)
    happened_at = wall.read(form, "happened", problems) if form else None
    if form is None or happened_at is None:
        return None, 0, problems
    account = Account(
        happened_at=happened_at,
        what=form.what,
        measure_id=form.measure_id,
        action_id=form.action_id,
    )
    return account, form.version, problems


def _at_field(refusal: DomainError) -> Problems:
    return {_FIELDS.get(type(refusal), ""): sentence(refusal)}


def _case_of(incident: Incident) -> Case:
    return get_session().get_one(Case, incident.case_id)


def _to_index(case_id: UUID) -> Redirect:
    return render.see_other(".index", case_id=case_id)


def _index_page(case: Case, problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "incidents/index.html",
        status,
        case=case,
        page=incident_page.of(case),
        may_edit=case.is_open and can(Action.INCIDENTS_EDIT, case),
        problems=problems or {},
    )


def _form_page(
    case: Case,
    incident: Incident | None,
    problems: Problems | None = None,
    mine: Account | None = None,
) -> Response:
    """Return the form. mine: what was typed after somebody else had saved."""
    measures, actions = _breakable(case)
    conflict = None
    if incident and mine:
        names = dict((*measures, *actions))
        conflict = stale.between(incident.id, told(mine, incident, names))
    typed = forms.typed(**_shown(incident))
    status = CONFLICT if conflict else UNPROCESSABLE
    return render.page(
        "incidents/form.html",
        status if problems else 200,
        case=case,
        incident=incident,
        measures=measures,
        actions=actions,
        conflict=conflict,
        problems=problems or {},
        typed=stale.shown(typed, incident.version if incident else 1, conflict),
    )


def _breakable(case: Case) -> tuple[Choices, Choices]:
    """Return the measures and the actions that an incident can break, for who sees the plan."""
    if not section(Action.PLAN_VIEW, case):
        return [], []
    return incident_page.measures(case), incident_page.actions(case)


def _shown(incident: Incident | None) -> dict[str, Any]:
    """Return what the fields show before anything was typed."""
    if incident is None:
        blank = {"what": "", "measure_id": "", "action_id": "", "version": 1}
        return blank | wall.show("happened", None)
    return {
        "what": incident.what,
        "measure_id": incident.measure_id or "",
        "action_id": incident.action_id or "",
        "version": incident.version,
    } | wall.show("happened", incident.happened_at)
