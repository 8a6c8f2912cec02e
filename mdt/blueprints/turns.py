"""When a standing table sits: its rhythm, and the turns that differ. Templates: turns/."""

from datetime import date, time
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import standing, turns
from mdt.conferences.standing import RhythmTerms, RoomElsewhere
from mdt.conferences.turns import TableTurn, TurnFallsOut
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Every, Panel, PanelRhythm, Room
from mdt.web import forms, render, row_conflicts, stale, turn_page, wall, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires
from mdt.web.stale import Conflict

bp = Blueprint("turns", __name__, url_prefix="/panels/<uuid:panel_id>")

TURN = "/turns/<day>"
USUAL_LENGTH, USUAL_CUTOFF = 120, 2


class RhythmForm(BaseModel):
    """When a table sits, how much fits in, and until when a case may come."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "every": _l("Kies hoe vaak de tafel zit."),
        "first_on": _l("Vul de eerste dag in, bijvoorbeeld 27-11-2026."),
        "starts": _l("Vul in hoe laat de tafel begint, bijvoorbeeld 10:00."),
        "cutoff_at": _l("Vul in hoe laat de agenda sluit, bijvoorbeeld 12:00."),
    }

    every: Every
    first_on: date
    starts: time
    minutes: int = Field(ge=15, le=480)
    room_id: UUID | None = None
    most_cases: int | None = Field(default=None, ge=1, le=60)
    cutoff_days: int = Field(ge=0, le=20)
    cutoff_at: time
    version: int = 0


class SeenForm(BaseModel):
    """How the turn stood on the page that was looked at."""

    seen: str = Field(max_length=40)


class MoveForm(SeenForm):
    """The moment to which a turn is moved, by the clock on the wall."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "moved_day": _l("Vul de dag in."),
        "moved_time": _l("Vul de tijd in."),
    }

    moved_day: date
    moved_time: time
    moved_fold: int | None = Field(default=None, ge=0, le=1)


@bp.get("/rhythm")
@requires(Action.PANEL_MANAGE)
def rhythm(panel_id: UUID) -> Response:
    """Show the rhythm to set or to change."""
    return _rhythm_page(load(Panel, panel_id))


@bp.post("/rhythm")
@requires(Action.PANEL_MANAGE)
def set_rhythm(panel_id: UUID) -> Response | Redirect:
    """Let the table sit by this rhythm."""
    panel = load(Panel, panel_id)
    form, problems = forms.parse(RhythmForm)
    if form is None:
        return _rhythm_page(panel, problems, UNPROCESSABLE)
    terms = RhythmTerms(**form.model_dump(exclude={"version"}))
    session, by = get_session(), actor().person
    try:
        standing.set_rhythm(session, panel, terms, version=form.version, by=by, now=clock.now())
    except StaleVersion:
        row = session.get(PanelRhythm, panel.id)
        conflict = row_conflicts.of_rhythm(panel, row, form.model_dump())
        return _rhythm_page(panel, status=CONFLICT, conflict=conflict)
    except RoomElsewhere as refusal:
        return _rhythm_page(panel, {"room_id": sentence(refusal)}, UNPROCESSABLE)
    return _saved(panel)


@bp.post("/rhythm/removal")
@requires(Action.PANEL_MANAGE)
def drop_rhythm(panel_id: UUID) -> Redirect:
    """Let the table sit by no rhythm; conferences that stand on a turn stay."""
    panel = load(Panel, panel_id)
    standing.drop_rhythm(get_session(), panel, by=actor().person, now=clock.now())
    return _saved(panel)


@bp.get(TURN)
@requires(Action.PANEL_MANAGE)
def show(panel_id: UUID, day: str) -> Response:
    """Show one turn, to move it or to call it off."""
    panel = load(Panel, panel_id)
    return _page(panel, _turn(panel, day))


