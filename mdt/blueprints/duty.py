"""Duty rosters: their rhythm, the weeks ahead, and what differs. Templates: mdt/templates/duty/."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import AwareDatetime, BaseModel
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.errors import DomainError, NotPermitted
from mdt.models import DutyPeriod, DutyRoster, DutyShift, Organisation, Region
from mdt.scheduling import duty_cover, duty_rosters, local_time
from mdt.scheduling.duty import Shift
from mdt.scheduling.duty_rosters import Terms
from mdt.web import duty_page, forms, once, render, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.duty_page import TURNS
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires

bp = Blueprint("duty", __name__, url_prefix="/duty")

USUAL: dict[DutyPeriod, tuple[time, time] | None] = {
    DutyPeriod.DAY: (time(8, 30), time(17)),
    DutyPeriod.NIGHT: (time(17), time(8, 30)),
    DutyPeriod.ALWAYS: None,
}
"""The hours that a new roster starts with."""


class RosterForm(BaseModel):
    """A new roster."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "organisation_id": _l("Kies de organisatie."),
        "period": _l("Kies een deel van de dag."),
    }

    organisation_id: UUID
    period: DutyPeriod


class RhythmForm(BaseModel):
    """The rhythm of a roster; hours are both there or both not."""

    first_on: date
    hands_over: time
    starts: time | None = None
    ends: time | None = None


class SwapForm(BaseModel):
    """Two stretches, by their beginning."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "one": _l("Kies een dienst."),
        "other": _l("Kies een dienst."),
    }

    one: AwareDatetime
    other: AwareDatetime


class ShiftForm(BaseModel):
    """Somebody else for once, or nobody; wall clock."""

    from_on: date
    from_time: time
    until_on: date
    until_time: time
    person_id: UUID | None = None


@bp.get("/")
@requires(Action.DUTY_SWAP)
def index() -> Response:
    """Show every roster of one's regions: who is on duty now, and the gaps ahead."""
    anywhere()
    regions = actor().regions(POLICY[Action.DUTY_SWAP].roles)
    mine = actor().regions(POLICY[Action.DUTY_MANAGE].roles)
    session = get_session()
    return render.page(
        "duty/index.html",
        rosters=duty_page.of(duty_cover.in_regions(session, regions)),
        regions=session.exec(select(Region).where(col(Region.id).in_(mine))).all(),
        covered=session.exec(select(Region).where(col(Region.id).in_(regions))).all(),
    )


@bp.get("/regions/<uuid:region_id>/new")
@requires(Action.DUTY_MANAGE)
def new(region_id: UUID) -> Response:
    """Ask for a new roster."""
    in_region(region_id)
    return _new_page(region_id)


