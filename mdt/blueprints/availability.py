"""When someone works and when they are away. Templates: mdt/templates/availability/.

Everybody keeps their own; an administrator helps the people of the region. Which calendars the
portal reads is nobody's business but one's own.
"""

from datetime import date, datetime, time
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from babel.dates import get_day_names
from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask_babel import get_locale, gettext
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import hours
from mdt.directory.hours import Stretch
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Absence, BusyKind, BusySource, Person
from mdt.scheduling import busy_sources, local_time
from mdt.scheduling.busy_sources import Place
from mdt.web import forms, once, own_calendars, render, row_conflicts, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, own, requires
from mdt.web.stale import Conflict

bp = Blueprint("availability", __name__, url_prefix="/availability")

DAYS = 7
STRETCHES = 2
"""Stretches a day on the form: a morning and an afternoon, with lunch between."""


class AbsenceForm(BaseModel):
    """From a day and time until another, as the clock on the wall says."""

    from_on: date
    from_time: time = time(0)
    until_on: date
    until_time: time = time(23, 45)


def _calendar_address(text: str) -> str:
    """Return the address with https for webcal; the servers of our own network may go without."""
    text = text.replace("webcal://", "https://", 1)
    inside = current_app.extensions["mdt.settings"].inside
    if not text.startswith("https://") and urlsplit(text).netloc not in inside:
        raise PydanticCustomError("web_address", "no secure web address")
    return text


class CalendarForm(BaseModel):
    """Where a calendar of one's own is, and what its owner calls it."""

    kind: BusyKind
    label: str = Field(default="", max_length=60)
    address: Annotated[
        str, Field(max_length=600, pattern="^[!-~]+$"), AfterValidator(_calendar_address)
    ]
    name: str = Field(default="", max_length=120)
    password: str = Field(default="", max_length=120)


@bp.get("/")
@requires(Action.AVAILABILITY_EDIT)
def mine() -> Response:
    """Show one's own working hours and absences."""
    own(actor().id)
    return _page(actor().person)


@bp.get("/<uuid:person_id>")
@requires(Action.AVAILABILITY_EDIT)
def of_person(person_id: UUID) -> Response:
    """Show someone's working hours and absences to an administrator, or one's own."""
    return _page(_load(person_id))


@bp.post("/<uuid:person_id>/week")
@requires(Action.AVAILABILITY_EDIT)
def set_week(person_id: UUID) -> Response | Redirect:
    """Replace the working week."""
    person = _load(person_id)
    seen = request.form.get("version", 0, type=int)
    try:
        week = _typed_week()
        hours.set_week(
            get_session(), person, week, version=seen, by=actor().person, now=clock.now()
        )
    except ValueError:
        problem = gettext("Vul tijden in zoals 08.30 of 13:00, en beide tijden van een deel.")
        return _page(person, {"week": problem}, 422)
    except StaleVersion:
        conflict = row_conflicts.of_week(person, week, map(_weekday, range(DAYS)))
        return _page(person, status=CONFLICT, conflict=conflict)
    except DomainError as refusal:
        return _page(person, {"week": sentence(refusal)}, 422)
    return _saved(person)