@bp.post(f"{TURN}/moment")
@requires(Action.PANEL_MANAGE)
def move(panel_id: UUID, day: str) -> Response | Redirect:
    """Move one turn; the others stay."""
    panel = load(Panel, panel_id)
    row = _turn(panel, day)
    form, problems = forms.parse(MoveForm)
    moved_to = wall.read(form, "moved", problems) if form else None
    if moved_to is None:
        return _page(panel, row, problems, UNPROCESSABLE)
    try:
        standing.move(
            get_session(),
            panel,
            row.turn.on,
            moved_to,
            seen=form.seen if form else "",
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _refused(panel, day, "moved_day", refusal)
    return _saved(panel)


@bp.post(f"{TURN}/cancellation")
@requires(Action.PANEL_MANAGE)
def call_off(panel_id: UUID, day: str) -> Response | Redirect:
    """Let one turn fall out; the others stay."""
    panel = load(Panel, panel_id)
    row = _turn(panel, day)
    form, problems = forms.parse(SeenForm)
    if form is None:
        return _page(panel, row, problems, UNPROCESSABLE)
    by, now = actor().person, clock.now()
    try:
        standing.call_off(get_session(), panel, row.turn.on, seen=form.seen, by=by, now=now)
    except DomainError as refusal:
        return _refused(panel, day, "", refusal)
    return _saved(panel)


@bp.post(f"{TURN}/rhythm")
@requires(Action.PANEL_MANAGE)
def restore(panel_id: UUID, day: str) -> Response | Redirect:
    """Let the rhythm count again for one turn."""
    panel = load(Panel, panel_id)
    row = _turn(panel, day)
    form, problems = forms.parse(SeenForm)
    if form is None:
        return _page(panel, row, problems, UNPROCESSABLE)
    by, now = actor().person, clock.now()
    try:
        standing.restore(get_session(), panel, row.turn.on, seen=form.seen, by=by, now=now)
    except DomainError as refusal:
        return _refused(panel, day, "", refusal)
    return _saved(panel)


def _turn(panel: Panel, day: str) -> TableTurn:
    """Return the turn of a day such as «2026-02-17»; another day is not found."""
    try:
        row = turns.one(get_session(), panel.id, date.fromisoformat(day))
    except (ValueError, TurnFallsOut):
        raise NotPermitted from None
    return turn_page.beside_walls([row])[0]


def _refused(panel: Panel, day: str, field: str, refusal: DomainError) -> Response:
    """Say why not; after a change by somebody else with how the turn stands now."""
    row = _turn(panel, day)
    if isinstance(refusal, StaleVersion):
        return _page(panel, row, status=CONFLICT, is_changed=True)
    return _page(panel, row, {field: sentence(refusal)}, UNPROCESSABLE)


def _saved(panel: Panel) -> Redirect:
    flash(gettext("Bewaard."), "ok")
    return render.see_other("panels.show", panel_id=panel.id, _anchor="turns")


def _page(
    panel: Panel,
    row: TableTurn,
    problems: Problems | None = None,
    status: int = 200,
    *,
    is_changed: bool = False,
) -> Response:
    return render.page(
        "turns/show.html",
        status,
        panel=panel,
        row=row,
        may_plan=can(Action.CONFERENCE_CREATE, panel),
        problems=problems or {},
        is_changed=is_changed,
        typed=forms.typed(**wall.show("moved", row.turn.starts_at)),
    )


def _rhythm_page(
    panel: Panel,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    session = get_session()
    row = session.get(PanelRhythm, panel.id)
    rooms = session.exec(
        select(Room)
        .where(Room.region_id == panel.region_id, col(Room.is_active))
        .order_by(Room.name)
    )
    version = row.version if row else 0
    typed = forms.typed(
        every=row.every.value if row else "",
        first_on=row.first_on.isoformat() if row else "",
        starts=f"{row.starts:%H:%M}" if row else "",
        minutes=row.minutes if row else USUAL_LENGTH,
        room_id=row.room_id or "" if row else "",
        most_cases=row.most_cases or "" if row else "",
        cutoff_days=row.cutoff_days if row else USUAL_CUTOFF,
        cutoff_at=f"{row.cutoff_at:%H:%M}" if row else "12:00",
        version=version,
    )
    return render.page(
        "turns/rhythm.html",
        status,
        panel=panel,
        rhythm=row,
        everies=words.options(Every),
        rooms=[(str(room.id), room.name) for room in rooms],
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, version, conflict),
    )
