"""The judge at the table: her mode and her second step. Templates: judges/."""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.judiciary import modes, openings
from mdt.models import (
    Channel,
    Conference,
    Invitation,
    JudgeMode,
    Seat,
)
from mdt.web import forms, judge_step, judges, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.judge_step import ImpedimentForm
from mdt.web.stale import Conflict

bp = Blueprint("judges", __name__)

Answer = Response | Redirect

SEAT = "/conferences/<uuid:conference_id>/seats/<uuid:seat_id>/mode"
OWN = "/invitations/<uuid:invitation_id>"


class ModeForm(SQLModel):
    """In what mode she comes, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {"mode": _l("Kies in welke vorm de rechter komt.")}

    mode: JudgeMode
    version: int = 0


@bp.get(SEAT)
@requires(Action.CONFERENCE_ARRANGE)
def mode(conference_id: UUID, seat_id: UUID) -> Response:
    """Show in what mode the judge comes, and what each mode gives her."""
    return _mode_page(_load(conference_id, seat_id))


@bp.post(SEAT)
@requires(Action.CONFERENCE_ARRANGE)
def choose(conference_id: UUID, seat_id: UUID) -> Answer:
    """Let the judge come in another mode."""
    seat = _load(conference_id, seat_id)
    form, problems = forms.parse(ModeForm)
    if form is None:
        return _mode_page(seat, problems)
    try:
        modes.choose(
            get_session(),
            seat,
            form.mode,
            agreed=judges.agreed(seat),
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        both = [(gettext("Vorm"), words.word(form.mode), words.word(seat.mode))]
        conflict = stale.between(seat.id, both)
        return _mode_page(seat, {"": sentence(refusal)}, conflict)
    except DomainError as refusal:
        return _mode_page(seat, {"mode": sentence(refusal)})
    flash(gettext("De vorm is bewaard."), "ok")
    return render.see_other("conferences.show", conference_id=conference_id)


@bp.get(f"{OWN}/opening")
@requires(Action.INVITATION_ANSWER)
def opening(invitation_id: UUID) -> Response:
    """Show what her mode gives: before she opens it in a sentence, then the way to it."""
    return _opening_page(_own(invitation_id))


@bp.post(f"{OWN}/opening")
@requires(Action.INVITATION_ANSWER)
def open_content(invitation_id: UUID) -> Answer:
    """Open what her mode gives."""
    invitation = _own(invitation_id)
    try:
        openings.open_content(get_session(), invitation, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _opening_page(invitation, {"": sentence(refusal)})
    return render.see_other(".opening", invitation_id=invitation_id)


@bp.post(f"{OWN}/impediment")
@requires(Action.INVITATION_ANSWER)
def decline(invitation_id: UUID) -> Answer:
    """Close everything: she found that something stands in the way after all."""
    invitation = _own(invitation_id)
    form, problems = forms.parse(ImpedimentForm)
    if form is None:
        return _opening_page(invitation, problems)
    try:
        judge_step.decline(invitation, form, channel=Channel.PORTAL, by=actor().person)
    except DomainError as refusal:
        return _opening_page(invitation, {"": sentence(refusal)})
    flash(gettext("Dank u. U ziet niets meer van de zaak. U hoeft niets meer te doen."), "ok")
    return render.see_other("home.today")


def _load(conference_id: UUID, seat_id: UUID) -> Seat:
    load(Conference, conference_id)
    seat = get_session().get(Seat, seat_id)
    if seat is None or seat.item.conference_id != conference_id:
        raise NotPermitted(action=Action.CONFERENCE_ARRANGE.value)
    return seat


def _own(invitation_id: UUID) -> Invitation:
    """Return one's own invitation as a judge, to a table; the page is nobody else's."""
    invitation = load(Invitation, invitation_id)
    if not judges.comes_blind(invitation):
        raise NotPermitted(action=Action.INVITATION_ANSWER.value)
    return invitation


def _mode_page(
    seat: Seat, problems: Problems | None = None, conflict: Conflict | None = None
) -> Response:
    typed = forms.typed(mode=seat.mode.value, version=seat.version)
    status = CONFLICT if conflict else UNPROCESSABLE
    offered = [one for one in JudgeMode if one in judges.agreed(seat) | {seat.mode}]
    return render.page(
        "judges/mode.html",
        status if problems else 200,
        seat=seat,
        modes=[(one.value, words.word(one), judges.GIVES[one]) for one in offered],
        always=judges.ALWAYS,
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, seat.version, conflict),
    )


def _opening_page(invitation: Invitation, problems: Problems | None = None) -> Response:
    return render.page(
        "judges/opening.html",
        UNPROCESSABLE if problems else 200,
        step=judge_step.of(invitation, look=_content),
        problems=problems or {},
        typed=forms.typed(reason=""),
    )


def _content(seat: Seat) -> str:
    if seat.mode is JudgeMode.NIET_ZITTEND:
        return url_for("cases.show", case_id=seat.case_id)
    return url_for("procedures.index", case_id=seat.case_id)
