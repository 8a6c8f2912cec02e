"""Kies een moment: agree a moment for a conference, or another one. Templates: moment/."""

from dataclasses import replace
from typing import Any, ClassVar, Literal
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import AwareDatetime, BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import agenda, changing, lifecycle, seating
from mdt.conferences.agenda import LONGEST_MINUTES, Terms
from mdt.conferences.double_booking import SlotTaken, TooFar
from mdt.conferences.latest import AfterDeadline, Late
from mdt.errors import DomainError, IllegalTransition, NotPermitted, StaleVersion
from mdt.models import AgendaItem, Conference, ConferenceKind, ConferenceState, Person, Seat
from mdt.scheduling import local_time
from mdt.web import forms, latest_page, poll_page, poll_words, render, slot_look, slot_page
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires, saw_cases
from mdt.web.slot_look import SHORTEST_MINUTES, Look

bp = Blueprint("moment", __name__, url_prefix="/conferences")

LONGEST_REASON = 400


class ChosenForm(BaseModel):
    """The moment that was chosen, and for how long; why it may be after the latest moment.

    version: of the conference that the page showed. overlap: whoever is taken is asked anyway.
    seat, person, seen: who sits on a seat from then on, in the stead of whom the page showed.
    """

    MISSING: ClassVar[dict[str, LazyString]] = {"starts_at": _l("Kies een moment.")}

    starts_at: AwareDatetime
    minutes: int = Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)
    version: int
    overlap: Literal["1"] | None = None
    seat: UUID | None = None
    person: UUID | None = None
    seen: UUID | None = None
    late_because: str = Field(default="", max_length=LONGEST_REASON)


class StandInForm(BaseModel):
    """Who takes a seat, who held it on the page, and the moment that this gives."""

    seat_id: UUID
    person_id: UUID
    seen: UUID | None = None
    starts_at: AwareDatetime
    minutes: int = Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)


class LengthForm(BaseModel):
    """How long the sitting should take; version: of its one case, as the page showed it."""

    minutes: int = Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)
    version: int


@bp.get("/<uuid:conference_id>/moment")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID) -> Response | Redirect:
    """Show the moments of a week, and one that was typed."""
    conference = load(Conference, conference_id)
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return render.see_other("knowledge.edit", conference_id=conference.id)
    if not conference.is_open:
        flash(sentence(IllegalTransition()), "info")
        return render.see_other("conferences.show", conference_id=conference.id)
    look, problems = slot_look.of(request.args, now=clock.now())
    return _page(conference, look, problems, UNPROCESSABLE if problems else 200)


@bp.get("/<uuid:conference_id>/moment/choice")
@requires(Action.CONFERENCE_ARRANGE)
def choice(conference_id: UUID) -> Response:
    """Say who can at one moment."""
    conference = load(Conference, conference_id)
    look, _ = slot_look.of(request.args, now=clock.now())
    page = slot_page.of(conference, look)
    return render.page("moment/_choice.html", page=page, choice=page.chosen_alone)


@bp.post("/<uuid:conference_id>/moment")
@requires(Action.CONFERENCE_ARRANGE)
def convene(conference_id: UUID) -> Response | Redirect:
    """Agree the moment and ask everybody; or move those who were asked to another moment."""
    conference = load(Conference, conference_id)
    look, _ = slot_look.of(request.form, now=clock.now())
    form, problems = forms.parse(ChosenForm)
    if form is None:
        return _page(conference, look, problems, UNPROCESSABLE)
    changing.claim(get_session(), conference)
    if not conference.is_open:
        raise IllegalTransition
    if _stands(conference, form):
        return _agreed(conference)
    if form.version != conference.version:
        return _page(conference, look, status=CONFLICT, is_changed=True)
    try:
        _agree(conference, form, look)
    except DomainError as refusal:
        return _refused(conference, look, refusal)
    return _agreed(conference)


