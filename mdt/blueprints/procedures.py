"""The proceedings of a case, and one hearing for several. Templates: mdt/templates/procedures/."""

from datetime import date, time
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
from mdt.errors import DomainError, StaleVersion
from mdt.judiciary import hearings, procedures
from mdt.judiciary.procedures import Terms
from mdt.models import (
    Case,
    DocumentSection,
    HearingProposal,
    Procedure,
    ProcedureKind,
    ProcedureStage,
    ProposalState,
)
from mdt.web import (
    document_page,
    forms,
    once,
    procedure_forms,
    procedure_page,
    render,
    stale,
    wall,
    words,
)
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires
from mdt.web.stale import Conflict

bp = Blueprint("procedures", __name__)

Answer = Response | Redirect

AT_FIELD: dict[type[DomainError], str] = {
    procedures.BoundUnknown: "people",
    procedures.DecisionMissing: "decided_on",
    procedures.DecisionStillToCome: "decided_on",
    procedures.HearingMissing: "hearing_day",
    procedures.NoCourt: "court_id",
    procedures.OverBeforeDecision: "runs_until",
    hearings.AlreadyProposed: "chosen",
    hearings.TooFew: "chosen",
}


class ProcedureForm(SQLModel):
    """What is known of a proceeding, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "kind": _l("Kies wat voor procedure het is."),
        "stage": _l("Kies hoe ver de procedure is."),
    }

    kind: ProcedureKind
    stage: ProcedureStage
    court_id: UUID | None = None
    number: str = Field(default="", max_length=40)
    hearing_day: date | None = None
    hearing_time: time | None = None
    hearing_fold: int | None = Field(default=None, ge=0, le=1)
    decided_on: date | None = None
    runs_until: date | None = None
    people: list[UUID] = []
    version: int = 1


class ProposalForm(SQLModel):
    """Which proceedings would be heard together."""

    chosen: list[UUID] = []


class SettleForm(SQLModel):
    """What became of a proposal, and the version that was seen."""

    state: ProposalState
    version: int


@bp.get("/cases/<uuid:case_id>/procedures")
@requires(Action.PROCEDURES_VIEW)
def index(case_id: UUID) -> Response:
    """Show the proceedings, what they say of contact, and what contradicts itself."""
    return _index_page(load(Case, case_id))


@bp.get("/cases/<uuid:case_id>/procedures/new")
@requires(Action.PROCEDURES_EDIT)
def new(case_id: UUID) -> Response:
    """Ask what is known of a proceeding."""
    return _form_page(load(Case, case_id), None)


@bp.post("/cases/<uuid:case_id>/procedures")
@requires(Action.PROCEDURES_EDIT)
def add(case_id: UUID) -> Answer:
    """Add a proceeding to the case."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    terms, _, problems = _terms()
    if terms is None:
        return _form_page(case, None, problems)
    try:
        procedures.add(get_session(), case, terms, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _form_page(case, None, _at_field(refusal))
    flash(gettext("De procedure staat bij de zaak."), "ok")
    return once.done(_to_index(case.id))


@bp.get("/procedures/<uuid:procedure_id>")
@requires(Action.PROCEDURES_VIEW)
def show(procedure_id: UUID) -> Response:
    """Show what is known of a proceeding; who may change it finds the form."""
    procedure = load(Procedure, procedure_id)
    case = get_session().get_one(Case, procedure.case_id)
    if case.is_open and can(Action.PROCEDURES_EDIT, procedure):
        return _form_page(case, procedure)
    [line] = [one for one in procedure_page.of(case).lines if one.procedure.id == procedure.id]
    return render.page("procedures/known.html", case=case, line=line)


@bp.post("/procedures/<uuid:procedure_id>")
@requires(Action.PROCEDURES_EDIT)
def change(procedure_id: UUID) -> Answer:
    """Change what is known of a proceeding."""
    procedure = load(Procedure, procedure_id)
    case = get_session().get_one(Case, procedure.case_id)
    terms, version, problems = _terms()
    if terms is None:
        return _form_page(case, procedure, problems)
    by, now = actor().person, clock.now()
    try:
        procedures.change(get_session(), procedure, terms, version=version, by=by, now=now)
    except StaleVersion as refusal:
        conflict = procedure_forms.conflict(case, procedure, terms)
        return _form_page(case, procedure, {"": sentence(refusal)}, conflict)
    except DomainError as refusal:
        return _form_page(case, procedure, _at_field(refusal))
    flash(gettext("De wijziging is bewaard."), "ok")
    return _to_index(case.id)


@bp.post("/procedures/<uuid:procedure_id>/settlement")
@requires(Action.PROCEDURES_EDIT)
def settle(procedure_id: UUID) -> Answer:
    """Say that a proceeding is over, or that it runs after all."""
    procedure = load(Procedure, procedure_id)
    try:
        procedures.settle(
            get_session(),
            procedure,
            is_over=request.form.get("is_over") == "1",
            version=request.form.get("version", 0, type=int),
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        case = get_session().get_one(Case, procedure.case_id)
        return _index_page(case, {"": sentence(refusal)}, CONFLICT)
    return _to_index(procedure.case_id)


@bp.post("/cases/<uuid:case_id>/hearing-proposals")
@requires(Action.PROCEDURES_EDIT)
def propose(case_id: UUID) -> Answer:
    """Propose one hearing for several proceedings."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(ProposalForm)
    if form is None:
        return _index_page(case, problems)
    keys = frozenset(form.chosen)
    try:
        hearings.propose(get_session(), case, keys, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _index_page(case, _at_field(refusal))
    flash(gettext("Het voorstel staat hier tot de rechtbank antwoordt."), "ok")
    return once.done(_to_index(case.id))


@bp.post("/hearing-proposals/<uuid:proposal_id>")
@requires(Action.PROCEDURES_EDIT)
def answer(proposal_id: UUID) -> Answer:
    """Note what the court said of a proposal, or take it back."""
    proposal = load(HearingProposal, proposal_id)
    form, problems = forms.parse(SettleForm)
    case = get_session().get_one(Case, proposal.case_id)
    if form is None:
        return _index_page(case, problems)
    by, now = actor().person, clock.now()
    try:
        hearings.settle(get_session(), proposal, form.state, version=form.version, by=by, now=now)
    except DomainError as refusal:
        return _index_page(case, {"": sentence(refusal)}, CONFLICT)
    return _to_index(case.id)


def _to_index(case_id: UUID) -> Redirect:
    return render.see_other("procedures.index", case_id=case_id)


def _terms() -> tuple[Terms | None, int, Problems]:
    form, problems = forms.parse(ProcedureForm)
    if form is None:
        return None, 0, problems
    hearing_at = wall.read(form, "hearing", problems)
    if problems:
        return None, form.version, problems
    terms = Terms(
        kind=form.kind,
        stage=form.stage,
        court_id=form.court_id,
        number=form.number,
        hearing_at=hearing_at,
        decided_on=form.decided_on,
        runs_until=form.runs_until,
        people=frozenset(form.people),
    )
    return terms, form.version, problems


def _at_field(refusal: DomainError) -> Problems:
    return {AT_FIELD.get(type(refusal), ""): sentence(refusal)}


def _index_page(
    case: Case, problems: Problems | None = None, status: int = UNPROCESSABLE
) -> Response:
    return render.page(
        "procedures/index.html",
        status if problems else 200,
        case=case,
        page=procedure_page.of(case),
        contacts=procedure_page.contacts_of(case),
        proposals=procedure_page.proposals_of(case),
        documents=document_page.of_case(case, [DocumentSection.PROCEDURES]),
        may_edit=case.is_open and can(Action.PROCEDURES_EDIT, case),
        may_see_case=can(Action.CASE_VIEW, case),
        problems=problems or {},
        typed=forms.typed(chosen=[]),
    )


def _form_page(
    case: Case,
    procedure: Procedure | None,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
) -> Response:
    typed = forms.typed(**procedure_forms.shown(procedure))
    status = CONFLICT if conflict else UNPROCESSABLE
    return render.page(
        "procedures/form.html",
        status if problems else 200,
        case=case,
        procedure=procedure,
        kinds=words.options(ProcedureKind),
        stages=words.options(ProcedureStage),
        courts=[(one.id, one.name) for one in procedures.courts(get_session())],
        people=list(procedure_page.names_of(case).items()),
        typed=stale.shown(typed, procedure.version, conflict) if procedure else typed,
        problems=problems or {},
        conflict=conflict,
    )
