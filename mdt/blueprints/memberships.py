"""To which unit of an organisation somebody belongs. Templates: mdt/templates/memberships/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import people, units
from mdt.errors import NotPermitted
from mdt.models import Membership, Organisation, Person, Unit
from mdt.web import forms, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint("memberships", __name__, url_prefix="/people/<uuid:person_id>/memberships")


class UnitForm(SQLModel):
    """To which unit somebody goes; none is the organisation itself."""

    unit_id: UUID | None = None


@bp.get("/<uuid:membership_id>/unit")
@requires(Action.PERSON_MANAGE)
def unit(person_id: UUID, membership_id: UUID) -> Response:
    """Ask to which unit somebody goes."""
    person = load(Person, person_id)
    return _page(person, _membership(person, membership_id))


@bp.post("/<uuid:membership_id>/unit")
@requires(Action.PERSON_MANAGE)
def move(person_id: UUID, membership_id: UUID) -> Response | Redirect:
    """Let somebody go to another unit of the same organisation, or to none."""
    person = load(Person, person_id)
    membership = _membership(person, membership_id)
    form, problems = forms.parse(UnitForm)
    if form is None:
        return _page(person, membership, problems)
    session = get_session()
    there = session.get(Unit, form.unit_id) if form.unit_id else None
    if form.unit_id and (there is None or there.organisation_id != membership.organisation_id):
        return _page(person, membership, {"unit_id": gettext("Kies een van de mogelijkheden.")})
    people.move(session, membership, there, by=actor().person, now=clock.now())
    flash(gettext("Bewaard."), "ok")
    return render.see_other("people.show", person_id=person.id)


def _membership(person: Person, membership_id: UUID) -> Membership:
    """Return what the person is now, of an organisation that the actor administers."""
    running = people.memberships(get_session(), person, now=clock.now())
    found = next((one for one in running if one.id == membership_id), None)
    if found is None:
        raise NotPermitted
    load(Organisation, found.organisation_id)
    return found


def _page(person: Person, membership: Membership, problems: Problems | None = None) -> Response:
    session = get_session()
    found = units.of(session, membership.organisation_id)
    mine = membership.unit_id
    return render.page(
        "memberships/unit.html",
        UNPROCESSABLE if problems else 200,
        person=person,
        membership=membership,
        organisation=session.get_one(Organisation, membership.organisation_id),
        units=[(row.id, row.name) for row in found if row.is_active or row.id == mine],
        problems=problems or {},
        typed=forms.typed(unit_id=mine or ""),
    )