@bp.post("/<uuid:person_id>/absences")
@requires(Action.AVAILABILITY_EDIT)
def be_away(person_id: UUID) -> Response | Redirect:
    """Note an absence."""
    person = _load(person_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(AbsenceForm)
    if form is None:
        return _page(person, problems, 422)
    try:
        hours.be_away(
            get_session(),
            person,
            local_time.resolve_local(datetime.combine(form.from_on, form.from_time), fold=0),
            local_time.resolve_local(datetime.combine(form.until_on, form.until_time), fold=1),
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page(person, {"until_on": sentence(refusal)}, 422)
    return once.done(_saved(person))


@bp.post("/<uuid:person_id>/absences/<uuid:absence_id>/removal")
@requires(Action.AVAILABILITY_EDIT)
def be_back(person_id: UUID, absence_id: UUID) -> Redirect:
    """Take an absence away."""
    person = _load(person_id)
    absence = get_session().get(Absence, absence_id)
    if absence is None or absence.person_id != person.id:
        raise NotPermitted
    hours.be_back(get_session(), absence, by=actor().person, now=clock.now())
    return _saved(person)


@bp.post("/calendars")
@requires(Action.AVAILABILITY_EDIT)
def read_calendar() -> Response | Redirect:
    """Let the portal read a calendar of one's own as busy time."""
    person = actor().person
    own(person.id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(CalendarForm)
    if form is None:
        return _page(person, problems, 422)
    place = Place(form.address, form.name, form.password, form.label.strip())
    secret = current_app.extensions["mdt.settings"].secret_key
    try:
        busy_sources.add(get_session(), person, form.kind, place, secret=secret, now=clock.now())
    except DomainError as refusal:
        return _page(person, {"address": sentence(refusal)}, 422)
    return once.done(_saved(person))


@bp.post("/calendars/<uuid:source_id>/removal")
@requires(Action.AVAILABILITY_EDIT)
def forget_calendar(source_id: UUID) -> Redirect:
    """Stop reading a calendar of one's own, and forget what was read."""
    person, source = actor().person, load(BusySource, source_id)
    busy_sources.remove(get_session(), source, by=person, now=clock.now())
    return _saved(person)


def _load(person_id: UUID) -> Person:
    """Return oneself, or someone of a region that the actor administers."""
    return load(Person, person_id)


def _typed_week() -> list[Stretch]:
    week = []
    for day in range(DAYS):
        for part in range(STRETCHES):
            starts, ends = (_typed_time(f"{end}-{day}-{part}") for end in ("from", "until"))
            if (starts is None) != (ends is None):
                raise ValueError(day)
            if starts is not None and ends is not None:
                week.append(Stretch(day, starts, ends))
    return week


def _typed_time(name: str) -> time | None:
    text = request.form.get(name, "").strip().replace(".", ":")
    return time.fromisoformat(text.zfill(5)) if text else None


def _shown_week(person: Person) -> dict[str, str]:
    shown = {}
    for day in range(DAYS):
        parts = [one for one in hours.week_of(get_session(), person) if one.weekday == day]
        for part in range(STRETCHES):
            one = parts[part] if part < len(parts) else None
            shown[f"from-{day}-{part}"] = f"{one.starts:%H:%M}" if one else ""
            shown[f"until-{day}-{part}"] = f"{one.ends:%H:%M}" if one else ""
    return shown


def _absences(person: Person) -> list[Absence]:
    query = select(Absence).where(
        Absence.person_id == person.id, col(Absence.ends_at) > clock.now()
    )
    return list(get_session().exec(query.order_by(col(Absence.starts_at))))


def _page(
    person: Person,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    week, is_own = _shown_week(person), person.id == actor().id
    typed = forms.typed(
        from_on="",
        from_time="00:00",
        until_on="",
        until_time="23:45",
        kind=BusyKind.ICS.value,
        address="",
        label="",
        name="",
        version=person.week_version,
        **week,
    )
    return render.page(
        "availability/show.html",
        status,
        person=person,
        is_own=is_own,
        calendars=own_calendars.of(person) if is_own else (),
        calendar_kinds=words.options(BusyKind),
        days=[(day, _weekday(day)) for day in range(DAYS)],
        parts=range(STRETCHES),
        has_week=any(week.values()),
        absences=_absences(person),
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, person.week_version, conflict),
    )


def _saved(person: Person) -> Redirect:
    flash(gettext("Bewaard."), "ok")
    if person.id == actor().id:
        return redirect(url_for("availability.mine"), 303)
    return render.see_other("availability.of_person", person_id=person.id)


def _weekday(day: int) -> str:
    return str(get_day_names(locale=get_locale())[day])
