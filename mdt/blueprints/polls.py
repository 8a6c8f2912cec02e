"""Asking people when they can, as the coordinator does it. Templates: mdt/templates/polls/.

What one of them says by telephone: mdt.blueprints.poll_people. Answering: poll_answers.
"""

from datetime import date, time
from typing import ClassVar, Literal
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences.agenda import LONGEST_MINUTES
from mdt.errors import DomainError, IllegalTransition, StaleVersion
from mdt.models import Conference, ConferenceState, Poll
from mdt.polls import asking
from mdt.polls.asking import ClosesTooLate, PollOver, Terms
from mdt.web import forms, poll_page, poll_picking, poll_words, render, wall
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires, saw_cases
from mdt.web.poll_picking import Picking
from mdt.web.slot_look import SHORTEST_MINUTES

bp = Blueprint("polls", __name__, url_prefix="/conferences/<uuid:conference_id>/poll")

LOOKING = ("show", "add")
"""Buttons that only show another week, or add a moment by hand."""

_UNTIL: dict[str, LazyString] = {
    "closes_day": _l("Vul in tot welke dag men kan antwoorden, bijvoorbeeld 27-11-2026."),
    "closes_time": _l("Vul in tot hoe laat men kan antwoorden, bijvoorbeeld 12:00."),
}


class UntilForm(BaseModel):
    """Until when people may answer, by the clock on the wall."""

    MISSING: ClassVar[dict[str, LazyString]] = _UNTIL

    closes_day: date
    closes_time: time
    closes_fold: int | None = Field(default=None, ge=0, le=1)
    version: int


class AskForm(BaseModel):
    """For how long the sitting is, until when people may answer, and what happens then."""

    MISSING: ClassVar[dict[str, LazyString]] = _UNTIL

    minutes: int = Field(ge=SHORTEST_MINUTES, le=LONGEST_MINUTES)
    closes_day: date
    closes_time: time
    closes_fold: int | None = Field(default=None, ge=0, le=1)
    convenes_itself: Literal["1"] | None = None
    keeps_free: Literal["1"] | None = None
    reminds: Literal["1"] | None = None


@bp.get("")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID) -> Response | Redirect:
    """Show how the poll stands; where nobody was asked, how to ask."""
    conference = load(Conference, conference_id)
    poll = poll_words.latest(conference)
    if poll is None:
        return render.see_other(".new", conference_id=conference.id)
    return _page(conference, poll)


@bp.get("/new")
@requires(Action.CONFERENCE_ARRANGE)
def new(conference_id: UUID) -> Response | Redirect:
    """Show the moments to ask about; the best ones are picked."""
    conference = load(Conference, conference_id)
    if conference.state is not ConferenceState.DRAFT:
        flash(sentence(IllegalTransition()), "info")
        return render.see_other("conferences.show", conference_id=conference.id)
    if poll_words.current(conference):
        return render.see_other(".show", conference_id=conference.id)
    return _form(conference, poll_picking.first(conference))


@bp.post("/new")
@requires(Action.CONFERENCE_ARRANGE)
def ask(conference_id: UUID) -> Response | Redirect:
    """Ask everybody about the moments that were picked, or show another week of them."""
    conference = load(Conference, conference_id)
    picking, problems = poll_picking.again(conference)
    if any(name in request.form for name in LOOKING):
        return _form(conference, picking, problems, UNPROCESSABLE if problems else 200)
    form, others = forms.parse(AskForm)
    problems |= others
    closes_at = wall.read(form, "closes", problems) if form else None
    if form is None or closes_at is None or problems:
        return _form(conference, picking, problems, UNPROCESSABLE)
    terms = Terms(
        closes_at=closes_at,
        convenes_itself=form.convenes_itself is not None,
        keeps_free=form.keeps_free is not None,
        reminds=form.reminds is not None,
    )
    try:
        asking.ask(
            get_session(),
            conference,
            picking.picked,
            terms,
            minutes=form.minutes,
            by=actor().person,
            now=clock.now(),
        )
    except asking.PollRuns:
        return render.see_other(".show", conference_id=conference.id)  # a second click
    except DomainError as refusal:
        field = "closes_day" if isinstance(refusal, ClosesTooLate) else "moments"
        return _form(conference, picking, {field: sentence(refusal)}, UNPROCESSABLE)
    flash(gettext("De vraag gaat de deur uit. Hier ziet u wie wanneer kan."), "ok")
    return render.see_other(".show", conference_id=conference.id)


