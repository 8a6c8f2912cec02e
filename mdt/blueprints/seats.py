"""The seats of a conference: who sits where, what a seat counts for, one more, one less.

Templates: mdt/templates/seats/.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import candidates, seating
from mdt.conferences.candidates import Candidate
from mdt.conferences.double_booking import SlotTaken, TooFar
from mdt.conferences.seating import Duties
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import AgendaItem, Organisation, PartKind, Person, Seat, SeatDomain, SeatFill
from mdt.web import conference_page, forms, judges, once, render, row_conflicts, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("seats", __name__, url_prefix="/conferences/<uuid:conference_id>")


class NewSeatForm(BaseModel):
    """A seat more at a case."""

    MISSING: ClassVar[dict[str, LazyString]] = {"domain": _l("Kies wie hier moet zitten.")}

    domain: SeatDomain
    organisation_id: UUID | None = None
    quorum: bool = False
    required: bool = False


class HolderForm(BaseModel):
    """Who takes the seat, and who held it on the page."""

    MISSING: ClassVar[dict[str, LazyString]] = {"person_id": _l("Kies wie hier komt te zitten.")}

    person_id: UUID
    seen: UUID | None = None


class SeenForm(BaseModel):
    """Who held the seat on the page."""

    seen: UUID | None = None


class DutiesForm(BaseModel):
    """What the seat counts for, and the parts it is held for."""

    required: bool = False
    quorum: bool = False
    parts: list[PartKind] = []
    fill: SeatFill = SeatFill.PERSON
    version: int = 0


@bp.get("/items/<uuid:item_id>/seats/new")
@requires(Action.CONFERENCE_ARRANGE)
def new(conference_id: UUID, item_id: UUID) -> Response:
    """Ask for one more seat at a case."""
    return _new_page(_item(conference_id, item_id))


@bp.post("/items/<uuid:item_id>/seats")
@requires(Action.CONFERENCE_ARRANGE)
def add(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Add a seat; whoever takes it is chosen on its own page."""
    item = _item(conference_id, item_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(NewSeatForm)
    if form is None:
        return _new_page(item, problems, 422)
    session = get_session()
    organisation = session.get(Organisation, form.organisation_id) if form.organisation_id else None
    try:
        seat = seating.add(
            session,
            item,
            form.domain,
            Duties(required=form.required, quorum=form.quorum),
            organisation=organisation,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        is_organisation = isinstance(refusal, seating.OrganisationElsewhere)
        field = "organisation_id" if is_organisation else "domain"
        return _new_page(item, {field: sentence(refusal)}, 422)
    flash(gettext("De stoel staat klaar. Kies wie erop komt."), "ok")
    return once.done(render.see_other(".show", conference_id=conference_id, seat_id=seat.id))


@bp.get("/seats/<uuid:seat_id>")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID, seat_id: UUID) -> Response:
    """Show a seat: who can take it, and what it counts for."""
    return _page(_load(conference_id, seat_id))


@bp.post("/seats/<uuid:seat_id>/holder")
@requires(Action.CONFERENCE_ARRANGE)
def appoint(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Put somebody on the seat, in place of whoever holds it."""
    seat = _load(conference_id, seat_id)
    form, problems = forms.parse(HolderForm)
    if form is None:
        return _page(seat, problems, 422)
    person = get_session().get(Person, form.person_id)
    if person is None:
        raise NotPermitted
    try:
        seating.appoint(
            get_session(), seat, person, seen=form.seen, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _refused(seat, "person_id", refusal)
    flash(gettext("%(name)s heeft nu deze stoel.", name=person.name), "ok")
    return _back(conference_id)


@bp.post("/seats/<uuid:seat_id>/release")
@requires(Action.CONFERENCE_ARRANGE)
def release(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Leave the seat empty."""
    seat = _load(conference_id, seat_id)
    form, problems = forms.parse(SeenForm)
    if form is None:
        return _page(seat, problems, 422)
    try:
        seating.release(get_session(), seat, seen=form.seen, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _refused(seat, "person_id", refusal)
    flash(gettext("De stoel is nu leeg."), "ok")
    return _back(conference_id)


@bp.post("/seats/<uuid:seat_id>/duties")
@requires(Action.CONFERENCE_ARRANGE)
def change(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Change what the seat counts for, and when it is held."""
    seat = _load(conference_id, seat_id)
    form, problems = forms.parse(DutiesForm)
    if form is None:
        return _page(seat, problems, 422)
    duties = Duties(**form.model_dump(exclude={"version"}))
    session, by = get_session(), actor().person
    try:
        seating.change(session, seat, duties, version=form.version, by=by, now=clock.now())
    except StaleVersion:
        conflict = row_conflicts.of_duties(seat, duties)
        return _page(seat, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _refused(seat, "parts", refusal)
    flash(gettext("Bewaard."), "ok")
    return _back(conference_id)


@bp.post("/seats/<uuid:seat_id>/removal")
@requires(Action.CONFERENCE_ARRANGE)
def remove(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Take the seat away."""
    seat = _load(conference_id, seat_id)
    try:
        seating.remove(get_session(), seat, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _refused(seat, "", refusal)
    flash(gettext("De stoel is weg."), "ok")
    return _back(conference_id)


def _item(conference_id: UUID, item_id: UUID) -> AgendaItem:
    item = load(AgendaItem, item_id)
    if item.conference_id != conference_id:
        raise NotPermitted
    return item


def _load(conference_id: UUID, seat_id: UUID) -> Seat:
    """Return the seat through the guard; one of another conference is not found here."""
    seat = load(Seat, seat_id)
    if seat.item.conference_id != conference_id:
        raise NotPermitted
    return seat


def _back(conference_id: UUID) -> Redirect:
    return render.see_other("conferences.show", conference_id=conference_id)


def _refused(seat: Seat, field: str, refusal: DomainError) -> Response:
    """Show the seat as it stands now, with what stood in the way."""
    is_conflict = isinstance(refusal, (SlotTaken, StaleVersion))
    said = sentence(refusal)
    if isinstance(refusal, TooFar):
        said = gettext("Deze persoon kan niet op tijd van of naar een andere zaal.")
    elif isinstance(refusal, SlotTaken):
        said = gettext("Deze persoon is op dit moment al bij een ander overleg gevraagd.")
    get_session().refresh(seat)
    return _page(seat, {field: said}, 409 if is_conflict else 422)


def _note(one: Candidate) -> str:
    """Return what is said of somebody who can take the seat."""
    if one.takes_over is not None:
        return str(gettext("neemt over"))
    return str(gettext("vervanger")) if one.rank is not None else one.function


def _new_page(item: AgendaItem, problems: Problems | None = None, status: int = 200) -> Response:
    organisations = get_session().exec(
        select(Organisation)
        .where(Organisation.region_id == item.conference.region_id, col(Organisation.is_active))
        .order_by(Organisation.name)
    )
    return render.page(
        "seats/new.html",
        status,
        page=conference_page.of(item.conference),
        item=item,
        domains=words.options(SeatDomain),
        organisations=[(str(one.id), one.name) for one in organisations],
        problems=problems or {},
        typed=forms.typed(domain="", organisation_id="", quorum=False, required=True),
    )


def _page(
    seat: Seat,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    session, conference = get_session(), seat.item.conference
    kinds = {part.id: part.kind for part in seat.item.parts}
    typed = forms.typed(
        person_id="",
        seen=seat.holder_id or "",
        required=seat.required,
        quorum=seat.quorum,
        fill=seat.fill.value,
        parts=[kinds[row.part_id].value for row in seat.parts],
        version=seat.version,
    )
    offered = candidates.of(session, seat, now=clock.now())
    barred = judges.among(seat, [one.person_id for one in offered])
    return render.page(
        "seats/show.html",
        status,
        page=conference_page.of(conference),
        conference=conference,
        seat=seat,
        holder=session.get(Person, seat.holder_id) if seat.holder_id else None,
        people=[
            (
                str(one.person_id),
                one.name,
                one.organisation,
                gettext("een belemmering is mogelijk") if one.person_id in barred else _note(one),
                True,
            )
            for one in offered
            if one.person_id != seat.holder_id
        ],
        fills=words.options(SeatFill),
        parts=[(part.kind.value, words.word(part.kind)) for part in seat.item.parts],
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, seat.version, conflict),
    )
