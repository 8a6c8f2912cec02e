"""Cases: the list, opening one, its page by sections. Templates: mdt/templates/cases/."""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import POLICY, Action
from mdt.cases import finding, history, keepers, naming, opening, wall_choices
from mdt.cases.keepers import Keeper
from mdt.errors import DomainError
from mdt.models import Case, Panel, Person, Regime, Region
from mdt.models.base import local_date
from mdt.web import case_page, forms, once, paging, render, wall_form, words
from mdt.web.actor import actor
from mdt.web.case_naming import MISSING_KEEPER, CaseForm, at_field
from mdt.web.database import get_session
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires, saw_cases
from mdt.web.wall_form import WallsForm

bp = Blueprint("cases", __name__, url_prefix="/cases")

HISTORY_PAGE = 50


class NewCaseForm(CaseForm, WallsForm):
    """A new case, with the two people without whom there is none, and who may never see it."""

    MISSING: ClassVar[dict[str, LazyString]] = CaseForm.MISSING | MISSING_KEEPER

    region_id: UUID
    lead_id: UUID
    victim_contact_id: UUID


@bp.get("/")
@requires(Action.CASE_LIST)
def index() -> Response:
    """List the cases that one may see, open or closed."""
    anywhere()
    is_open = request.args.get("state") != "closed"
    page = finding.page(
        get_session(),
        rules.visible_cases(actor(), Action.CASE_LIST),
        rules.visible_conferences(actor(), Action.CONFERENCE_VIEW),
        is_open=is_open,
        number=paging.number(),
        now=clock.now(),
    )
    saw_cases(Action.CASE_LIST, (row.case.id for row in page.rows))
    may_open = rules.permits_anywhere(actor(), Action.CASE_OPEN)
    return render.page(
        "cases/index.html",
        page=page,
        is_open=is_open,
        may_open=may_open,
        permits_emergency=rules.permits_anywhere(actor(), Action.EMERGENCY_OPEN),
    )


@bp.get("/new")
@requires(Action.CASE_OPEN)
def new() -> Response:
    """Ask for a new case; whoever serves several regions chooses one first."""
    anywhere()
    regions = _regions()
    chosen = request.args.get("region", type=UUID) or (regions[0].id if len(regions) == 1 else None)
    if chosen is None:
        return render.page("cases/region.html", regions=regions)
    in_region(chosen)
    return _new_page(chosen)


@bp.post("/")
@requires(Action.CASE_OPEN)
def open_() -> Response | Redirect:
    """Open a case."""
    region_id = request.form.get("region_id", type=UUID)
    if region_id:
        in_region(region_id)
    else:
        anywhere()
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(NewCaseForm)
    if form is None:
        return _new_page(region_id, problems, 422) if region_id else new()
    if problems := wall_form.unknown(form, form.region_id):
        return _new_page(form.region_id, problems, 422)
    try:
        case = _open(form)
    except DomainError as refusal:
        return _new_page(form.region_id, at_field(refusal), 422)
    flash(gettext("De zaak is open. Zet er nu de mensen in."), "ok")
    return once.done(render.see_other("cases.show", case_id=case.id))


@bp.get("/<uuid:case_id>")
@requires(Action.CASE_VIEW)
def show(case_id: UUID) -> Response:
    """Show a case, each section for whom it is."""
    return render.page("cases/show.html", page=case_page.of(load(Case, case_id)))


@bp.get("/<uuid:case_id>/history")
@requires(Action.CASE_HISTORY)
def story(case_id: UUID) -> Response:
    """Show everything that happened in a case, newest first."""
    case, number = load(Case, case_id), paging.number()
    told, has_more = history.of(
        get_session(), case, limit=HISTORY_PAGE, skip=(number - 1) * HISTORY_PAGE
    )
    return render.page("cases/history.html", case=case, told=told, number=number, has_more=has_more)


def _open(form: NewCaseForm) -> Case:
    session, now = get_session(), clock.now()
    found = {key: session.get(Person, key) for key in (form.lead_id, form.victim_contact_id)}
    lead, contact = found[form.lead_id], found[form.victim_contact_id]
    if lead is None or contact is None:
        raise keepers.CannotKeep(name=gettext("Deze persoon"))
    return opening.open_(
        session,
        session.get_one(Region, form.region_id),
        alias=form.alias,
        reference=form.reference,
        regime=form.regime,
        lead=lead,
        victim_contact=contact,
        shut_to=opening.ShutTo(form.shut_organisations, form.shut_people, form.shut_units),
        by=actor().person,
        now=now,
    )


def _new_page(region_id: UUID, problems: Problems | None = None, status: int = 200) -> Response:
    session, now = get_session(), clock.now()
    today = local_date(now)
    offered = naming.offer(session, region_id, today=today)
    choices = wall_choices.of(session, region_id, now=now)
    return render.page(
        "cases/new.html",
        status,
        offered=offered,
        keepers=_choices(keepers.eligible(session, region_id, now=now)),
        organisations=choices.organisations,
        units=choices.units,
        people=choices.people,
        regimes=words.options(Regime),
        problems=problems or {},
        typed=forms.typed(
            region_id=region_id,
            alias=offered[0],
            reference=naming.free_reference(session, region_id, today=today),
            regime=_usual_regime(region_id),
            lead_id="",
            victim_contact_id="",
            shut_organisations=[],
            shut_units=[],
            shut_people=[],
        ),
    )


def _choices(people: list[Keeper]) -> list[tuple[UUID, str]]:
    return [(one.person_id, f"{one.name}, {one.organisation}") for one in people]


def _regions() -> list[Region]:
    keys = actor().regions(POLICY[Action.CASE_OPEN].roles)
    rows = select(Region).where(col(Region.id).in_(keys)).order_by(Region.name)
    return list(get_session().exec(rows))


def _usual_regime(region_id: UUID) -> Regime | str:
    """Return the regime of the region's first standing table, so that most need not choose."""
    found = get_session().exec(
        select(Panel.regime)
        .where(Panel.region_id == region_id, col(Panel.is_active))
        .order_by(Panel.name)
    )
    return found.first() or ""
