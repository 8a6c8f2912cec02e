"""Units of an organisation, which a wall can name. Templates: mdt/templates/units/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import units
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Organisation, Unit
from mdt.web import forms, once, render, row_conflicts, stale
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("units", __name__, url_prefix="/setup/organisations/<uuid:organisation_id>/units")


class UnitForm(SQLModel):
    """How a unit is called, and whether it is in use."""

    name: str = Field(min_length=2, max_length=120)
    is_active: bool = False
    version: int = 0


@bp.get("/")
@requires(Action.ORGANISATION_MANAGE)
def index(organisation_id: UUID) -> Response:
    """Show the units of an organisation and ask for another."""
    return _list_page(load(Organisation, organisation_id))


@bp.post("/")
@requires(Action.ORGANISATION_MANAGE)
def add(organisation_id: UUID) -> Response | Redirect:
    """Add a unit to an organisation."""
    organisation = load(Organisation, organisation_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(UnitForm)
    if form is None:
        return _list_page(organisation, problems, UNPROCESSABLE)
    try:
        units.add(get_session(), organisation, form.name, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _list_page(organisation, {"name": sentence(refusal)}, UNPROCESSABLE)
    return once.done(_saved(organisation))


@bp.get("/<uuid:unit_id>")
@requires(Action.ORGANISATION_MANAGE)
def show(organisation_id: UUID, unit_id: UUID) -> Response:
    """Show a unit to change."""
    organisation = load(Organisation, organisation_id)
    return _page(organisation, _unit(organisation, unit_id))


@bp.post("/<uuid:unit_id>")
@requires(Action.ORGANISATION_MANAGE)
def change(organisation_id: UUID, unit_id: UUID) -> Response | Redirect:
    """Rename a unit, or take it in or out of use."""
    organisation = load(Organisation, organisation_id)
    unit = _unit(organisation, unit_id)
    form, problems = forms.parse(UnitForm)
    if form is None:
        return _page(organisation, unit, problems, UNPROCESSABLE)
    typed = form.model_dump()
    try:
        units.change(get_session(), unit, **typed, by=actor().person, now=clock.now())
    except StaleVersion:
        conflict = row_conflicts.of_unit(unit, typed)
        return _page(organisation, unit, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _page(organisation, unit, {"name": sentence(refusal)}, UNPROCESSABLE)
    return _saved(organisation)


def _unit(organisation: Organisation, unit_id: UUID) -> Unit:
    unit = get_session().get(Unit, unit_id)
    if unit is None or unit.organisation_id != organisation.id:
        raise NotPermitted
    return unit


def _list_page(
    organisation: Organisation, problems: Problems | None = None, status: int = 200
) -> Response:
    return render.page(
        "units/index.html",
        status,
        organisation=organisation,
        units=units.of(get_session(), organisation.id),
        problems=problems or {},
        typed=forms.typed(name=""),
    )


def _page(
    organisation: Organisation,
    unit: Unit,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    typed = forms.typed(name=unit.name, is_active=unit.is_active, version=unit.version)
    return render.page(
        "units/show.html",
        status,
        organisation=organisation,
        unit=unit,
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, unit.version, conflict),
    )


def _saved(organisation: Organisation) -> Redirect:
    flash(gettext("Bewaard."), "ok")
    return render.see_other(".index", organisation_id=organisation.id)
