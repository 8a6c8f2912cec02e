"""Who must never learn of a case: setting walls, and lifting one with two. Templates: walls/."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access import walls
from mdt.access.policy import Action
from mdt.cases import wall_choices, walling
from mdt.errors import DomainError
from mdt.models import Case, Person, Wall
from mdt.web import forms, fresh, render, wall_form
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires, saw
from mdt.web.wall_form import WallsForm

bp = Blueprint("walls", __name__)


@bp.get("/cases/<uuid:case_id>/walls")
@requires(Action.WALL_MANAGE)
def show(case_id: UUID) -> Response:
    """Show to whom a case is shut, and ask to whom else."""
    return _page(load(Case, case_id))


@bp.post("/cases/<uuid:case_id>/walls")
@requires(Action.WALL_MANAGE)
def add(case_id: UUID) -> Response | Redirect:
    """Shut the case to the organisations, units and people that were chosen."""
    case = load(Case, case_id)
    form, problems = forms.parse(WallsForm)
    if form is None:
        return _page(case, problems, UNPROCESSABLE)
    if form.is_empty:
        return _page(case, {"shut_organisations": gettext("Kies voor wie.")}, UNPROCESSABLE)
    if problems := wall_form.unknown(form, case.region_id):
        return _page(case, problems, UNPROCESSABLE)
    try:
        walling.shut(
            get_session(),
            case,
            organisations=form.shut_organisations,
            units=form.shut_units,
            people=form.shut_people,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page(case, {"shut_organisations": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("De zaak is afgeschermd. Zij zien er niets meer van."), "ok")
    return render.see_other(".show", case_id=case.id)


@bp.get("/walls/")
@requires(Action.WALL_LIFT)
def waiting() -> Response:
    """List the walls of which one person agreed that they fall, for the second."""
    anywhere()
    found = walling.waiting(get_session(), actor())
    for case, one in found:
        saw(Action.WALL_LIFT, case.id, one.wall.id)
    return render.page("walls/index.html", found=found, viewer_id=actor().id)


@bp.post("/walls/<uuid:wall_id>/agreement")
@requires(Action.WALL_LIFT)
def agree(wall_id: UUID) -> Redirect:
    """Agree, after fresh proof, that the wall falls; a chair and an officer lift it together."""
    wall = load(Wall, wall_id)
    if not fresh.is_fresh():
        return fresh.ask(_place(wall))
    try:
        walling.agree(get_session(), wall, actor(), now=clock.now())
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return _back(wall)
    if wall.stands:
        flash(gettext("Uw akkoord staat erin. Pas met het tweede akkoord is het opgeheven."), "ok")
    else:
        flash(gettext("De afscherming is opgeheven."), "ok")
    return _back(wall)


@bp.post("/walls/<uuid:wall_id>/refusal")
@requires(Action.WALL_LIFT)
def refuse(wall_id: UUID) -> Redirect:
    """Let the wall stand, whoever agreed that it falls."""
    wall = load(Wall, wall_id)
    walling.disagree(get_session(), wall, by=actor().person, now=clock.now())
    flash(gettext("De afscherming blijft staan."), "ok")
    return _back(wall)


def _page(case: Case, problems: Problems | None = None, status: int = 200) -> Response:
    session, now = get_session(), clock.now()
    found = walling.of(session, case)
    standing = [one for one in found if one.wall.stands]
    taken = {one.wall.whom_id for one in standing}
    offered = wall_choices.of(session, case.region_id, now=now)
    return render.page(
        "walls/show.html",
        status,
        case=case,
        standing=standing,
        lifted=[one for one in found if not one.wall.stands],
        behind=_keepers_behind(case),
        may_lift=rules.permits_case(session, actor(), Action.WALL_LIFT, case),
        viewer_id=actor().id,
        organisations=[one for one in offered.organisations if one[0] not in taken],
        units=[one for one in offered.units if one[0] not in taken],
        people=[one for one in offered.people if one[0] not in taken],
        problems=problems or {},
        typed=forms.typed(shut_organisations=[], shut_units=[], shut_people=[]),
    )


def _keepers_behind(case: Case) -> list[str]:
    """Return the names of who keeps the case and came behind one of its walls since."""
    session = get_session()
    shut_to = walls.of(session, case.id).people
    keys = dict.fromkeys((case.lead_id, case.victim_contact_id))
    return [session.get_one(Person, key).name for key in keys if key in shut_to]


def _back(wall: Wall) -> Redirect:
    return redirect(_place(wall), 303)


def _place(wall: Wall) -> str:
    """Return where the walls of the case are, or what waits for who may not see the case."""
    session = get_session()
    if rules.permits_case(
        session, actor(), Action.WALL_MANAGE, session.get_one(Case, wall.case_id)
    ):
        return url_for(".show", case_id=wall.case_id)
    return url_for(".waiting")
