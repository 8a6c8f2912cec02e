"""A judge's second step, for who came in by an invitation's link and a code.

The same as mdt.blueprints.judges for who is signed in. Templates: mdt/templates/joining_judge/.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.judiciary import openings
from mdt.models import Case, Channel, Invitation
from mdt.web import forms, joined, joining_page, judge_content, judge_step, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import joins, load
from mdt.web.judge_step import ImpedimentForm

bp = Blueprint("joining_judge", __name__, url_prefix="/joined")

Answer = Response | Redirect


@bp.post("/opening")
@joins(Action.JOIN_ENTER)
def open_content() -> Answer:
    """Open what her mode gives."""
    invitation = _own()
    try:
        openings.open_content(get_session(), invitation, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page({"": sentence(refusal)})
    return redirect(url_for("joining.show", _anchor="mode"), 303)


@bp.get("/items/<uuid:item_id>/content")
@joins(Action.PROCEDURES_VIEW)
def content(item_id: UUID) -> Response:
    """Show of the case what her mode gives, and the way to say that she may not see it."""
    invitation = joined.guest().invitation
    seats = openings.seats_of(get_session(), invitation)
    case_id = next((seat.case_id for seat in seats if seat.item_id == item_id), None)
    if case_id is None:
        raise NotPermitted(action=Action.PROCEDURES_VIEW.value)
    page = judge_content.of(load(Case, case_id))
    step = judge_step.of(invitation, look=joining_page.content)
    return render.page(
        "joining_judge/content.html",
        page=page,
        step=step,
        problems={},
        typed=forms.typed(reason=""),
    )


@bp.post("/impediment")
@joins(Action.JOIN_ENTER)
def decline() -> Answer:
    """Close everything, and show her out: she found that something stands in the way."""
    invitation = _own()
    form, problems = forms.parse(ImpedimentForm)
    if form is None:
        return _page(problems)
    try:
        judge_step.decline(invitation, form, channel=Channel.LINK, by=None)
    except DomainError as refusal:
        return _page({"": sentence(refusal)})
    flash(gettext("Dank u. U ziet niets meer van de zaak. U hoeft niets meer te doen."), "ok")
    return joined.out()


def _own() -> Invitation:
    """Return the guest's own invitation, through the guard; the page is a judge's."""
    invitation = load(Invitation, joined.guest().invitation.id)
    if not actor().is_judge:
        raise NotPermitted(action=Action.JOIN_ENTER.value)
    return invitation


def _page(problems: Problems) -> Response:
    guest = joined.guest()
    context = joining_page.context(guest.conference, guest.invitation, problems)
    return render.page("joining/show.html", UNPROCESSABLE, **context)
