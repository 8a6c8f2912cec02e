"""Spoedoverleg in three steps: which case, who is on duty and when, who answered.

Templates: mdt/templates/emergencies/.
"""

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import AwareDatetime, BaseModel, Field
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.conferences import emergencies, latest, lifecycle
from mdt.conferences.agenda import Terms
from mdt.conferences.latest import AfterDeadline, Late
from mdt.errors import DomainError
from mdt.models import Case, Conference, ConferenceKind, ConferenceState, Panel, SeatFill
from mdt.web import (
    drafting,
    emergency_live,
    emergency_page,
    forms,
    latest_page,
    once,
    render,
    streams,
    wall,
)
from mdt.web.actor import actor, web_session
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires, saw_cases
from mdt.web.signing_in import stream

bp = Blueprint("emergencies", __name__, url_prefix="/conferences")

ONE = "/<uuid:conference_id>/emergency"


class SignalForm(BaseModel):
    """What came, about whom, and which table sits."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "case_id": _l("Kies de zaak waar het overleg over gaat."),
        "panel_id": _l("Kies welke tafel bij elkaar komt."),
        "question": _l("Schrijf op wat u de tafel vraagt."),
        "signal_day": _l("Vul in op welke dag het signaal kwam, bijvoorbeeld 27-11-2026."),
        "signal_time": _l("Vul in hoe laat het signaal kwam, bijvoorbeeld 13:30."),
    }

    case_id: UUID
    panel_id: UUID
    question: str = Field(min_length=3, max_length=400)
    signal_day: date
    signal_time: time
    signal_fold: int | None = Field(default=None, ge=0, le=1)


class ChoiceForm(BaseModel):
    """The moment, and how long people may take to answer."""

    MISSING: ClassVar[dict[str, LazyString]] = {"starts_at": _l("Kies een moment.")}

    starts_at: AwareDatetime
    patience_minutes: int = Field(ge=1, le=240)


@bp.get("/emergency")
@requires(Action.CONFERENCE_CREATE)
def new() -> Response:
    """Ask for the case and the question; ?case_id= chooses the case."""
    anywhere()
    return _new_page(chosen=request.args.get("case_id", type=UUID))


@bp.post("/emergency/cases")
@requires(Action.CONFERENCE_CREATE)
def cases() -> Response:
    """Find cases for the form, by what was typed; the rest of it stays as typed."""
    anywhere()
    return _new_page(chosen=request.form.get("case_id", type=UUID))


@bp.post("/emergency")
@requires(Action.CONFERENCE_CREATE)
def create() -> Response | Redirect:
    """Prepare the emergency; nobody is asked yet."""
    anywhere()
    if earlier := once.earlier():
        return earlier
    chosen = request.form.get("case_id", type=UUID)
    form, problems = forms.parse(SignalForm)
    signal_at = wall.read(form, "signal", problems) if form else None
    if form is None or signal_at is None:
        return _new_page(problems, UNPROCESSABLE, chosen=chosen)
    case, panel = load(Case, form.case_id), get_session().get(Panel, form.panel_id)
    if panel is None:
        return _new_page(
            {"panel_id": gettext("Kies welke tafel bij elkaar komt.")}, 422, chosen=chosen
        )
    in_region(panel.region_id)
    try:
        conference = _draft(case, panel, form.question, signal_at)
    except DomainError as refusal:
        return _new_page(drafting.at_field(refusal), UNPROCESSABLE, chosen=chosen)
    return once.done(render.see_other(".show", conference_id=conference.id))


@bp.get(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID) -> Response | Redirect:
    """Show who is on duty and the first moments; once people are asked, who answered."""
    conference = load(Conference, conference_id)
    if conference.kind is not ConferenceKind.EMERGENCY:
        return render.see_other("conferences.show", conference_id=conference.id)
    if conference.state is ConferenceState.DRAFT:
        return _offer_page(conference)
    return render.page(
        "emergencies/answers.html",
        page=emergency_page.answers(conference),
        live_href=url_for(".live", conference_id=conference.id, since=clock.now().isoformat()),
    )


@bp.post(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def convene(conference_id: UUID) -> Response | Redirect:
    """Ask everybody who is on duty at the moment that was chosen, at once."""
    conference = load(Conference, conference_id)
    if conference.state is not ConferenceState.DRAFT:
        return _to_answers(conference)  # a second click
    form, problems = forms.parse(ChoiceForm)
    if form is None:
        return _offer_page(conference, problems, UNPROCESSABLE)
    try:
        _convene(conference, form)
    except DomainError as refusal:
        status = CONFLICT if isinstance(refusal, AfterDeadline) else UNPROCESSABLE
        return _offer_page(conference, {"starts_at": sentence(refusal)}, status)
    flash(gettext("Iedereen die dienst heeft, is gevraagd."), "ok")
    return _to_answers(conference)


@bp.get(f"{ONE}/live")
@stream
@requires(Action.CONFERENCE_ARRANGE)
def live(conference_id: UUID) -> Response:
    """Send the running list whenever it changes, as long as the page is open."""
    conference, signed_in = load(Conference, conference_id), web_session()
    if signed_in is None:
        raise RuntimeError("the guard let a signed-out browser in")
    listener = emergency_live.listen(conference, signed_in, streams.since())
    return streams.answer(listener.look, listener.tell, listener.heard)


def _draft(case: Case, panel: Panel, question: str, signal_at: datetime) -> Conference:
    return emergencies.draft(
        get_session(),
        case,
        Terms(question=question, minutes=panel.minutes),
        panel,
        signal_at=signal_at,
        by=actor().person,
        now=clock.now(),
    )


def _convene(conference: Conference, form: ChoiceForm) -> None:
    session, now = get_session(), clock.now()
    deadline = latest.of(session, conference, latest_page.clocks(), now=now)
    with session.begin_nested():
        conference.patience_minutes = form.patience_minutes
        lifecycle.convene(
            session,
            conference,
            form.starts_at,
            holders=emergency_page.find(conference, deadline).holders_at(form.starts_at),
            late=Late(latest_page.clocks()),
            by=actor().person,
            now=now,
        )


def _to_answers(conference: Conference) -> Redirect:
    return render.see_other(".show", conference_id=conference.id)


def _new_page(
    problems: Problems | None = None, status: int = 200, *, chosen: UUID | None = None
) -> Response:
    found, has_more = drafting.choices(Action.CONFERENCE_CREATE, chosen=chosen)
    panels = _panels()
    return render.page_or_partial(
        "emergencies/new.html",
        "conferences/_cases.html",
        status,
        cases=found,
        has_more=has_more,
        seek_href=url_for(".cases"),
        panels=[(str(panel.id), panel.name) for panel in panels],
        problems=problems or {},
        typed=forms.typed(
            q="",
            case_id=chosen or "",
            panel_id=panels[0].id if panels else "",
            question=gettext("Is iedereen vannacht veilig, en wie doet wat om dat zo te houden?"),
            **wall.show("signal", clock.now()),
        ),
    )


def _panels() -> list[Panel]:
    """Return the tables to choose from, those first at which most seats wait for who is on duty."""
    regions = actor().regions(POLICY[Action.CONFERENCE_CREATE].roles)
    query = select(Panel).where(col(Panel.region_id).in_(regions), col(Panel.is_active))
    return sorted(
        get_session().exec(query),
        key=lambda panel: (-sum(one.fill is SeatFill.DUTY for one in panel.seats), panel.name),
    )


def _offer_page(
    conference: Conference, problems: Problems | None = None, status: int = 200
) -> Response:
    page = emergency_page.offer(conference)
    saw_cases(Action.CONFERENCE_ARRANGE, (item.case_id for item in page.overview.items))
    return render.page(
        "emergencies/offer.html",
        status,
        page=page,
        problems=problems or {},
        typed=forms.typed(starts_at=page.best, patience_minutes=emergency_page.PATIENCE),
    )
