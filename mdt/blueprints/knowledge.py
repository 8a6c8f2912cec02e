"""Knowledge sessions: plan one, invite people by name, take it up and end it.

Its page is the conference's (mdt.blueprints.conferences). Templates: mdt/templates/knowledge/.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import doors, knowledge, lifecycle
from mdt.conferences.arrangements import RoomMissing
from mdt.conferences.double_booking import SlotTaken, TooFar
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Conference, ConferenceKind
from mdt.web import forms, knowledge_form, knowledge_page, once, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires

bp = Blueprint("knowledge", __name__, url_prefix="/conferences")

ONE = "/<uuid:conference_id>/knowledge"

_FIELDS: dict[type[DomainError], str] = {
    RoomMissing: "room_id",
    SlotTaken: "overlap",
    TooFar: "overlap",
}


class GuestsForm(BaseModel):
    """Who is invited, whether or not they are asked elsewhere then."""

    MISSING: ClassVar[dict[str, LazyString]] = {"people": _l("Kies wie u uitnodigt.")}

    people: list[UUID] = Field(min_length=1)
    overlap: bool = False


class OpenForm(BaseModel):
    """Opening the session; early says that it is meant long before its moment."""

    early: bool = False


@bp.get("/knowledge/new")
@requires(Action.CONFERENCE_CREATE)
def new() -> Response:
    """Ask what the session is about, when and where."""
    anywhere()
    return knowledge_form.page(None)


@bp.post("/knowledge")
@requires(Action.CONFERENCE_CREATE)
def create() -> Response | Redirect:
    """Plan a session; whom it invites is chosen on its page."""
    anywhere()
    if earlier := once.earlier():
        return earlier
    form, wanted, problems = knowledge_form.read()
    if form is None or wanted is None:
        return knowledge_form.page(None, problems, UNPROCESSABLE)
    region_id = form.region_id or knowledge_form.regions()[0].id
    in_region(region_id)
    try:
        conference = knowledge.plan(
            get_session(), region_id, wanted, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return knowledge_form.page(None, _at_field(refusal), UNPROCESSABLE)
    flash(gettext("De kennissessie staat vast. Kies nu wie u uitnodigt."), "ok")
    return once.done(_back(conference))


@bp.get(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def edit(conference_id: UUID) -> Response:
    """Show the session's subject, moment and place to change."""
    return knowledge_form.page(_load(conference_id))


@bp.post(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def change(conference_id: UUID) -> Response | Redirect:
    """Change the session; whoever is invited is told what concerns them."""
    conference = _load(conference_id)
    form, wanted, problems = knowledge_form.read()
    if form is None or wanted is None:
        return knowledge_form.page(conference, problems, UNPROCESSABLE)
    try:
        knowledge.change(
            get_session(),
            conference,
            wanted,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return knowledge_form.page(conference, {"": sentence(refusal)}, CONFLICT)
    except DomainError as refusal:
        get_session().expire(conference)
        return knowledge_form.page(conference, _at_field(refusal), UNPROCESSABLE)
    flash(gettext("Bewaard."), "ok")
    return _back(conference)


@bp.post(f"{ONE}/people")
@requires(Action.CONFERENCE_ARRANGE)
def find(conference_id: UUID) -> Response:
    """Find people to invite, by what was typed."""
    return knowledge_page.answer(_load(conference_id))


@bp.post(f"{ONE}/guests")
@requires(Action.CONFERENCE_ARRANGE)
def invite(conference_id: UUID) -> Response | Redirect:
    """Invite those who were chosen, all at once."""
    conference = _load(conference_id)
    form, problems = forms.parse(GuestsForm)
    if form is None:
        problems = {"people": str(GuestsForm.MISSING["people"])}
        return knowledge_page.answer(conference, problems, UNPROCESSABLE)
    try:
        knowledge.invite(
            get_session(),
            conference,
            form.people,
            overlap_allowed=form.overlap,
            by=actor().person,
            now=clock.now(),
        )
    except SlotTaken as refusal:
        get_session().expire(conference)
        said = _taken(refusal)
        return knowledge_page.answer(conference, {"people": said}, CONFLICT, is_taken=True)
    except DomainError as refusal:
        return knowledge_page.answer(conference, {"people": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("De uitnodigingen gaan de deur uit."), "ok")
    return _back(conference)


@bp.post(f"{ONE}/guests/<uuid:person_id>/removal")
@requires(Action.CONFERENCE_ARRANGE)
def take_off(conference_id: UUID, person_id: UUID) -> Redirect:
    """Invite somebody no more; they hear of it."""
    conference = _load(conference_id)
    knowledge.take_off(get_session(), conference, person_id, by=actor().person, now=clock.now())
    flash(gettext("Van de lijst gehaald."), "ok")
    return _back(conference)


@bp.post(f"{ONE}/opening")
@requires(Action.CONFERENCE_RUN)
def open_(conference_id: UUID) -> Response | Redirect:
    """Take the session up."""
    conference = _load(conference_id)
    form, _ = forms.parse(OpenForm)
    try:
        lifecycle.open_(
            get_session(),
            conference,
            early_allowed=bool(form and form.early),
            by=actor().person,
            now=clock.now(),
        )
    except doors.OpensEarly as refusal:
        return knowledge_page.answer(conference, {"early": sentence(refusal)}, UNPROCESSABLE)
    return _back(conference)


@bp.post(f"{ONE}/ending")
@requires(Action.CONFERENCE_RUN)
def end(conference_id: UUID) -> Redirect:
    """End the session."""
    conference = _load(conference_id)
    lifecycle.hold(get_session(), conference, by=actor().person, now=clock.now())
    flash(gettext("De kennissessie is afgesloten."), "ok")
    return _back(conference)


def _load(conference_id: UUID) -> Conference:
    """Return the session, through the guard. Raises NotPermitted for another conference."""
    conference = load(Conference, conference_id)
    if conference.kind is not ConferenceKind.KNOWLEDGE:
        raise NotPermitted
    return conference


def _taken(refusal: SlotTaken) -> str:
    """Return who is asked elsewhere then, by name."""
    names = knowledge_page.names(refusal.people | refusal.on_the_way)
    if not names:
        return sentence(refusal)
    return str(gettext("Al ergens anders gevraagd: %(names)s.", names=", ".join(names)))


def _at_field(refusal: DomainError) -> Problems:
    said = _taken(refusal) if isinstance(refusal, SlotTaken) else sentence(refusal)
    return {_FIELDS.get(type(refusal), "starts_day"): said}


def _back(conference: Conference) -> Redirect:
    return render.see_other("conferences.show", conference_id=conference.id)
