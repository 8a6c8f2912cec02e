"""The order of the cases of a sitting: compare orders, take one, say what every order keeps.

Templates: mdt/templates/order/.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import gettext
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import order, reordering
from mdt.conferences.agenda import LONGEST_MINUTES
from mdt.conferences.double_booking import SlotTaken
from mdt.conferences.reordering import AgendaMoved, WindowTooShort
from mdt.errors import DomainError, IllegalTransition, NotPermitted, StaleVersion
from mdt.models import Conference
from mdt.web import forms, order_forms, order_page, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires, saw_cases

bp = Blueprint("order", __name__, url_prefix="/conferences/<uuid:conference_id>/order")


class OrderForm(BaseModel):
    """An order as it was seen: the cases, and the minutes of pause before each."""

    item: list[UUID] = Field(min_length=1)
    pause: list[int] = Field(min_length=1)


@bp.get("")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID) -> Response | Redirect:
    """Show the order in which everyone waits least, beside the order there is."""
    conference = load(Conference, conference_id)
    if not conference.is_open:
        flash(sentence(IllegalTransition()), "info")
        return render.see_other("conferences.show", conference_id=conference.id)
    return _page(conference)


@bp.post("")
@requires(Action.CONFERENCE_ARRANGE)
def take(conference_id: UUID) -> Response | Redirect:
    """Take an order; whoever was asked and gets another time is told."""
    conference = load(Conference, conference_id)
    form, _ = forms.parse(OrderForm)
    if form is None or not all(0 <= pause <= LONGEST_MINUTES for pause in form.pause):
        raise NotPermitted
    try:
        reordering.take(
            get_session(),
            conference,
            form.item,
            form.pause,
            by=actor().person,
            now=clock.now(),
        )
    except (AgendaMoved, SlotTaken) as refusal:
        return _page(conference, {"": sentence(refusal)}, CONFLICT)
    except DomainError as refusal:
        return _page(conference, {"": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("De agenda heeft deze volgorde. Terug kan met de vorige volgorde."), "ok")
    return render.see_other(".show", conference_id=conference.id)


@bp.post("/wishes")
@requires(Action.CONFERENCE_ARRANGE)
def pin(conference_id: UUID) -> Response | Redirect:
    """Fix places and times of cases, and ask for lunch and pauses."""
    conference = load(Conference, conference_id)
    wishes = order_forms.parse(conference, request.form)
    if wishes.problems:
        return _page(conference, wishes.problems, UNPROCESSABLE)
    try:
        reordering.pin(
            get_session(),
            conference,
            wishes.pins,
            wishes.breaks,
            by=actor().person,
            now=clock.now(),
        )
    except WindowTooShort as refusal:
        problems = {f"latest_{refusal.item_id}": sentence(refusal)}
        return _page(conference, problems, UNPROCESSABLE)
    except (AgendaMoved, StaleVersion) as refusal:
        return _page(conference, {"": sentence(refusal)}, CONFLICT, is_stale=True)
    except DomainError as refusal:
        return _page(conference, {"": sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Bewaard. Het voorstel houdt er rekening mee."), "ok")
    return render.see_other(".show", conference_id=conference.id)


def _page(
    conference: Conference,
    problems: Problems | None = None,
    status: int = 200,
    *,
    is_stale: bool = False,
) -> Response:
    """Return the page; is_stale: the wishes were of an older agenda, and are sent anew."""
    page = order_page.of(conference)
    saw_cases(Action.CONFERENCE_ARRANGE, [item.case_id for item in conference.items])
    kept = order_forms.shown(conference, order.breaks_of(get_session(), conference))
    typed = forms.typed(**kept)
    if is_stale:
        typed |= {name: kept[name] for name in kept if name.startswith("version_")}
    return render.page(
        "order/show.html",
        status,
        page=page,
        conference=conference,
        problems=problems or {},
        typed=typed,
        places=[(str(n), str(n + 1)) for n in range(len(conference.items))],
    )
