"""A seat that lost its person: look for somebody else, or go on without. Templates: cascades/."""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import cascades, sought
from mdt.conferences.cascade_rows import Terms
from mdt.errors import DomainError, NotPermitted
from mdt.models import Cascade, CascadeState, Seat
from mdt.web import cascade_page, conference_page, forms, render
from mdt.web.actor import actor, passive
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint("cascades", __name__, url_prefix="/conferences/<uuid:conference_id>/seats")

ONE = "/<uuid:seat_id>/search"
DAY_MINUTES = 1440


class TermsForm(BaseModel):
    """How many are asked at a time, and how long each may take."""

    at_once: int = Field(ge=1, le=10)
    patience_minutes: int = Field(ge=1, le=7 * DAY_MINUTES)


class WithoutForm(BaseModel):
    """Why the table sits without this seat."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "because": _l("Schrijf op waarom het overleg zonder deze stoel doorgaat.")
    }

    because: str = Field(min_length=3, max_length=400)


@bp.get(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID, seat_id: UUID) -> Response:
    """Show how the search for a seat stands, and what can be done."""
    return _page(_load(conference_id, seat_id))


@bp.get(f"{ONE}/news")
@requires(Action.CONFERENCE_ARRANGE)
@passive
def news(conference_id: UUID, seat_id: UUID) -> Response:
    """Show how it stands now; the page asks for it by itself while somebody is awaited."""
    seat = _load(conference_id, seat_id)
    return render.page("cascades/_standing.html", page=cascade_page.of(seat))


@bp.post(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def start(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Take whoever has the seat off it, and ask the next."""
    seat = _load(conference_id, seat_id)
    form, problems = forms.parse(TermsForm)
    if form is None:
        return _page(seat, problems, UNPROCESSABLE)
    try:
        terms = Terms(form.at_once, form.patience_minutes)
        cascades.start(get_session(), seat, terms, by=actor().person, now=clock.now())
    except cascades.SoughtAlready:
        return _back(seat)  # a second click, or a colleague's first
    except DomainError as refusal:
        return _page(seat, {"": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Het portaal zoekt vervanging. U ziet hier wie gevraagd is."), "ok")
    return _back(seat)


@bp.post(f"{ONE}/end")
@requires(Action.CONFERENCE_ARRANGE)
def stop(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Stop looking."""
    seat = _load(conference_id, seat_id)
    try:
        search = _search(seat)
        had_begun = search.state is not CascadeState.ANNOUNCED
        cascades.stop(get_session(), search, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(seat, {"": sentence(refusal)}, UNPROCESSABLE)
    if had_begun:
        flash(gettext("Het zoeken is gestopt. Wie gevraagd was, krijgt bericht."), "ok")
    else:
        flash(gettext("Het portaal zoekt niet. Er is niemand gevraagd."), "ok")
    return _back(seat)


@bp.post(f"{ONE}/absence")
@requires(Action.CONFERENCE_ARRANGE)
def go_without(conference_id: UUID, seat_id: UUID) -> Response | Redirect:
    """Go on without this seat, for a reason that is kept."""
    seat = _load(conference_id, seat_id)
    form, problems = forms.parse(WithoutForm)
    if form is None:
        return _page(seat, problems, UNPROCESSABLE)
    try:
        cascades.go_without(
            get_session(), _search(seat), form.because, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _page(seat, {"because": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Het overleg gaat door zonder deze stoel. De reden is bewaard."), "ok")
    return _back(seat)


def _load(conference_id: UUID, seat_id: UUID) -> Seat:
    """Return the seat through the guard; one of another conference is not found here."""
    seat = load(Seat, seat_id)
    if seat.item.conference_id != conference_id:
        raise NotPermitted
    return seat


def _search(seat: Seat) -> Cascade:
    """Return the newest search for the seat. Raises SearchOver when there never was one."""
    row = sought.newest_of(get_session(), seat.id)
    if row is None:
        raise cascades.SearchOver
    return row


def _back(seat: Seat) -> Redirect:
    return render.see_other(".show", conference_id=seat.item.conference_id, seat_id=seat.id)


def _page(seat: Seat, problems: Problems | None = None, status: int = 200) -> Response:
    conference = seat.item.conference
    return render.page(
        "cascades/show.html",
        status,
        page=cascade_page.of(seat),
        heading=conference_page.of(conference).heading,
        problems=problems or {},
        typed=forms.typed(
            at_once=conference.asked_at_once,
            patience_minutes=cascade_page.patience(conference),
            because="",
        ),
    )
