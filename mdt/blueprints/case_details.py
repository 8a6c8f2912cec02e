"""What a case is called and the phase it is in. Templates: mdt/templates/case_details/."""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import naming, opening, phases
from mdt.errors import DomainError, StaleVersion
from mdt.models import Case, CasePhase, Regime
from mdt.models.base import local_date
from mdt.web import forms, render, stale, words
from mdt.web.actor import actor
from mdt.web.case_naming import CaseForm, at_field
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("case_details", __name__, url_prefix="/cases/<uuid:case_id>")


class ChangedCaseForm(CaseForm):
    """A case as somebody wants it, and the version that they saw."""

    version: int


class PhaseForm(SQLModel):
    """The phase that a case goes to, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {"phase": _l("Kies een fase.")}

    phase: CasePhase
    version: int


@bp.get("/details")
@requires(Action.CASE_EDIT)
def details(case_id: UUID) -> Response:
    """Show what the case is called, to change it."""
    return _details_page(load(Case, case_id))


@bp.post("/details")
@requires(Action.CASE_EDIT)
def change(case_id: UUID) -> Response | Redirect:
    """Give the case another alias, reference or regime."""
    case = load(Case, case_id)
    form, problems = forms.parse(ChangedCaseForm)
    if form is None:
        return _details_page(case, problems, status=422)
    try:
        opening.change(get_session(), case, **form.model_dump(), by=actor().person, now=clock.now())
    except StaleVersion as refusal:
        return _details_page(case, {"": sentence(refusal)}, _conflict(case, form), 409)
    except DomainError as refusal:
        return _details_page(case, at_field(refusal), status=422)
    flash(gettext("Bewaard."), "ok")
    return render.see_other("cases.show", case_id=case.id)


@bp.get("/phase")
@requires(Action.CASE_MOVE)
def phase(case_id: UUID) -> Response:
    """Show the phases that the case can go to."""
    return _phase_page(load(Case, case_id))


@bp.post("/phase")
@requires(Action.CASE_MOVE)
def move(case_id: UUID) -> Response | Redirect:
    """Put the case in another phase."""
    case = load(Case, case_id)
    form, problems = forms.parse(PhaseForm)
    if form is None:
        return _phase_page(case, problems, status=422)
    try:
        phases.move(
            get_session(),
            case,
            form.phase,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        texts = (gettext("Fase"), words.word(form.phase), words.word(case.phase))
        conflict = stale.between(case.id, [texts])
        return _phase_page(case, {"": sentence(refusal)}, conflict, 409)
    except DomainError as refusal:
        return _phase_page(case, {"phase": sentence(refusal)}, status=422)
    flash(gettext("De zaak staat nu in fase: %(phase)s.", phase=words.word(case.phase)), "ok")
    return render.see_other("cases.show", case_id=case.id)


def _conflict(case: Case, form: ChangedCaseForm) -> Conflict:
    return stale.between(
        case.id,
        [
            (gettext("Naam van de zaak"), form.alias, case.alias),
            (gettext("Kenmerk"), form.reference, case.reference),
            (gettext("Grondslag"), words.word(form.regime), words.word(case.regime)),
        ],
    )


def _details_page(
    case: Case,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    typed = forms.typed(
        alias=case.alias, reference=case.reference, regime=case.regime, version=case.version
    )
    return render.page(
        "case_details/details.html",
        status,
        case=case,
        offered=naming.offer(get_session(), case.region_id, today=local_date(clock.now())),
        regimes=words.options(Regime),
        problems=problems or {},
        conflict=conflict,
        typed=stale.renewed(typed, case.version) if conflict else typed,
    )


def _phase_page(
    case: Case,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    typed = forms.typed(phase=case.phase, version=case.version)
    return render.page(
        "case_details/phase.html",
        status,
        case=case,
        phases=[(one.value, words.word(one)) for one in phases.WHILE_OPEN],
        problems=problems or {},
        conflict=conflict,
        typed=stale.renewed(typed, case.version) if conflict else typed,
    )
