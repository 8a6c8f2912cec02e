"""Lunch and travel in a region. Templates: mdt/templates/region_times/."""

from collections.abc import Mapping, Sequence
from datetime import time
from itertools import combinations
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import times
from mdt.directory.times import LONGEST_TRAVEL, LunchHalfSaid, Times
from mdt.errors import StaleVersion
from mdt.models import Pair, Region, Room
from mdt.web import forms, render, row_conflicts, stale
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import in_region, requires
from mdt.web.stale import Conflict

bp = Blueprint("region_times", __name__, url_prefix="/setup")

MOST_ROOMS = 8
"""Between so many rooms the page asks for travel; among more, the usual time counts."""


class TimesForm(SQLModel):
    """Lunch, or none, and the usual travel between two rooms."""

    lunch_starts: time | None = None
    lunch_ends: time | None = None
    travel_minutes: int = Field(default=0, ge=0, le=LONGEST_TRAVEL)
    version: int = 0


class WayForm(SQLModel):
    """How long people travel between two rooms; nothing typed is as usual."""

    minutes: int | None = Field(default=None, ge=0, le=LONGEST_TRAVEL)


@bp.get("/regions/<uuid:region_id>/times")
@requires(Action.ORGANISATION_MANAGE)
def show(region_id: UUID) -> Response:
    """Show when the region has lunch and how long people travel."""
    in_region(region_id)
    return _page(get_session().get_one(Region, region_id))


@bp.post("/regions/<uuid:region_id>/times")
@requires(Action.ORGANISATION_MANAGE)
def change(region_id: UUID) -> Response | Redirect:
    """Say when the region has lunch and how long people travel."""
    in_region(region_id)
    session = get_session()
    region = session.get_one(Region, region_id)
    form, problems = forms.parse(TimesForm)
    pairs = _pairs(times.rooms(session, region))
    between, wrong = _between(pairs)
    if form is None or wrong:
        return _page(region, problems | wrong)
    try:
        wanted = Times(**form.model_dump(exclude={"version"}), between=between)
        times.change(
            session, region, wanted, version=form.version, by=actor().person, now=clock.now()
        )
    except StaleVersion:
        ways = _ways(pairs, between, times.between(session, region))
        return _page(region, conflict=row_conflicts.of_times(region, form.model_dump(), ways))
    except LunchHalfSaid as refusal:
        return _page(region, {"lunch_starts": sentence(refusal)})
    flash(gettext("Bewaard."), "ok")
    return render.see_other("directory.show")


def _pairs(rooms: Sequence[Room]) -> dict[str, tuple[Room, Room]]:
    """Return every two of the first rooms, by the name of their field."""
    pairs = combinations(rooms[:MOST_ROOMS], 2)
    return {f"travel-{one.id}-{other.id}": (one, other) for one, other in pairs}


def _pair(rooms: tuple[Room, Room]) -> Pair:
    one, other = sorted(room.id for room in rooms)
    return one, other


def _between(pairs: Mapping[str, tuple[Room, Room]]) -> tuple[dict[Pair, int], Problems]:
    """Return the minutes that were typed, and what is wrong with others."""
    found, problems = {}, {}
    for name, rooms in pairs.items():
        form, wrong = forms.parse(WayForm, MultiDict({"minutes": request.form.get(name, "")}))
        if form is None:
            problems[name] = wrong["minutes"]
        elif form.minutes is not None:
            found[_pair(rooms)] = form.minutes
    return found, problems


def _ways(
    pairs: Mapping[str, tuple[Room, Room]], mine: Mapping[Pair, int], theirs: Mapping[Pair, int]
) -> list[tuple[str, str, str]]:
    """Return for every two rooms how long people travel: as typed just now, and as kept."""
    return [
        (
            gettext("%(one)s en %(other)s", one=one.name, other=other.name),
            str(mine.get(_pair((one, other)), "")),
            str(theirs.get(_pair((one, other)), "")),
        )
        for one, other in pairs.values()
    ]


def _page(
    region: Region, problems: Problems | None = None, conflict: Conflict | None = None
) -> Response:
    session = get_session()
    pairs = _pairs(times.rooms(session, region))
    known = times.between(session, region)
    ways = {name: known.get(_pair(rooms), "") for name, rooms in pairs.items()}
    lunch = {name: getattr(region, name) for name in ("lunch_starts", "lunch_ends")}
    typed = forms.typed(
        **ways,
        **{name: f"{at:%H:%M}" if at else "" for name, at in lunch.items()},
        travel_minutes=region.travel_minutes,
        version=region.version,
    )
    refused = UNPROCESSABLE if problems else 200
    return render.page(
        "region_times/show.html",
        CONFLICT if conflict else refused,
        region=region,
        pairs=pairs,
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, region.version, conflict),
    )
