"""Standing tables and their default seats. Templates: mdt/templates/panels/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import panels, people
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import (
    Panel,
    PanelSeat,
    Regime,
    Region,
)
from mdt.web import forms, once, panel_seats, render, row_conflicts, stale, turn_page, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import Problems
from mdt.web.guard import in_region, load, requires
from mdt.web.panel_seats import SeatForm
from mdt.web.stale import Conflict

bp = Blueprint("panels", __name__, url_prefix="/panels")


NOBODY = UUID(int=0)


class PanelForm(SQLModel):
    """A standing table."""

    name: str = Field(min_length=2, max_length=120)
    regime: Regime
    minutes: int = Field(ge=15, le=480)
    is_active: bool = False
    version: int = 0


@bp.get("/regions/<uuid:region_id>/new")
@requires(Action.PANEL_MANAGE)
def new(region_id: UUID) -> Response:
    """Ask for a new standing table."""
    in_region(region_id)
    return _form_page(region_id, None)


@bp.post("/regions/<uuid:region_id>")
@requires(Action.PANEL_MANAGE)
def add(region_id: UUID) -> Response | Redirect:
    """Set up a standing table without seats."""
    in_region(region_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(PanelForm)
    if form is None:
        return _form_page(region_id, None, problems, 422)
    session = get_session()
    try:
        panel = panels.set_up(
            session,
            session.get_one(Region, region_id),
            form.name,
            form.regime,
            form.minutes,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _form_page(region_id, None, {"name": sentence(refusal)}, 422)
    flash(gettext("De tafel staat klaar. Voeg nu de stoelen toe."), "ok")
    return once.done(render.see_other("panels.show", panel_id=panel.id))


@bp.get("/<uuid:panel_id>")
@requires(Action.PANEL_MANAGE)
def show(panel_id: UUID) -> Response:
    """Show a standing table and its seats."""
    panel = load(Panel, panel_id)
    here = people.of_region(get_session(), panel.region_id, now=clock.now())
    people_here = {person.id: person for person in here}
    seats = [
        (seat, people_here.get(seat.holder_id or NOBODY), panels.deputies_of(get_session(), seat))
        for seat in panel.seats
    ]
    only_of = {one.id: one.name for one in panels.organisations(get_session(), panel, None)}
    return render.page(
        "panels/show.html", panel=panel, seats=seats, only_of=only_of, sits=turn_page.of(panel)
    )


@bp.get("/<uuid:panel_id>/settings")
@requires(Action.PANEL_MANAGE)
def settings(panel_id: UUID) -> Response:
    """Show a standing table's name, regime and length to change."""
    panel = load(Panel, panel_id)
    return _form_page(panel.region_id, panel)


@bp.post("/<uuid:panel_id>/settings")
@requires(Action.PANEL_MANAGE)
def change(panel_id: UUID) -> Response | Redirect:
    """Change a standing table; conferences made from it stay as they are."""
    panel = load(Panel, panel_id)
    form, problems = forms.parse(PanelForm)
    if form is None:
        return _form_page(panel.region_id, panel, problems, 422)
    try:
        panels.change(get_session(), panel, **form.model_dump(), by=actor().person, now=clock.now())
    except StaleVersion:
        conflict = row_conflicts.of_panel(panel, form.model_dump())
        return _form_page(panel.region_id, panel, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _form_page(panel.region_id, panel, {"name": sentence(refusal)}, 422)
    return _saved(panel)


@bp.get("/<uuid:panel_id>/seats/new")
@requires(Action.PANEL_MANAGE)
def new_seat(panel_id: UUID) -> Response:
    """Ask for a new default seat."""
    return _seat_page(load(Panel, panel_id), None)


@bp.post("/<uuid:panel_id>/seats")
@requires(Action.PANEL_MANAGE)
def add_seat(panel_id: UUID) -> Response | Redirect:
    """Add a default seat."""
    panel = load(Panel, panel_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(SeatForm)
    if form is not None and form.domain is None:
        form, problems = None, {"domain": gettext("Kies wie hier moet zitten.")}
    if form is None or form.domain is None:
        return _seat_page(panel, None, problems, 422)
    try:
        panels.add_seat(
            get_session(),
            panel,
            form.domain,
            **panel_seats.chosen(form),
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _seat_page(panel, None, _problem(refusal), 422)
    return once.done(_saved(panel))


@bp.get("/<uuid:panel_id>/seats/<uuid:seat_id>")
@requires(Action.PANEL_MANAGE)
def seat(panel_id: UUID, seat_id: UUID) -> Response:
    """Show a default seat to change."""
    panel = load(Panel, panel_id)
    return _seat_page(panel, _seat(panel, seat_id))


@bp.post("/<uuid:panel_id>/seats/<uuid:seat_id>")
@requires(Action.PANEL_MANAGE)
def change_seat(panel_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Change who holds a default seat and what it counts for."""
    panel = load(Panel, panel_id)
    row = _seat(panel, seat_id)
    form, problems = forms.parse(SeatForm)
    if form is None:
        return _seat_page(panel, row, problems, 422)
    try:
        panels.change_seat(
            get_session(),
            row,
            **panel_seats.chosen(form),
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion:
        conflict = row_conflicts.of_panel_seat(row, form.model_dump())
        return _seat_page(panel, row, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _seat_page(panel, row, _problem(refusal), 422)
    return _saved(panel)


@bp.post("/<uuid:panel_id>/seats/<uuid:seat_id>/removal")
@requires(Action.PANEL_MANAGE)
def remove_seat(panel_id: UUID, seat_id: UUID) -> Redirect:
    """Take a default seat away."""
    panel = load(Panel, panel_id)
    panels.remove_seat(get_session(), _seat(panel, seat_id), by=actor().person, now=clock.now())
    return _saved(panel)


def _seat(panel: Panel, seat_id: UUID) -> PanelSeat:
    found = next((seat for seat in panel.seats if seat.id == seat_id), None)
    if found is None:
        raise NotPermitted
    return found


def _problem(refusal: DomainError) -> Problems:
    is_about = "organisation_id" if isinstance(refusal, panels.BringsSomethingElse) else "holder_id"
    return {is_about: sentence(refusal)}


def _saved(panel: Panel) -> Redirect:
    flash(gettext("Bewaard."), "ok")
    return render.see_other("panels.show", panel_id=panel.id)


def _form_page(
    region_id: UUID,
    panel: Panel | None,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    version = panel.version if panel else 0
    typed = forms.typed(
        name=panel.name if panel else "",
        regime=panel.regime.value if panel else "",
        minutes=panel.minutes if panel else 60,
        is_active=panel.is_active if panel else True,
        version=version,
    )
    return render.page(
        "panels/form.html",
        status,
        region_id=region_id,
        panel=panel,
        regimes=words.options(Regime),
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, version, conflict),
    )


def _seat_page(
    panel: Panel,
    row: PanelSeat | None,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    return render.page(
        "panels/seat.html",
        status,
        problems=problems or {},
        **panel_seats.context(panel, row, conflict),
    )
