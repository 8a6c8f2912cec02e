"""Measures of a plan: adding, changing and ending protection. Templates: measures/."""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, StaleVersion
from mdt.models import Case, Measure, MeasureKind, Person
from mdt.safety_plan import catalogue, measures
from mdt.safety_plan.measures import EndsBeforeStart, NameMissing, NotYetEnded, Terms, TooLong
from mdt.web import board as boards
from mdt.web import dates, filters, forms, once, procedures_beside, render, wall, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires

bp = Blueprint("measures", __name__)

Answer = Response | Redirect

AT_FIELD: dict[type[DomainError], str] = {
    EndsBeforeStart: "end_day",
    NameMissing: "title",
    NotYetEnded: "ended_day",
    TooLong: "end_day",
}


class MeasureForm(SQLModel):
    """What is known of a measure."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "start_day": _l("Vul in op welke dag de maatregel begint, bijvoorbeeld 27-11-2026."),
        "start_time": _l("Vul in hoe laat de maatregel begint, bijvoorbeeld 13:30."),
    }

    kind: MeasureKind
    title: str = Field(default="", max_length=120)
    legal_basis: str = Field(default="", max_length=160)
    start_day: date
    start_time: time
    start_fold: int | None = Field(default=None, ge=0, le=1)
    end_day: date | None = None
    end_time: time | None = None
    end_fold: int | None = Field(default=None, ge=0, le=1)
    note: str = Field(default="", max_length=400)
    untold_because: str = Field(default="", max_length=400)
    version: int = 1


class EndForm(SQLModel):
    """When a measure was ended."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "ended_day": _l("Vul in op welke dag de maatregel stopte, bijvoorbeeld 27-11-2026."),
        "ended_time": _l("Vul in hoe laat de maatregel stopte, bijvoorbeeld 13:30."),
    }

    ended_day: date
    ended_time: time
    ended_fold: int | None = Field(default=None, ge=0, le=1)
    version: int


@bp.get("/cases/<uuid:case_id>/measures/new")
@requires(Action.MEASURES_EDIT)
def new(case_id: UUID) -> Response:
    """Ask which measure it is, then what is known of it."""
    case = load(Case, case_id)
    kind = _kind(request.args.get("kind", ""))
    if kind is None:
        problem = gettext("Kies welke maatregel het is.") if "asked" in request.args else None
        return render.page(
            "measures/kind.html",
            UNPROCESSABLE if problem else 200,
            case=case,
            kinds=words.options(MeasureKind),
            problem=problem,
        )
    return _form_page(case, None, kind)


