"""Duty rosters: their rhythm, the weeks ahead, and what differs. Templates: mdt/templates/duty/."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.cases import history
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import DutyPeriod, DutyRoster, DutyShift, Organisation, Region
from mdt.scheduling import duty_cover, duty_rosters, local_time
from mdt.scheduling.duty import Shift
from mdt.scheduling.duty_rosters import ShiftBegun, Terms
from mdt.web import duty_forms, duty_page, forms, once, render, row_conflicts, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.duty_forms import RosterForm, ShiftForm, SwapForm
from mdt.web.duty_page import TURNS
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires
from mdt.web.stale import Conflict

bp = Blueprint("duty", __name__, url_prefix="/duty")

USUAL: dict[DutyPeriod, tuple[time, time] | None] = {
    DutyPeriod.DAY: (time(8, 30), time(17)),
    DutyPeriod.NIGHT: (time(17), time(8, 30)),
    DutyPeriod.ALWAYS: None,
}
"""The hours that a new roster starts with."""


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
    terms, version, problems = duty_forms.rhythm()
    if terms is None:
        return _rhythm_page(roster, problems, 422)
    session, by = get_session(), actor().person
    try:
        duty_rosters.change(session, roster, terms, version=version, by=by, now=clock.now())
    except StaleVersion:
        conflict = row_conflicts.of_roster(roster, terms)
        return _rhythm_page(roster, status=CONFLICT, conflict=conflict)
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
    session, by = get_session(), actor().person
    try:
        duty_rosters.swap(
            session, roster, form.one, form.other, version=form.version, by=by, now=clock.now()
        )
    except StaleVersion:
        return _page(roster, status=CONFLICT, is_stale=True)
    except DomainError as refusal:
        begun = isinstance(refusal, ShiftBegun) and form.one <= clock.now()
        return _page(roster, {"one" if begun else "other": sentence(refusal)}, 422)
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
    session, by = get_session(), actor().person
    try:
        shift = Shift(
            local_time.resolve_local(datetime.combine(form.from_on, form.from_time), fold=0),
            local_time.resolve_local(datetime.combine(form.until_on, form.until_time), fold=1),
            form.person_id,
        )
        duty_rosters.note(session, roster, shift, version=form.version, by=by, now=clock.now())
    except StaleVersion:
        return _page(roster, status=CONFLICT, is_stale=True)
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
    roster: DutyRoster,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    session, now = get_session(), clock.now()
    rota = duty_rosters.turns(session, [roster]).get(roster.id, [])
    typed = forms.typed(**duty_page.rhythm_of(roster, rota), version=roster.version)
    people = duty_cover.members(session, roster.organisation_id, now=now)
    return render.page(
        "duty/rhythm.html",
        status,
        page=duty_page.one(roster),
        people=[(str(one.id), one.name) for one in people],
        turns=[f"turn-{n}" for n in range(TURNS)],
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, roster.version, conflict),
    )


def _page(
    roster: DutyRoster,
    problems: Problems | None = None,
    status: int = 200,
    *,
    is_stale: bool = False,
) -> Response:
    session, now = get_session(), clock.now()
    people = duty_cover.members(session, roster.organisation_id, now=now)
    return render.page(
        "duty/show.html",
        status,
        page=duty_page.one(roster),
        people=[(str(one.id), one.name) for one in people],
        problems=problems or {},
        changed=history.last_change(session, roster.id) if is_stale else None,
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
