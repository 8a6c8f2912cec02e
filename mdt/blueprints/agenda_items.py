"""The agenda of a conference: add, change, move and remove a case.

Templates: mdt/templates/agenda_items/.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import agenda, parts
from mdt.conferences.agenda import Terms
from mdt.conferences.parts import Minutes
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import AgendaItem, Case, Conference, PartKind
from mdt.web import conference_page, drafting, forms, once, procedures_beside, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("agenda_items", __name__, url_prefix="/conferences/<uuid:conference_id>/items")

UP, DOWN = "up", "down"
PREFIX = "minutes_"


class NewItemForm(BaseModel):
    """A case that comes to the agenda."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "case_id": _l("Kies de zaak die op de agenda komt."),
        "question": _l("Schrijf op wat u de tafel vraagt."),
    }

    case_id: UUID
    question: str = Field(min_length=3, max_length=400)
    minutes: int = Field(ge=5, le=agenda.LONGEST_MINUTES)
    because: str = Field(default="", max_length=400)


class ItemForm(BaseModel):
    """The question and the length of a case on the agenda."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "question": _l("Schrijf op wat u de tafel vraagt."),
    }

    question: str = Field(min_length=3, max_length=400)
    minutes: int = Field(ge=5, le=agenda.LONGEST_MINUTES)
    version: int


class PositionForm(BaseModel):
    """Where an item goes, counted from 0."""

    position: int = Field(ge=0, le=1000)


@bp.get("/new")
@requires(Action.CONFERENCE_ARRANGE)
def new(conference_id: UUID) -> Response:
    """Ask for one more case on the agenda."""
    return _new_page(load(Conference, conference_id))


@bp.post("/new")
@requires(Action.CONFERENCE_ARRANGE)
def cases(conference_id: UUID) -> Response:
    """Find cases for the form, by what was typed; the rest of it stays as typed."""
    return _new_page(load(Conference, conference_id))


@bp.post("/")
@requires(Action.CONFERENCE_ARRANGE)
def add(conference_id: UUID) -> Response | Redirect:
    """Put a case on the agenda, with the seats of the conference's standing table."""
    conference = load(Conference, conference_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(NewItemForm)
    if form is None:
        return _new_page(conference, problems, 422)
    case = load(Case, form.case_id)
    terms = Terms(question=form.question, minutes=form.minutes)
    try:
        agenda.add(
            get_session(),
            conference,
            case,
            terms,
            because=form.because,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _new_page(conference, drafting.at_field(refusal), 422)
    flash(gettext("De zaak staat op de agenda."), "ok")
    return once.done(_back(conference_id))


@bp.get("/<uuid:item_id>")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID, item_id: UUID) -> Response:
    """Show a case's question and parts to change."""
    return _page(_load(conference_id, item_id))


@bp.post("/<uuid:item_id>")
@requires(Action.CONFERENCE_ARRANGE)
def change(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Change a case's question, its length, and its parts with their order."""
    item = _load(conference_id, item_id)
    form, problems = forms.parse(ItemForm)
    wanted, part_problems = _typed_parts()
    if form is None or part_problems:
        return _page(item, problems | part_problems, 422)
    move = _asked_move()
    if move:
        wanted = _moved(wanted, *move)
    terms = Terms(question=form.question, minutes=form.minutes, parts=wanted)
    try:
        agenda.change(
            get_session(), item, terms, version=form.version, by=actor().person, now=clock.now()
        )
    except StaleVersion as refusal:
        return _page(item, {"": sentence(refusal)}, 409, conflict=_conflict(item, terms))
    except DomainError as refusal:
        return _page(item, drafting.at_field(refusal), 422)
    if move:
        return render.see_other(".show", conference_id=conference_id, item_id=item_id)
    flash(gettext("Bewaard."), "ok")
    return _back(conference_id)


@bp.post("/<uuid:item_id>/position")
@requires(Action.CONFERENCE_ARRANGE)
def place(conference_id: UUID, item_id: UUID) -> Redirect:
    """Move a case earlier or later on the agenda."""
    item = _load(conference_id, item_id)
    form, _ = forms.parse(PositionForm)
    if form is None:
        raise NotPermitted
    agenda.place(get_session(), item, form.position, by=actor().person, now=clock.now())
    return _back(conference_id)


@bp.get("/<uuid:item_id>/removal")
@requires(Action.CONFERENCE_ARRANGE)
def removal(conference_id: UUID, item_id: UUID) -> Response:
    """Ask once more before a case goes off the agenda."""
    return render.page("agenda_items/removal.html", item=_load(conference_id, item_id))


@bp.post("/<uuid:item_id>/removal")
@requires(Action.CONFERENCE_ARRANGE)
def remove(conference_id: UUID, item_id: UUID) -> Redirect:
    """Take a case off the agenda, with its seats."""
    item = _load(conference_id, item_id)
    agenda.remove(get_session(), item, by=actor().person, now=clock.now())
    flash(gettext("De zaak is van de agenda."), "ok")
    return _back(conference_id)


def _load(conference_id: UUID, item_id: UUID) -> AgendaItem:
    """Return the item through the guard; one of another conference is not found here."""
    item = load(AgendaItem, item_id)
    if item.conference_id != conference_id:
        raise NotPermitted
    return item


def _back(conference_id: UUID) -> Redirect:
    return render.see_other("conferences.show", conference_id=conference_id)


def _typed_parts() -> tuple[list[Minutes], Problems]:
    """Return the parts in the order of the form, without those of no minutes, and problems."""
    wanted: list[Minutes] = []
    problems: Problems = {}
    for value in request.form.getlist("part"):
        name = f"{PREFIX}{value}"
        text = request.form.get(name, "").strip() or "0"
        if value not in set(PartKind) or not text.isdecimal() or int(text) > agenda.LONGEST_MINUTES:
            problems[name] = gettext("Vul een heel getal in vanaf 0. Bij 0 vervalt het onderdeel.")
        elif int(text):
            wanted.append((PartKind(value), int(text)))
    return wanted, problems


def _asked_move() -> tuple[str, str] | None:
    """Return which part was asked to go up or down, and which way."""
    for way in (UP, DOWN):
        if kind := request.form.get(way):
            return kind, way
    return None


def _moved(wanted: list[Minutes], kind: str, way: str) -> list[Minutes]:
    """Return the typed parts with one of them a place earlier or later."""
    index = next((place for place, part in enumerate(wanted) if part[0] == kind), None)
    if index is None:
        return wanted
    order = list(wanted)
    order.insert(max(0, index + (1 if way == DOWN else -1)), order.pop(index))
    return order


def _conflict(item: AgendaItem, terms: Terms) -> Conflict:
    def said(shown: list[Minutes]) -> str:
        return ", ".join(f"{words.word(kind)} {minutes}" for kind, minutes in shown)

    theirs = [(part.kind, part.minutes) for part in item.parts]
    return stale.between(
        item.id,
        [
            (gettext("Vraag"), terms.question, item.question),
            (gettext("Minuten"), str(terms.minutes), str(item.minutes)),
            (gettext("Onderdelen"), said(list(terms.parts or ())), said(theirs)),
        ],
    )


def _new_page(
    conference: Conference, problems: Problems | None = None, status: int = 200
) -> Response:
    found, has_more = drafting.choices(
        Action.CONFERENCE_ARRANGE,
        chosen=request.form.get("case_id", type=UUID),
        besides=conference,
    )
    return render.page_or_partial(
        "agenda_items/new.html",
        "conferences/_cases.html",
        status,
        page=conference_page.of(conference),
        conference=conference,
        cases=found,
        has_more=has_more,
        problems=problems or {},
        typed=forms.typed(
            q="", case_id="", question="", because="", minutes=conference.items[0].minutes
        ),
    )


def _page(
    item: AgendaItem,
    problems: Problems | None = None,
    status: int = 200,
    *,
    conflict: Conflict | None = None,
) -> Response:
    typed = forms.typed(question=item.question, minutes=item.minutes, version=item.version)
    return render.page(
        "agenda_items/show.html",
        status,
        page=conference_page.of(item.conference),
        item=item,
        case=item.case,
        beside=procedures_beside.shown(item.case),
        rows=_part_rows(item),
        problems=problems or {},
        conflict=conflict,
        typed=stale.renewed(typed, item.version) if conflict else typed,
    )


def _part_rows(item: AgendaItem) -> list[tuple[PartKind, str]]:
    """Return every kind of part with what its field shows: first those there are, in order."""
    rows = {part.kind: str(part.minutes) for part in item.parts}
    if request.method == "POST":
        rows = {
            PartKind(value): request.form.get(f"{PREFIX}{value}", "")
            for value in request.form.getlist("part")
            if value in set(PartKind)
        }
    return list((rows | {kind: "0" for kind in parts.USUAL if kind not in rows}).items())
