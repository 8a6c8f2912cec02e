"""When the signal came for which a conference sits. Templates: signals/."""

from datetime import date, time
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import latest
from mdt.conferences.latest import SignalNotYet
from mdt.errors import DomainError, StaleVersion
from mdt.models import Conference
from mdt.web import conference_page, forms, render, wall
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires, saw_cases

bp = Blueprint("signals", __name__, url_prefix="/conferences/<uuid:conference_id>/signal")

_FIELDS: dict[type[DomainError], str] = {SignalNotYet: "signal_day"}


class SignalForm(BaseModel):
    """The moment by the clock on the wall; fold: which of the two when it shows it twice."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "signal_day": _l("Vul in op welke dag het signaal kwam, bijvoorbeeld 27-11-2026."),
        "signal_time": _l("Vul in hoe laat het signaal kwam, bijvoorbeeld 13:30."),
    }

    signal_day: date
    signal_time: time
    signal_fold: int | None = Field(default=None, ge=0, le=1)
    version: int


@bp.get("/")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID) -> Response:
    """Ask when the signal came."""
    return _page(load(Conference, conference_id))


@bp.post("/")
@requires(Action.CONFERENCE_ARRANGE)
def note(conference_id: UUID) -> Response | Redirect:
    """Note when the signal came; the latest moment follows from it."""
    conference = load(Conference, conference_id)
    form, problems = forms.parse(SignalForm)
    signal_at = wall.read(form, "signal", problems) if form else None
    if form is None or signal_at is None:
        return _page(conference, problems, UNPROCESSABLE)
    try:
        latest.note_signal(
            get_session(),
            conference,
            signal_at,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return _page(conference, {"": sentence(refusal)}, CONFLICT)
    except DomainError as refusal:
        return _page(conference, {_FIELDS.get(type(refusal), ""): sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("Bewaard."), "ok")
    return render.see_other("conferences.show", conference_id=conference.id)


def _page(conference: Conference, problems: Problems | None = None, status: int = 200) -> Response:
    page = conference_page.of(conference)
    saw_cases(Action.CONFERENCE_ARRANGE, (item.case_id for item in page.overview.items))
    shown = wall.show("signal", conference.signal_at)
    return render.page(
        "signals/show.html",
        status,
        page=page,
        conference=conference,
        problems=problems or {},
        typed=forms.typed(**shown) | {"version": conference.version},
    )