@bp.post("/regions/<uuid:region_id>")
@requires(Action.DUTY_MANAGE)
def add(region_id: UUID) -> Response | Redirect:
    """Set up a roster with the usual hours; its rhythm is filled in on its own page."""
    in_region(region_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(RosterForm)
    if form is None:
        return _new_page(region_id, problems, 422)
    session, now = get_session(), clock.now()
    organisation = session.get(Organisation, form.organisation_id)
    if organisation is None or organisation.region_id != region_id:
        raise NotPermitted
    terms = Terms(
        first_on=local_time.local(now).date() - timedelta(local_time.local(now).weekday()),
        hands_over=time(9),
        hours=USUAL[form.period],
        people=(),
    )
    try:
        roster = duty_rosters.set_up(
            session,
            organisation,
            organisation.domain,
            form.period,
            terms,
            by=actor().person,
            now=now,
        )
    except DomainError as refusal:
        return _new_page(region_id, {"period": sentence(refusal)}, 422)
    flash(gettext("Het rooster staat klaar. Vul nu in wie wanneer dienst heeft."), "ok")
    return once.done(render.see_other("duty.rhythm", roster_id=roster.id))


@bp.get("/<uuid:roster_id>")
@requires(Action.DUTY_SWAP)
def show(roster_id: UUID) -> Response:
    """Show the weeks ahead, with the gaps."""
    return _page(load(DutyRoster, roster_id))


@bp.get("/<uuid:roster_id>/rhythm")
@requires(Action.DUTY_MANAGE)
def rhythm(roster_id: UUID) -> Response:
    """Show the rhythm to change."""
    return _rhythm_page(load(DutyRoster, roster_id))


@bp.post("/<uuid:roster_id>/rhythm")
@requires(Action.DUTY_MANAGE)
def set_rhythm(roster_id: UUID) -> Response | Redirect:
    """Change the rhythm; what differs from it for once stays."""
    roster = load(DutyRoster, roster_id)
    form, problems = forms.parse(RhythmForm)
    if form is not None and (form.starts is None) != (form.ends is None):
        form, problems = None, {"ends": gettext("Vul beide tijden in, of geen van beide.")}
    try:
        people = [UUID(text) for n in range(TURNS) if (text := request.form.get(f"turn-{n}"))]
    except ValueError:
        form, problems = None, {"turn-0": gettext("Kies een van de mogelijkheden.")}
    if form is None:
        return _rhythm_page(roster, problems, 422)
    hours = (form.starts, form.ends) if form.starts and form.ends else None
    terms = Terms(first_on=form.first_on, hands_over=form.hands_over, hours=hours, people=people)
    try:
        duty_rosters.change(get_session(), roster, terms, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _rhythm_page(roster, {"turn-0": sentence(refusal)}, 422)
    return _saved(roster)


@bp.post("/<uuid:roster_id>/swaps")
@requires(Action.DUTY_SWAP)
def swap(roster_id: UUID) -> Response | Redirect:
    """Let two people take each other's stretch."""
    roster = load(DutyRoster, roster_id)
    form, problems = forms.parse(SwapForm)
    if form is None:
        return _page(roster, problems, 422)
    try:
        duty_rosters.swap(
            get_session(), roster, form.one, form.other, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _page(roster, {"other": sentence(refusal)}, 422)
    flash(gettext("De diensten zijn geruild."), "ok")
    return render.see_other("duty.show", roster_id=roster.id)


@bp.post("/<uuid:roster_id>/shifts")
@requires(Action.DUTY_SWAP)
def note(roster_id: UUID) -> Response | Redirect:
    """Note that somebody else is on duty for once, or nobody."""
    roster = load(DutyRoster, roster_id)
    form, problems = forms.parse(ShiftForm)
    if form is None:
        return _page(roster, problems, 422)
    try:
        shift = Shift(
            local_time.resolve_local(datetime.combine(form.from_on, form.from_time), fold=0),
            local_time.resolve_local(datetime.combine(form.until_on, form.until_time), fold=1),
            form.person_id,
        )
        duty_rosters.note(get_session(), roster, shift, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(roster, {"until_on": sentence(refusal)}, 422)
    return _saved(roster)


@bp.post("/<uuid:roster_id>/shifts/<uuid:shift_id>/removal")
@requires(Action.DUTY_SWAP)
def undo(roster_id: UUID, shift_id: UUID) -> Redirect:
    """Take away what differed from the rhythm."""
    roster = load(DutyRoster, roster_id)
    row = get_session().get(DutyShift, shift_id)
    if row is None or row.roster_id != roster.id:
        raise NotPermitted
    duty_rosters.undo(get_session(), row, by=actor().person, now=clock.now())
    return _saved(roster)


def _saved(roster: DutyRoster) -> Redirect:
    flash(gettext("Bewaard."), "ok")
    return render.see_other("duty.show", roster_id=roster.id)


def _new_page(region_id: UUID, problems: Problems | None = None, status: int = 200) -> Response:
    organisations = get_session().exec(
        select(Organisation)
        .where(Organisation.region_id == region_id, col(Organisation.is_active))
        .order_by(Organisation.name)
    )
    return render.page(
        "duty/new.html",
        status,
        region_id=region_id,
        organisations=[(str(one.id), one.name) for one in organisations],
        periods=words.options(DutyPeriod),
        problems=problems or {},
        typed=forms.typed(organisation_id="", period=""),
    )


def _rhythm_page(
    roster: DutyRoster, problems: Problems | None = None, status: int = 200
) -> Response:
    session, now = get_session(), clock.now()
    rota = duty_rosters.turns(session, [roster]).get(roster.id, [])
    turns = {f"turn-{n}": str(rota[n]) if n < len(rota) else "" for n in range(TURNS)}
    people = duty_cover.members(session, roster.organisation_id, now=now)
    return render.page(
        "duty/rhythm.html",
        status,
        page=duty_page.one(roster),
        people=[(str(one.id), one.name) for one in people],
        turns=list(turns),
        problems=problems or {},
        typed=forms.typed(
            first_on=roster.first_on.isoformat(),
            hands_over=f"{roster.hands_over:%H:%M}",
            starts=f"{roster.starts:%H:%M}" if roster.starts else "",
            ends=f"{roster.ends:%H:%M}" if roster.ends else "",
            **turns,
        ),
    )


def _page(roster: DutyRoster, problems: Problems | None = None, status: int = 200) -> Response:
    session, now = get_session(), clock.now()
    people = duty_cover.members(session, roster.organisation_id, now=now)
    return render.page(
        "duty/show.html",
        status,
        page=duty_page.one(roster),
        people=[(str(one.id), one.name) for one in people],
        problems=problems or {},
        typed=forms.typed(
            one="",
            other="",
            from_on="",
            from_time="09:00",
            until_on="",
            until_time="09:00",
            person_id="",
        ),
    )
