"""Where a conference sits and who leads it; and calling it off.

Templates: mdt/templates/arrangements/.
"""

from typing import Any, ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import arrangements, lifecycle
from mdt.conferences.arrangements import Arrangements, CannotChair, RoomMissing, StandIns
from mdt.conferences.double_booking import SlotTaken, TooFar
from mdt.errors import DomainError, StaleVersion
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    Person,
    PlaceKind,
    Room,
    SeeksFor,
)
from mdt.web import caseless, conference_page, forms, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems, SecureAddress
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("arrangements", __name__, url_prefix="/conferences/<uuid:conference_id>")

LONGEST_PATIENCE = 7 * 24 * 60


class ArrangementsForm(BaseModel):
    """Why, where and under whom the table sits."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "place_kind": _l("Kies waar u bij elkaar komt."),
        "seeks_for": _l("Kies of het portaal vanzelf vervanging zoekt."),
    }

    kind: ConferenceKind
    place_kind: PlaceKind
    room_id: UUID | None = None
    video_url: SecureAddress | None = None
    chair_id: UUID | None = None
    seeks_for: SeeksFor
    patience_minutes: int = Field(ge=1, le=LONGEST_PATIENCE)
    version: int


_FIELDS: dict[type[DomainError], str] = {
    CannotChair: "chair_id",
    RoomMissing: "room_id",
    SlotTaken: "place_kind",
    TooFar: "place_kind",
}


@bp.get("/arrangements")
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID) -> Response | Redirect:
    """Show the kind, the place and the chair to change."""
    conference = load(Conference, conference_id)
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return render.see_other("knowledge.edit", conference_id=conference.id)
    return _page(conference)


@bp.post("/arrangements")
@requires(Action.CONFERENCE_ARRANGE)
def change(conference_id: UUID) -> Response | Redirect:
    """Change the kind, the place and the chair; whoever was asked is told."""
    conference = load(Conference, conference_id)
    form, problems = forms.parse(ArrangementsForm)
    if form is None:
        return _page(conference, problems, 422)
    wanted = Arrangements(
        kind=form.kind,
        place_kind=form.place_kind,
        room_id=form.room_id,
        video_url=form.video_url or "",
        chair_id=form.chair_id,
        stand_ins=StandIns(form.seeks_for, form.patience_minutes),
    )
    try:
        arrangements.change(
            get_session(),
            conference,
            wanted,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return _page(conference, {"": sentence(refusal)}, 409, _conflict(conference, wanted))
    except DomainError as refusal:
        return _page(conference, {_FIELDS.get(type(refusal), ""): sentence(refusal)}, 422)
    flash(gettext("Bewaard."), "ok")
    return render.see_other("conferences.show", conference_id=conference.id)


@bp.get("/cancellation")
@requires(Action.CONFERENCE_ARRANGE)
def cancellation(conference_id: UUID) -> Response:
    """Ask once more before the conference is called off."""
    conference = load(Conference, conference_id)
    return render.page(
        "arrangements/cancellation.html",
        conference=conference,
        asked=conference.state is ConferenceState.CONVENED,
    )


@bp.post("/cancellation")
@requires(Action.CONFERENCE_ARRANGE)
def cancel(conference_id: UUID) -> Redirect:
    """Call the conference off; whoever was asked is told."""
    conference = load(Conference, conference_id)
    was_asked = conference.state is ConferenceState.CONVENED
    lifecycle.cancel(get_session(), conference, by=actor().person, now=clock.now())
    is_session = conference.kind is ConferenceKind.KNOWLEDGE
    said = gettext("De sessie is afgezegd.") if is_session else gettext("Het overleg is afgezegd.")
    if was_asked:
        said += " " + gettext("Iedereen krijgt bericht.")
    flash(said, "ok")
    return render.see_other("conferences.show", conference_id=conference.id)


def _conflict(conference: Conference, wanted: Arrangements) -> Conflict:
    ours, theirs = wanted.stand_ins, arrangements.stand_ins(get_session(), conference)
    return stale.between(
        conference.id,
        [
            (gettext("Soort"), words.word(wanted.kind), words.word(conference.kind)),
            (gettext("Plaats"), words.word(wanted.place_kind), words.word(conference.place_kind)),
            (gettext("Zaal"), _name(Room, wanted.room_id), _name(Room, conference.room_id)),
            (gettext("Link"), wanted.video_url, conference.video_url),
            (
                gettext("Voorzitter"),
                _name(Person, wanted.chair_id),
                _name(Person, conference.chair_id),
            ),
            (
                gettext("Zoek vanzelf een vervanger"),
                words.word(ours.seeks_for) if ours else "",
                words.word(theirs.seeks_for),
            ),
            (
                gettext("Minuten om te antwoorden"),
                str(ours.patience_minutes) if ours else "",
                str(theirs.patience_minutes),
            ),
        ],
    )


def _name(kind: type[Room] | type[Person], key: UUID | None) -> str:
    row: Any = get_session().get(kind, key) if key else None
    return row.name if row else ""


def _page(
    conference: Conference,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    session, now = get_session(), clock.now()
    stand_ins = arrangements.stand_ins(session, conference)
    typed = forms.typed(
        kind=conference.kind.value,
        place_kind=conference.place_kind.value,
        room_id=conference.room_id or "",
        video_url=conference.video_url,
        chair_id=conference.chair_id or "",
        seeks_for=stand_ins.seeks_for.value,
        patience_minutes=stand_ins.patience_minutes,
        version=conference.version,
    )
    return render.page(
        "arrangements/show.html",
        status,
        page=conference_page.of(conference),
        conference=conference,
        kinds=caseless.case_kinds(),
        places=words.options(PlaceKind),
        seeking=words.options(SeeksFor),
        rooms=[(str(room.id), room.name) for room in arrangements.rooms(session, conference)],
        chairs=[
            (str(person.id), person.name)
            for person in arrangements.chairs(session, conference, now=now)
        ],
        problems=problems or {},
        conflict=conflict,
        typed=stale.renewed(typed, conference.version) if conflict else typed,
    )
