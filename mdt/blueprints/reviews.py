"""The next review of a case after a sitting: make it, put it off, pass it over, end them.

Templates: reviews/.
"""

from collections.abc import Callable
from datetime import date
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import reviews
from mdt.errors import DomainError, NotPermitted
from mdt.models import AgendaItem, Conference
from mdt.web import forms, render, review_page
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires

bp = Blueprint("reviews", __name__)

PLACE = "/conferences/<uuid:conference_id>/reviews/<uuid:item_id>"


class DayForm(BaseModel):
    """Another day for the review."""

    MISSING: ClassVar[dict[str, LazyString]] = {"due_on": _l("Kies een dag.")}

    due_on: date


class PlaceForm(BaseModel):
    """Where the review comes: on a turn of its standing table, else on its own."""

    turn: date | None = None


class SkipForm(BaseModel):
    """Why this review is passed over; days: of its rung, after the beginning, as the page said."""

    because: str = Field(default="", max_length=400)
    days: int = 0


class EndForm(BaseModel):
    """Why there will be no review any more."""

    ended_because: str = Field(default="", max_length=400)


@bp.get("/reviews/")
@requires(Action.REVIEW_PLAN)
def index() -> Response:
    """List the reviews that wait for the viewer."""
    anywhere()
    return render.page("reviews/index.html", rows=review_page.waiting(actor()))


@bp.get(PLACE)
@requires(Action.REVIEW_PLAN)
def show(conference_id: UUID, item_id: UUID) -> Response:
    """Show the proposal, to choose another day, to pass it over or to end it."""
    return _page(_item(conference_id, item_id))


@bp.post(f"{PLACE}/conference")
@requires(Action.REVIEW_PLAN)
def take_up(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Make the review, on a turn or on its own; a second click leads to the same one."""
    item = _item(conference_id, item_id)
    form, problems = forms.parse(PlaceForm)
    if form is None:
        return _page(item, problems, UNPROCESSABLE)
    try:
        conference = reviews.take_up(
            get_session(),
            item,
            review_page.ladder(),
            on=form.turn,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page(item, {"": sentence(refusal)}, UNPROCESSABLE)
    if form.turn:
        flash(gettext("De zaak staat op de agenda van deze zitting."), "ok")
    else:
        flash(gettext("Het vervolgoverleg staat klaar. Er is nog niemand gevraagd."), "ok")
    return render.see_other("conferences.show", conference_id=conference.id)


@bp.post(f"{PLACE}/day")
@requires(Action.REVIEW_PLAN)
def put_off(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Choose another day."""
    item = _item(conference_id, item_id)
    form, problems = forms.parse(DayForm)
    if form is None:
        return _page(item, problems, UNPROCESSABLE)
    return _decide(item, reviews.put_off, form.due_on, field="due_on")


@bp.post(f"{PLACE}/skip")
@requires(Action.REVIEW_PLAN)
def skip(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Pass this review over, and say why: the next step of the ladder is proposed."""
    item = _item(conference_id, item_id)
    form, problems = forms.parse(SkipForm)
    if form is None:
        return _page(item, problems, UNPROCESSABLE)
    return _decide(item, reviews.pass_over, form.days, form.because, field="because")


@bp.post(f"{PLACE}/ending")
@requires(Action.REVIEW_PLAN)
def end(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Let there be no review any more, and say why."""
    item = _item(conference_id, item_id)
    form, problems = forms.parse(EndForm)
    if form is None:
        return _page(item, problems, UNPROCESSABLE)
    return _decide(item, reviews.end, form.ended_because, field="ended_because")


@bp.post(f"{PLACE}/proposal")
@requires(Action.REVIEW_PLAN)
def restore(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Take back what was decided: the ladder's day counts again."""
    return _decide(_item(conference_id, item_id), reviews.restore)


def _item(conference_id: UUID, item_id: UUID) -> AgendaItem:
    """Return the item of a sitting that was loaded through the guard."""
    conference = load(Conference, conference_id)
    found = next((item for item in conference.items if item.id == item_id), None)
    if found is None:
        raise NotPermitted
    return found


def _decide(
    item: AgendaItem, verb: Callable[..., object], *said: object, field: str = ""
) -> Response | Redirect:
    """Call the verb with what was said and go back to the sitting; a refusal shows at the field."""
    try:
        verb(get_session(), item, *said, review_page.ladder(), by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(item, {field: sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Bewaard."), "ok")
    return render.see_other("meeting.show", conference_id=item.conference_id, _anchor="reviews")


def _page(item: AgendaItem, problems: Problems | None = None, status: int = 200) -> Response:
    rows = review_page.of(item.conference)
    row = next((row for row in rows if row.review.item_id == item.id), None)
    if row is None and not problems:
        flash(sentence(reviews.NothingToReview()), "info")
    due_on = row.review.due_on if row else None
    ended = row.review.choice if row and row.review.is_skipped else None
    return render.page(
        "reviews/show.html",
        status,
        row=row,
        place={"conference_id": item.conference_id, "item_id": item.id},
        problems=problems or {},
        typed=forms.typed(
            due_on=due_on.isoformat() if due_on else "",
            because="",
            ended_because=ended.skipped_because if ended else "",
        ),
    )