@bp.post("/cases/<uuid:case_id>/measures")
@requires(Action.MEASURES_EDIT)
def add(case_id: UUID) -> Answer:
    """Add a measure to the plan."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    terms, _, problems = _terms()
    if terms is None:
        return _form_page(case, None, _kind(request.form.get("kind", "")), problems)
    try:
        measures.add(get_session(), case, terms, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _form_page(case, None, terms.kind, _problems_of(refusal))
    flash(gettext("De maatregel staat in het plan."), "ok")
    return once.done(render.see_other("plan.show", case_id=case.id))


@bp.get("/measures/<uuid:measure_id>")
@requires(Action.PLAN_VIEW)
def show(measure_id: UUID) -> Response:
    """Show what is known of a measure."""
    measure = load(Measure, measure_id)
    case = get_session().get_one(Case, measure.case_id)
    return render.page(
        "measures/show.html",
        case=case,
        measure=measure,
        name=boards.name_of(measure),
        bar=boards.bar(measure, now=clock.now()),
        remark=_translated(catalogue.term(measure.kind).remark),
        may_edit=case.is_open and can(Action.MEASURES_EDIT, measure),
        untold_by=_marked_by(measure),
        beside=procedures_beside.of_measure(case, measure),
    )


@bp.get("/measures/<uuid:measure_id>/terms")
@requires(Action.MEASURES_EDIT)
def terms(measure_id: UUID) -> Response:
    """Show what is known of a measure, to change."""
    measure = load(Measure, measure_id)
    return _form_page(get_session().get_one(Case, measure.case_id), measure, measure.kind)


@bp.post("/measures/<uuid:measure_id>/terms")
@requires(Action.MEASURES_EDIT)
def change(measure_id: UUID) -> Answer:
    """Change what is known of a measure, its end above all."""
    measure = load(Measure, measure_id)
    case = get_session().get_one(Case, measure.case_id)
    wanted, version, problems = _terms()
    if wanted is None:
        return _form_page(case, measure, measure.kind, problems)
    try:
        measures.change(
            get_session(), measure, wanted, version=version, by=actor().person, now=clock.now()
        )
    except StaleVersion as stale:
        return _form_page(case, measure, wanted.kind, {"": sentence(stale)}, CONFLICT)
    except DomainError as refusal:
        return _form_page(case, measure, wanted.kind, _problems_of(refusal))
    flash(gettext("De wijziging is bewaard."), "ok")
    return render.see_other("measures.show", measure_id=measure.id)


@bp.get("/measures/<uuid:measure_id>/end")
@requires(Action.MEASURES_EDIT)
def ending(measure_id: UUID) -> Response:
    """Ask when the measure was ended."""
    return _end_page(load(Measure, measure_id))


@bp.post("/measures/<uuid:measure_id>/end")
@requires(Action.MEASURES_EDIT)
def end(measure_id: UUID) -> Answer:
    """End a measure before its time."""
    measure = load(Measure, measure_id)
    form, problems = forms.parse(EndForm)
    ended_at = wall.read(form, "ended", problems) if form else None
    if form is None or ended_at is None:
        return _end_page(measure, problems)
    by, now = actor().person, clock.now()
    try:
        measures.end(get_session(), measure, ended_at, version=form.version, by=by, now=now)
    except StaleVersion as stale:
        return _end_page(measure, {"": sentence(stale)}, CONFLICT)
    except DomainError as refusal:
        return _end_page(measure, {"ended_day": sentence(refusal)})
    return render.see_other("measures.show", measure_id=measure.id)


@bp.post("/measures/<uuid:measure_id>/resumption")
@requires(Action.MEASURES_EDIT)
def resume(measure_id: UUID) -> Redirect:
    """Take an ending back that was noted by mistake."""
    measure = load(Measure, measure_id)
    by, now = actor().person, clock.now()
    version = request.form.get("version", 0, type=int)
    measures.resume(get_session(), measure, version=version, by=by, now=now)
    return render.see_other("measures.show", measure_id=measure.id)


def _form_page(
    case: Case,
    measure: Measure | None,
    kind: MeasureKind | None,
    problems: Problems | None = None,
    status: int = UNPROCESSABLE,
) -> Response:
    kind = kind or MeasureKind.OTHER
    usual = catalogue.term(kind)
    return render.page(
        "measures/form.html",
        status if problems else 200,
        case=case,
        measure=measure,
        kind=kind,
        kinds=words.options(MeasureKind),
        usual=usual,
        remark=_translated(usual.remark),
        theirs=boards.bar(measure, now=clock.now()) if measure and status == CONFLICT else None,
        typed=forms.typed(**_shown(measure, kind)) | _fresh(measure, status),
        problems=problems or {},
    )


def _end_page(
    measure: Measure, problems: Problems | None = None, status: int = UNPROCESSABLE
) -> Response:
    return render.page(
        "measures/end.html",
        status if problems else 200,
        measure=measure,
        name=boards.name_of(measure),
        typed=forms.typed(**wall.show("ended", clock.now())) | {"version": measure.version},
        problems=problems or {},
    )


def _terms() -> tuple[Terms | None, int, Problems]:
    """Return what was typed; without an end, the usual end of the kind."""
    form, problems = forms.parse(MeasureForm)
    if form is None:
        return None, 0, problems
    starts_at, ends_at = wall.read(form, "start", problems), wall.read(form, "end", problems)
    if starts_at is None or problems:
        return None, form.version, problems
    wanted = Terms(
        kind=form.kind,
        title=form.title,
        legal_basis=form.legal_basis,
        starts_at=starts_at,
        ends_at=ends_at or catalogue.usual_end(form.kind, starts_at),
        note=form.note,
        untold_because=form.untold_because,
    )
    return wanted, form.version, problems


def _shown(measure: Measure | None, kind: MeasureKind) -> dict[str, Any]:
    """Return what the fields show before anything was typed."""
    if measure is None:
        blank = {"kind": kind.value, "title": "", "note": "", "untold_because": "", "version": 1}
        basis = {"legal_basis": catalogue.term(kind).legal_basis}
        return blank | basis | wall.show("start", clock.now()) | wall.show("end", None)
    names = ("title", "legal_basis", "note", "untold_because", "version")
    values = {name: getattr(measure, name) for name in names}
    return (
        {"kind": measure.kind.value}
        | values
        | wall.show("start", measure.starts_at)
        | wall.show("end", measure.ends_at)
    )


def _marked_by(measure: Measure) -> str | None:
    """Return who said that it is not to be told."""
    who = get_session().get(Person, measure.untold_by_id) if measure.untold_by_id else None
    return who.name if who else None


def _fresh(measure: Measure | None, status: int) -> dict[str, Any]:
    """Return the version that a form carries after both texts were shown."""
    return {"version": measure.version} if measure and status == CONFLICT else {}


def _problems_of(refusal: DomainError) -> Problems:
    message = sentence(refusal)
    if isinstance(refusal, TooLong):
        latest = _moment(refusal.latest)
        message = f"{message} {gettext('Het kan tot %(latest)s.', latest=latest)}"
    return {AT_FIELD.get(type(refusal), ""): message}


def _kind(text: str) -> MeasureKind | None:
    return MeasureKind(text) if text in set(MeasureKind) else None


def _translated(text: str) -> str:
    return str(gettext(text)) if text else ""


def _moment(at: datetime) -> str:
    return dates.moment(at, today=filters.today(), locale=str(get_locale() or "nl"))
