"""The risks of a case, which every action points at. Templates: mdt/templates/risks/."""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import persons, risks
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Case, CasePerson, Risk
from mdt.web import case_page, forms, once, render, stale
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires, section
from mdt.web.stale import Conflict

bp = Blueprint("risks", __name__, url_prefix="/cases/<uuid:case_id>/risks")


class RiskForm(SQLModel):
    """A danger in a few words, for whom, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {"name": _l("Noem het risico.")}

    name: str = Field(max_length=120)
    for_whom_id: UUID | None = None
    version: int = 0


@bp.get("/")
@requires(Action.RISKS_EDIT)
def index(case_id: UUID) -> Response:
    """Show the risks of the case, and ask for another."""
    return _list_page(load(Case, case_id))


@bp.post("/")
@requires(Action.RISKS_EDIT)
def add(case_id: UUID) -> Response | Redirect:
    """Add a risk."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(RiskForm)
    if form is None:
        return _list_page(case, problems, 422)
    try:
        risks.add(
            get_session(),
            case,
            form.name,
            for_whom=_for_whom(form),
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _list_page(case, _at_field(refusal), 422)
    return once.done(_done(case))


@bp.get("/<uuid:risk_id>")
@requires(Action.RISKS_EDIT)
def show(case_id: UUID, risk_id: UUID) -> Response:
    """Show a risk, to give it other words."""
    return _risk_page(*_load(case_id, risk_id))


@bp.post("/<uuid:risk_id>")
@requires(Action.RISKS_EDIT)
def change(case_id: UUID, risk_id: UUID) -> Response | Redirect:
    """Give a risk other words."""
    case, risk = _load(case_id, risk_id)
    form, problems = forms.parse(RiskForm)
    if form is None:
        return _risk_page(case, risk, problems, status=422)
    try:
        risks.change(
            get_session(),
            case,
            risk,
            form.name,
            for_whom=_for_whom(form),
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return _risk_page(case, risk, {"": sentence(refusal)}, _conflict(risk, form), 409)
    except DomainError as refusal:
        return _risk_page(case, risk, _at_field(refusal), status=422)
    return _done(case)


@bp.post("/<uuid:risk_id>/activity")
@requires(Action.RISKS_EDIT)
def set_active(case_id: UUID, risk_id: UUID) -> Response | Redirect:
    """Set a risk aside that is no longer there, or put it back."""
    case, risk = _load(case_id, risk_id)
    is_active = request.form.get("is_active") == "1"
    try:
        risks.set_active(
            get_session(), case, risk, is_active=is_active, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _list_page(case, {"": sentence(refusal)}, 422)
    return _done(case)


def _load(case_id: UUID, risk_id: UUID) -> tuple[Case, Risk]:
    case, risk = load(Case, case_id), load(Risk, risk_id)
    if risk.case_id != case.id:
        raise NotPermitted
    return case, risk


def _for_whom(form: RiskForm) -> CasePerson | None:
    """Return for whom the risk is, None for nobody in particular. Raises ForWhomUnknown."""
    if form.for_whom_id is None:
        return None
    person = get_session().get(CasePerson, form.for_whom_id)
    if person is None:
        raise risks.ForWhomUnknown
    return person


def _done(case: Case) -> Redirect:
    flash(gettext("De risico's zijn bijgewerkt."), "ok")
    return render.see_other(".index", case_id=case.id)


def _at_field(refusal: DomainError) -> Problems:
    fields: dict[type[DomainError], str] = {
        risks.ForWhomUnknown: "for_whom_id",
        risks.RiskNamedTwice: "name",
    }
    return {fields.get(type(refusal), ""): sentence(refusal)}


def _conflict(risk: Risk, form: RiskForm) -> Conflict:
    session = get_session()

    def name_of(key: UUID | None) -> str:
        person = session.get(CasePerson, key) if key else None
        return person.name if person else ""

    return stale.between(
        risk.id,
        [
            (gettext("Risico"), form.name, risk.name),
            (gettext("Voor wie"), name_of(form.for_whom_id), name_of(risk.for_whom_id)),
        ],
    )


def _people(case: Case) -> list[tuple[UUID, str]]:
    """Return whom a risk can be for; nobody when the viewer may not see the people."""
    if not section(Action.PERSONS_VIEW, case):
        return []
    return [(person.id, person.name) for person in persons.of(get_session(), case)]


def _list_page(case: Case, problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "risks/index.html",
        status,
        case=case,
        dangers=case_page.dangers(case),
        people=_people(case),
        problems=problems or {},
        typed=forms.typed(name="", for_whom_id=""),
    )


def _risk_page(
    case: Case,
    risk: Risk,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    typed = forms.typed(name=risk.name, for_whom_id=risk.for_whom_id or "", version=risk.version)
    return render.page(
        "risks/risk.html",
        status,
        case=case,
        risk=risk,
        people=_people(case),
        problems=problems or {},
        conflict=conflict,
        typed=stale.renewed(typed, risk.version) if conflict else typed,
    )
