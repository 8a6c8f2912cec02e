"""Conferences: the list, a new one, its page, its agenda on paper.

Templates: mdt/templates/conferences/.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, BeforeValidator, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.conferences import agenda, lifecycle, listing, standing
from mdt.conferences.agenda import Terms
from mdt.conferences.listing import Sight, Wish
from mdt.errors import DomainError
from mdt.models import Case, Conference, ConferenceKind, ConferenceState, Panel
from mdt.web import (
    conference_page,
    drafting,
    filters,
    forms,
    knowledge_page,
    once,
    paging,
    render,
    wall,
    words,
)
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import anywhere, load, requires, saw_cases

bp = Blueprint("conferences", __name__, url_prefix="/conferences")

AHEAD = "ahead"
WEEKS = range(-8, 13)
"""Weeks one can choose from, counted from this one."""


def _split(text: str) -> list[str]:
    return text.split("/")


class DraftForm(BaseModel):
    """A new conference: about which case, why, at which table, with which question, how long.

    turn: of a standing table, by the table and the day. because: why after its cut-off.
    """

    MISSING: ClassVar[dict[str, LazyString]] = {
        "case_id": _l("Kies de zaak waar het overleg over gaat."),
        "kind": _l("Kies waarom u bij elkaar komt."),
        "question": _l("Schrijf op wat u de tafel vraagt."),
        "turn": _l("Kies een van de mogelijkheden."),
    }

    case_id: UUID
    kind: ConferenceKind
    panel_id: UUID | None = None
    question: str = Field(min_length=3, max_length=400)
    minutes: int = Field(ge=5, le=agenda.LONGEST_MINUTES)
    turn: Annotated[tuple[UUID, date] | None, BeforeValidator(_split)] = None
    because: str = Field(default="", max_length=400)
    signal_day: date | None = None
    signal_time: time | None = None
    signal_fold: int | None = Field(default=None, ge=0, le=1)


@bp.get("/")
@requires(Action.CONFERENCE_LIST)
def index() -> Response:
    """List the conferences that one may see: those ahead, or in one state, or of one week."""
    anywhere()
    state, monday = _chosen_state(), _chosen_week()
    page = listing.page(
        get_session(),
        _sight(),
        reader_id=actor().id,
        wish=Wish((state,) if state else listing.AHEAD, monday),
        number=paging.number(),
    )
    saw_cases(Action.CONFERENCE_LIST, (case.id for row in page.rows for case in row.cases))
    return render.page_or_partial(
        "conferences/index.html",
        "conferences/_list.html",
        page=page,
        rows=[
            (
                row,
                conference_page.heading(row.kind, [case.alias for case in row.cases]),
                conference_page.marked(row.marks),
            )
            for row in page.rows
        ],
        state=state.value if state else AHEAD,
        week=monday.isoformat() if monday else "",
        states=[(AHEAD, gettext("Wat nog komt")), *words.options(ConferenceState)],
        weeks=_weeks(),
        may_create=rules.permits_anywhere(actor(), Action.CONFERENCE_CREATE),
    )


@bp.get("/new")
@requires(Action.CONFERENCE_CREATE)
def new() -> Response:
    """Ask for a new conference; ?case_id= chooses its case."""
    anywhere()
    return drafting.page(chosen=request.args.get("case_id", type=UUID))


@bp.post("/new")
@requires(Action.CONFERENCE_CREATE)
def cases() -> Response:
    """Find cases for the form, by what was typed; the rest of it stays as typed."""
    anywhere()
    return drafting.page(chosen=request.form.get("case_id", type=UUID))


@bp.post("/")
@requires(Action.CONFERENCE_CREATE)
def create() -> Response | Redirect:
    """Prepare a conference; nobody is asked yet."""
    anywhere()
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(DraftForm)
    signal_at = wall.read(form, "signal", problems) if form else None
    if form is None or problems:
        return drafting.page(problems, 422, chosen=request.form.get("case_id", type=UUID))
    case = load(Case, form.case_id)
    panel_id = form.turn[0] if form.turn else form.panel_id
    panel = load(Panel, panel_id) if panel_id else None
    try:
        conference = _make(form, case, panel, signal_at)
    except DomainError as refusal:
        return drafting.page(drafting.at_field(refusal), 422, chosen=case.id)
    flash(gettext("Het overleg staat klaar. Er is nog niemand gevraagd."), "ok")
    if "more" in request.form:
        return once.done(render.see_other("agenda_items.new", conference_id=conference.id))
    return once.done(render.see_other("conferences.show", conference_id=conference.id))


def _make(
    form: DraftForm, case: Case, panel: Panel | None, signal_at: datetime | None
) -> Conference:
    """Put the case on the turn that was chosen, or prepare a conference of its own."""
    session, by, now = get_session(), actor().person, clock.now()
    terms = Terms(question=form.question, minutes=form.minutes)
    if panel and form.turn:
        return standing.put(
            session,
            panel,
            form.turn[1],
            case,
            terms,
            kind=form.kind,
            signal_at=signal_at,
            because=form.because,
            by=by,
            now=now,
        )
    return lifecycle.draft(
        session, case, terms, kind=form.kind, panel=panel, signal_at=signal_at, by=by, now=now
    )


@bp.get("/<uuid:conference_id>")
@requires(Action.CONFERENCE_VIEW)
def show(conference_id: UUID) -> Response:
    """Show a conference: its moment and place, and of its agenda what is for the viewer."""
    conference = load(Conference, conference_id)
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return knowledge_page.answer(conference)
    page = conference_page.of(conference)
    return render.page("conferences/show.html", page=page, conference=page.conference)


@bp.get("/<uuid:conference_id>/agenda")
@requires(Action.CONFERENCE_VIEW)
def agenda_on_paper(conference_id: UUID) -> Response:
    """Show the agenda as it is printed: the viewer's own items, with their times."""
    page = conference_page.of(load(Conference, conference_id))
    return render.page("conferences/agenda.html", page=page, conference=page.conference)


def _sight() -> Sight:
    who = actor()
    return Sight(
        conferences=rules.visible_conferences(who, Action.CONFERENCE_VIEW),
        items=rules.visible_items(who, Action.ITEM_VIEW),
        led=rules.visible_conferences(who, Action.CONFERENCE_RUN),
    )


def _chosen_state() -> ConferenceState | None:
    """Return the one state asked for; None for all that lies ahead."""
    asked = request.args.get("state", "")
    return ConferenceState(asked) if asked in set(ConferenceState) else None


def _chosen_week() -> date | None:
    """Return the Monday of the week asked for."""
    try:
        day = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return None
    return day - timedelta(days=day.weekday())


def _weeks() -> list[tuple[str, str]]:
    today = filters.today()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday + timedelta(weeks=week) for week in WEEKS]
    return [(day.isoformat(), filters.week(day)) for day in mondays]
