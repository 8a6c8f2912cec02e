"""Setting up a region: its organisations and rooms. Templates: mdt/templates/directory/."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel, col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.directory import people, regions
from mdt.errors import DomainError, StaleVersion
from mdt.models import Organisation, Panel, Region, Role, Room, SeatDomain
from mdt.web import forms, once, render, row_conflicts, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires
from mdt.web.stale import Conflict

bp = Blueprint("directory", __name__, url_prefix="/setup")


class RegionForm(SQLModel):
    """A new region and the organisation from which it is administered."""

    name: str = Field(min_length=2, max_length=120)
    organisation: str = Field(min_length=2, max_length=160)


class OrganisationForm(SQLModel):
    """An organisation of a region."""

    name: str = Field(min_length=2, max_length=160)
    domain: SeatDomain
    is_active: bool = False
    version: int = 0


class RoomForm(SQLModel):
    """A room of a region."""

    name: str = Field(min_length=1, max_length=120)
    address: str = Field(default="", max_length=240)
    is_active: bool = False
    version: int = 0


@bp.get("/")
@requires(Action.ORGANISATION_MANAGE)
def show() -> Response:
    """Show the regions one administers, with their organisations, rooms and tables."""
    anywhere()
    return render.page("directory/show.html", regions=_regions())


@bp.get("/regions/new")
@requires(Action.ORGANISATION_MANAGE)
def new_region() -> Response:
    """Ask for a new region."""
    anywhere()
    return _region_page()


@bp.post("/regions")
@requires(Action.ORGANISATION_MANAGE)
def add_region() -> Response | Redirect:
    """Add a region, with a first organisation in which the actor is its administrator."""
    anywhere()
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(RegionForm)
    if form is None:
        return _region_page(problems, 422)
    session, who, now = get_session(), actor().person, clock.now()
    try:
        region = regions.add_region(session, form.name, by=who, now=now)
    except DomainError as refusal:
        return _region_page({"name": sentence(refusal)}, 422)
    organisation = regions.add_organisation(
        session, region, form.organisation, SeatDomain.PROCESS, by=who, now=now
    )
    people.join(session, who, organisation, Role.ADMINISTRATOR, by=who, now=now)
    flash(gettext("De regio staat klaar. Voeg nu organisaties toe."), "ok")
    return once.done(render.see_other("directory.show"))


@bp.get("/regions/<uuid:region_id>/organisations/new")
@requires(Action.ORGANISATION_MANAGE)
def new_organisation(region_id: UUID) -> Response:
    """Ask for a new organisation of a region."""
    in_region(region_id)
    return _organisation_page(region_id, None)


@bp.post("/regions/<uuid:region_id>/organisations")
@requires(Action.ORGANISATION_MANAGE)
def add_organisation(region_id: UUID) -> Response | Redirect:
    """Add an organisation to a region."""
    in_region(region_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(OrganisationForm)
    if form is None:
        return _organisation_page(region_id, None, problems, 422)
    session = get_session()
    region = session.get_one(Region, region_id)
    try:
        regions.add_organisation(
            session, region, form.name, form.domain, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _organisation_page(region_id, None, {"name": sentence(refusal)}, 422)
    return once.done(_saved())


@bp.get("/organisations/<uuid:organisation_id>")
@requires(Action.ORGANISATION_MANAGE)
def organisation(organisation_id: UUID) -> Response:
    """Show an organisation to change."""
    row = load(Organisation, organisation_id)
    return _organisation_page(row.region_id, row)


@bp.post("/organisations/<uuid:organisation_id>")
@requires(Action.ORGANISATION_MANAGE)
def change_organisation(organisation_id: UUID) -> Response | Redirect:
    """Change an organisation."""
    row = load(Organisation, organisation_id)
    form, problems = forms.parse(OrganisationForm)
    if form is None:
        return _organisation_page(row.region_id, row, problems, 422)
    try:
        regions.change_organisation(
            get_session(), row, **form.model_dump(), by=actor().person, now=clock.now()
        )
    except StaleVersion:
        conflict = row_conflicts.of_organisation(row, form.model_dump())
        return _organisation_page(row.region_id, row, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _organisation_page(row.region_id, row, {"name": sentence(refusal)}, 422)
    return _saved()


@bp.get("/regions/<uuid:region_id>/rooms/new")
@requires(Action.ORGANISATION_MANAGE)
def new_room(region_id: UUID) -> Response:
    """Ask for a new room of a region."""
    in_region(region_id)
    return _room_page(region_id, None)


@bp.post("/regions/<uuid:region_id>/rooms")
@requires(Action.ORGANISATION_MANAGE)
def add_room(region_id: UUID) -> Response | Redirect:
    """Add a room to a region."""
    in_region(region_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(RoomForm)
    if form is None:
        return _room_page(region_id, None, problems, 422)
    session = get_session()
    region = session.get_one(Region, region_id)
    try:
        regions.add_room(
            session, region, form.name, form.address, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _room_page(region_id, None, {"name": sentence(refusal)}, 422)
    return once.done(_saved())


@bp.get("/rooms/<uuid:room_id>")
@requires(Action.ORGANISATION_MANAGE)
def room(room_id: UUID) -> Response:
    """Show a room to change."""
    row = load(Room, room_id)
    return _room_page(row.region_id, row)


@bp.post("/rooms/<uuid:room_id>")
@requires(Action.ORGANISATION_MANAGE)
def change_room(room_id: UUID) -> Response | Redirect:
    """Change a room."""
    row = load(Room, room_id)
    form, problems = forms.parse(RoomForm)
    if form is None:
        return _room_page(row.region_id, row, problems, 422)
    try:
        regions.change_room(
            get_session(), row, **form.model_dump(), by=actor().person, now=clock.now()
        )
    except StaleVersion:
        conflict = row_conflicts.of_room(row, form.model_dump())
        return _room_page(row.region_id, row, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _room_page(row.region_id, row, {"name": sentence(refusal)}, 422)
    return _saved()


def _regions() -> list[dict[str, object]]:
    session = get_session()
    mine = actor().regions(POLICY[Action.ORGANISATION_MANAGE].roles)
    found = session.exec(select(Region).where(col(Region.id).in_(mine)).order_by(Region.name))
    return [
        {
            "region": region,
            "organisations": _of(Organisation, region),
            "rooms": _of(Room, region),
            "panels": _of(Panel, region),
        }
        for region in found
    ]


def _of(model: Any, region: Region) -> Sequence[Any]:
    query = select(model).where(model.region_id == region.id)
    return get_session().exec(query.order_by(model.is_active.desc(), model.name)).all()


def _saved() -> Redirect:
    flash(gettext("Bewaard."), "ok")
    return render.see_other("directory.show")


def _region_page(problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "directory/region.html",
        status,
        problems=problems or {},
        typed=forms.typed(name="", organisation=""),
    )


def _organisation_page(
    region_id: UUID,
    row: Organisation | None,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    version = row.version if row else 0
    typed = forms.typed(
        name=row.name if row else "",
        domain=row.domain.value if row else "",
        is_active=row.is_active if row else True,
        version=version,
    )
    return render.page(
        "directory/organisation.html",
        status,
        region_id=region_id,
        organisation=row,
        domains=words.options(SeatDomain),
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, version, conflict),
    )


def _room_page(
    region_id: UUID,
    row: Room | None,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    version = row.version if row else 0
    typed = forms.typed(
        name=row.name if row else "",
        address=row.address if row else "",
        is_active=row.is_active if row else True,
        version=version,
    )
    return render.page(
        "directory/room.html",
        status,
        region_id=region_id,
        room=row,
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, version, conflict),
    )
