"""The chair's screen at the table. Templates: mdt/templates/meeting/.

The coordinator may run it too, beside the chair. Every form works without JavaScript; with
it only the region that changed is swapped.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext, ngettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import cascades, doors, lifecycle, meeting, sought
from mdt.errors import DomainError, StaleVersion
from mdt.models import AgendaItem, Conference, ConferenceState, Note, NoteKind, Person
from mdt.web import forms, once, render, review_page, words
from mdt.web import meeting_views as views
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint("meeting", __name__, url_prefix="/conferences/<uuid:conference_id>/meeting")


class AttendanceForm(SQLModel):
    """Someone came, or left."""

    person_id: UUID
    here: bool = False


class LineForm(SQLModel):
    """A line typed at the table; an action opens its own small form."""

    text: str = Field(min_length=1, max_length=4000)
    kind: NoteKind = NoteKind.NOTE


class NoteForm(SQLModel):
    """A line that is written again."""

    text: str = Field(min_length=1, max_length=4000)
    version: int


class OpenForm(SQLModel):
    """Opening the sitting; the reason is asked when a seat that was lost is still empty."""

    without: str = Field(default="", max_length=400)
    early: bool = False


class EndForm(SQLModel):
    """Ending the sitting; the reason is asked when the quorum is not there."""

    without_quorum: str = Field(default="", max_length=400)


@bp.get("")
@requires(Action.CONFERENCE_RUN)
def show(conference_id: UUID) -> Response | Redirect:
    """Show the table in session; before and after, the way there."""
    conference = load(Conference, conference_id)
    if conference.topic:  # a knowledge session is taken up and ended on its own page
        return render.see_other("conferences.show", conference_id=conference.id)
    return (_before if conference.state is ConferenceState.CONVENED else _page)(conference)


@bp.post("/opening")
@requires(Action.CONFERENCE_RUN)
def open_(conference_id: UUID) -> Response | Redirect:
    """Open the sitting and take up its first item."""
    conference = load(Conference, conference_id)
    session, who, now = get_session(), actor().person, clock.now()
    form, problems = forms.parse(OpenForm)
    if form is None:
        return _before(conference, problems, 422)
    try:
        lifecycle.open_(
            session, conference, without=form.without, early_allowed=form.early, by=who, now=now
        )
    except (cascades.SeatsUnsettled, doors.OpensEarly) as refusal:
        field = "" if isinstance(refusal, doors.OpensEarly) else "without"
        return _before(conference, {field: sentence(refusal)}, 422)
    if conference.items:
        meeting.take_up(session, _item(conference.items[0].id), by=who, now=now)
    return _back(conference)


@bp.post("/items/<uuid:item_id>/turn")
@requires(Action.CONFERENCE_RUN)
def take_up(conference_id: UUID, item_id: UUID) -> Redirect:
    """Turn to this item."""
    conference = load(Conference, conference_id)
    item = _item_of(conference, item_id)
    meeting.take_up(get_session(), item, by=actor().person, now=clock.now())
    return _back(conference)


@bp.post("/items/<uuid:item_id>/attendance")
@requires(Action.CONFERENCE_RUN)
def attendance(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Note that someone came to the item, or left it."""
    conference = load(Conference, conference_id)
    item = _item_of(conference, item_id)
    form, problems = forms.parse(AttendanceForm)
    person = get_session().get(Person, form.person_id) if form else None
    if form is None or person is None:
        return _page(conference, problems, 422)
    note = meeting.come if form.here else meeting.go
    try:
        note(get_session(), item, person, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(conference, {"": sentence(refusal)}, 422)
    if render.wants_partial():
        return render.page("meeting/_here.html", view=views.of(conference))
    return _back(conference, "here")


@bp.get("/here")
@requires(Action.CONFERENCE_RUN)
def here(conference_id: UUID) -> Response:
    """Answer who is there, for a page that stays open; it counts as activity."""
    return render.page("meeting/_here.html", view=views.of(load(Conference, conference_id)))


@bp.post("/items/<uuid:item_id>/notes")
@requires(Action.CONFERENCE_RUN)
def write(conference_id: UUID, item_id: UUID) -> Response | Redirect:
    """Write a line under the item."""
    conference = load(Conference, conference_id)
    item = _item_of(conference, item_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(LineForm)
    if form is None:
        return _page(conference, problems, 422)
    try:
        meeting.write(get_session(), item, form.text, form.kind, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(conference, {"text": sentence(refusal)}, 422)
    return once.done(_back(conference, "lines"))


@bp.get("/notes/<uuid:note_id>")
@requires(Action.CONFERENCE_RUN)
def note(conference_id: UUID, note_id: UUID) -> Response:
    """Show a line to write again."""
    conference = load(Conference, conference_id)
    return _note_page(conference, _note(note_id))


@bp.post("/notes/<uuid:note_id>")
@requires(Action.CONFERENCE_RUN)
def rewrite(conference_id: UUID, note_id: UUID) -> Response | Redirect:
    """Write a line again; when somebody else did too, both texts are shown."""
    conference = load(Conference, conference_id)
    row = _note(note_id)
    form, problems = forms.parse(NoteForm)
    if form is None:
        return _note_page(conference, row, problems, 422)
    try:
        meeting.rewrite(
            get_session(),
            row,
            form.text,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion:
        return _note_page(conference, row, status=409, mine=form.text)
    except DomainError as refusal:
        return _note_page(conference, row, {"text": sentence(refusal)}, 422)
    return _back(conference, "lines")


@bp.get("/end")
@requires(Action.CONFERENCE_RUN)
def ending(conference_id: UUID) -> Response:
    """Show what ending does: who was there, what was agreed, who gets word."""
    return _end_page(load(Conference, conference_id))


@bp.post("/end")
@requires(Action.CONFERENCE_RUN)
def end(conference_id: UUID) -> Response | Redirect:
    """End the sitting: the plan's version is frozen and new owners get word."""
    conference = load(Conference, conference_id)
    form, problems = forms.parse(EndForm)
    if form is None:
        return _end_page(conference, problems, 422)
    count = len(views.of(conference).actions)
    try:
        lifecycle.hold(
            get_session(),
            conference,
            without_quorum=form.without_quorum,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _end_page(conference, {"without_quorum": sentence(refusal)}, 422)
    said = ngettext(
        "Het overleg is gesloten. De eigenaar van de nieuwe actie krijgt bericht.",
        "Het overleg is gesloten. De eigenaren van %(num)s acties krijgen bericht.",
        count,
    )
    flash(said if count else gettext("Het overleg is gesloten."), "ok")
    return _back(conference)


@bp.post("/adoption")
@requires(Action.CONFERENCE_ADOPT)
def adopt(conference_id: UUID) -> Response | Redirect:
    """Adopt the minutes: they no longer change, and what seats gave ends."""
    conference = load(Conference, conference_id)
    lifecycle.adopt(get_session(), conference, by=actor().person, now=clock.now())
    flash(gettext("Het verslag is vastgesteld."), "ok")
    return _back(conference)


def _item(item_id: UUID) -> AgendaItem:
    return load(AgendaItem, item_id, action=Action.MINUTES_WRITE)


def _item_of(conference: Conference, item_id: UUID) -> AgendaItem:
    views.require_item(conference, item_id)
    return _item(item_id)


def _note(note_id: UUID) -> Note:
    return load(Note, note_id, action=Action.MINUTES_WRITE)


def _back(conference: Conference, anchor: str | None = None) -> Redirect:
    return render.see_other("meeting.show", conference_id=conference.id, _anchor=anchor)


def _before(
    conference: Conference, problems: Problems | None = None, status: int = 200
) -> Response:
    missing = sought.unsettled(get_session(), conference.id)
    return render.page(
        "meeting/before.html",
        status,
        view=views.of(conference),
        missing=[words.word(seat.domain) for seat in missing],
        problems=problems or {},
        typed=forms.typed(without=""),
    )


def _page(conference: Conference, problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "meeting/show.html",
        status,
        view=views.of(conference),
        reviews=review_page.of(conference) if conference.state is ConferenceState.HELD else [],
        problems=problems or {},
        typed=forms.typed(text="", kind=NoteKind.NOTE.value),
    )


def _note_page(
    conference: Conference,
    row: Note,
    problems: Problems | None = None,
    status: int = 200,
    mine: str | None = None,
) -> Response:
    return render.page(
        "meeting/note.html",
        status,
        conference=conference,
        note=row,
        author=get_session().get_one(Person, row.author_id),
        mine=mine,
        back=url_for("meeting.show", conference_id=conference.id),
        problems=problems or {},
        typed=forms.typed(text=row.text, version=row.version),
    )


def _end_page(
    conference: Conference, problems: Problems | None = None, status: int = 200
) -> Response:
    return render.page(
        "meeting/end.html",
        status,
        view=views.of(conference),
        problems=problems or {},
        typed=forms.typed(without_quorum=""),
    )