@bp.post("/<uuid:conference_id>/moment/stand-in")
@requires(Action.CONFERENCE_ARRANGE)
def stand_in(conference_id: UUID) -> Response | Redirect:
    """Put somebody else on a seat that stood in the way, and show the moment that this gives.

    For a draft only: later on the change itself would ask people to the moment that was left.
    """
    conference = load(Conference, conference_id)
    look, _ = slot_look.of(request.form, now=clock.now())
    form, problems = forms.parse(StandInForm)
    if form is None:
        return _page(conference, look, problems, UNPROCESSABLE)
    seat, person = load(Seat, form.seat_id), get_session().get(Person, form.person_id)
    if person is None or seat.item.conference_id != conference.id:
        raise NotPermitted
    try:
        if conference.state is not ConferenceState.DRAFT:
            raise IllegalTransition
        seating.appoint(
            get_session(), seat, person, seen=form.seen, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _page(conference, look, {"starts_at": sentence(refusal)}, CONFLICT)
    flash(gettext("%(name)s heeft nu deze stoel.", name=person.name), "ok")
    starts_at = local_time.local(form.starts_at).isoformat()
    return render.see_other(
        _back(), conference_id=conference.id, starts_at=starts_at, minutes=form.minutes
    )


@bp.post("/<uuid:conference_id>/moment/length")
@requires(Action.CONFERENCE_ARRANGE)
def length(conference_id: UUID) -> Response | Redirect:
    """Make a draft of one case shorter so that there is a moment, or as long again as it was."""
    conference = load(Conference, conference_id)
    look, _ = slot_look.of(request.form, now=clock.now())
    form, problems = forms.parse(LengthForm)
    if form is None:
        return _page(conference, look, problems, UNPROCESSABLE)
    changing.claim(get_session(), conference)
    was = conference.minutes
    try:
        if conference.state is not ConferenceState.DRAFT:
            raise IllegalTransition
        agenda.require_length(conference, form.minutes)
        if was != form.minutes:
            _resize(conference.items[0], form)
    except DomainError as refusal:
        return _page(conference, look, {"starts_at": sentence(refusal)}, CONFLICT)
    return render.see_other(
        _back(), conference_id=conference.id, week=request.form.get("week"), was=was
    )


def _back() -> str:
    """Return the page that the click came from: one moment, or those of a poll."""
    to = request.form.get("to", "")
    return to if to in {"polls.new", "polls.show"} else ".show"


def _resize(item: AgendaItem, form: LengthForm) -> None:
    agenda.change(
        get_session(),
        item,
        Terms(question=item.question, minutes=form.minutes),
        version=form.version,
        by=actor().person,
        now=clock.now(),
    )


def _stands(conference: Conference, form: ChosenForm) -> bool:
    """Tell whether what is asked was done already: by a first click, or by a colleague."""
    wanted = (ConferenceState.CONVENED, form.starts_at, form.minutes)
    return (conference.state, conference.starts_at, conference.minutes) == wanted


def _agree(conference: Conference, form: ChosenForm, look: Look) -> None:
    """Agree the moment, with somebody else on a seat if that was chosen; all of it or nothing."""
    with get_session().begin_nested():
        if form.seat:
            _put_instead(conference, form, form.seat)
        _agree_moment(conference, form, look)


def _put_instead(conference: Conference, form: ChosenForm, seat_id: UUID) -> None:
    seat, person = load(Seat, seat_id), get_session().get(Person, form.person)
    if person is None or seat.item.conference_id != conference.id:
        raise NotPermitted
    seating.put_instead(get_session(), seat, person, seen=form.seen, now=clock.now())


def _agree_moment(conference: Conference, form: ChosenForm, look: Look) -> None:
    slot_look.require_near(form.starts_at, now=clock.now())
    by_pool = slot_page.of(conference, look).finder.holders_at(form.starts_at)
    is_draft = conference.state is ConferenceState.DRAFT
    (lifecycle.convene if is_draft else lifecycle.move)(
        get_session(),
        conference,
        form.starts_at,
        minutes=form.minutes,
        holders=poll_page.holders(conference, form.starts_at, by_pool),
        overlap_allowed=form.overlap is not None,
        late=Late(latest_page.clocks(), form.late_because),
        by=actor().person,
        now=clock.now(),
    )


def _refused(conference: Conference, look: Look, refusal: DomainError) -> Response:
    # What was read while it was tried may say what would have been.
    get_session().expire_all()
    if isinstance(refusal, SlotTaken):
        return _page(conference, look.with_gone, status=CONFLICT, taken=refusal)
    if isinstance(refusal, StaleVersion):
        return _page(conference, replace(look, instead=None), status=CONFLICT, is_changed=True)
    field = "late_because" if isinstance(refusal, AfterDeadline) else "starts_at"
    return _page(conference, look, {field: sentence(refusal)}, UNPROCESSABLE)


def _agreed(conference: Conference) -> Redirect:
    flash(gettext("Het moment staat vast. De uitnodigingen gaan de deur uit."), "ok")
    return render.see_other("conferences.show", conference_id=conference.id)


def _page(
    conference: Conference,
    look: Look,
    problems: Problems | None = None,
    status: int = 200,
    *,
    taken: SlotTaken | None = None,
    is_changed: bool = False,
) -> Response:
    """Return the page; taken, is_changed: what happened while somebody was choosing."""
    page = slot_page.of(conference, look)
    saw_cases(Action.CONFERENCE_ARRANGE, (case_id for case_id, _ in page.cases))
    context: dict[str, Any] = {
        "page": page,
        "conference": conference,
        "board": page.board,
        "choice": page.choice,
        "taken": page.words_of(taken) if taken else "",
        "is_too_far": isinstance(taken, TooFar),
        "is_changed": is_changed,
        "poll": poll_words.current(conference),
        "problems": problems or {},
        "typed": slot_look.typed(request.args)
        | {"late_because": request.form.get("late_because", conference.late_because)},
    }
    return render.page_or_partial("moment/show.html", "moment/_board.html", status, **context)