@bp.post("/deadline")
@requires(Action.CONFERENCE_ARRANGE)
def extend(conference_id: UUID) -> Response | Redirect:
    """Give people longer, or less long; a closed poll takes answers again."""
    conference = load(Conference, conference_id)
    poll = _current(conference)
    form, problems = forms.parse(UntilForm)
    closes_at = wall.read(form, "closes", problems) if form else None
    if form is None or closes_at is None:
        return _page(conference, poll, problems, UNPROCESSABLE)
    try:
        asking.extend(
            get_session(),
            poll,
            closes_at,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except ClosesTooLate as refusal:
        return _page(conference, poll, {"closes_day": sentence(refusal)}, UNPROCESSABLE)
    except StaleVersion as refusal:
        return _page(conference, poll, {"closes_day": sentence(refusal)}, CONFLICT)
    flash(gettext("De nieuwe tijd is bewaard."), "ok")
    return render.see_other(".show", conference_id=conference.id)


@bp.post("/closure")
@requires(Action.CONFERENCE_ARRANGE)
def close(conference_id: UUID) -> Redirect:
    """Take no answers any more; the coordinator chooses out of what came."""
    conference = load(Conference, conference_id)
    asking.close(get_session(), _current(conference), by=actor().person, now=clock.now())
    flash(gettext("Antwoorden kan niet meer. Kies een moment, of geef langer de tijd."), "ok")
    return render.see_other(".show", conference_id=conference.id)


@bp.post("/reminder")
@requires(Action.CONFERENCE_ARRANGE)
def remind(conference_id: UUID) -> Redirect:
    """Remind whoever is silent, as soon as they may be disturbed."""
    conference = load(Conference, conference_id)
    count = asking.remind(get_session(), _current(conference), by=actor().person, now=clock.now())
    said = ngettext(
        "%(num)s persoon krijgt een herinnering.", "%(num)s mensen krijgen een herinnering.", count
    )
    nobody = gettext("Wie nog niets zei, krijgt al een herinnering.")
    flash(said if count else nobody, "ok" if count else "info")
    return render.see_other(".show", conference_id=conference.id)


@bp.get("/withdrawal")
@requires(Action.CONFERENCE_ARRANGE)
def withdrawal(conference_id: UUID) -> Response:
    """Ask once more before a poll is called off."""
    conference = load(Conference, conference_id)
    return render.page("polls/withdrawal.html", conference=conference, poll=_current(conference))


@bp.post("/withdrawal")
@requires(Action.CONFERENCE_ARRANGE)
def withdraw(conference_id: UUID) -> Redirect:
    """Call the poll off; nobody is asked any more."""
    conference = load(Conference, conference_id)
    asking.withdraw(get_session(), _current(conference), by=actor().person, now=clock.now())
    flash(gettext("De vraag is ingetrokken. Niemand hoeft nog te antwoorden."), "ok")
    return render.see_other("moment.show", conference_id=conference.id)


def _current(conference: Conference) -> Poll:
    poll = poll_words.current(conference)
    if poll is None:
        raise PollOver
    return poll


def _page(
    conference: Conference, poll: Poll, problems: Problems | None = None, status: int = 200
) -> Response:
    page = poll_page.of(conference, poll)
    saw_cases(Action.CONFERENCE_ARRANGE, (case_id for case_id, _ in page.cases))
    return render.page(
        "polls/show.html",
        status,
        page=page,
        conference=conference,
        stands=poll_page.STANDS,
        silent_words=poll_page.silent_words,
        problems=problems or {},
        typed=forms.typed(**wall.show("closes", poll.closes_at)),
    )


def _form(
    conference: Conference, picking: Picking, problems: Problems | None = None, status: int = 200
) -> Response:
    saw_cases(Action.CONFERENCE_ARRANGE, (case_id for case_id, _ in picking.slots.cases))
    problems = problems or {}
    checked = {"convenes_itself": False, "keeps_free": True, "reminds": True}
    shown = wall.show("closes", poll_picking.closes_at())
    return render.page_or_partial(
        "polls/new.html",
        "polls/_picking.html",
        status,
        picking=picking,
        page=picking.slots,
        board=picking.board,
        conference=conference,
        problems=problems,
        typed=forms.typed(**checked, **shown) | poll_picking.typed(problems),
    )
