"""The judge at the table: her mode, her second step, and the register. Templates: judges/."""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.invitations import replies
from mdt.judiciary import bars, modes, openings
from mdt.models import (
    Channel,
    DeclineReason,
    Invitation,
    JudgeBar,
    JudgeMode,
    Reply,
    Seat,
)
from mdt.web import forms, judges, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires, saw
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


class ImpedimentForm(SQLModel):
    """Why she cannot, in one word; sequence is that of the moment she saw."""

    reason: DeclineReason | None = None
    sequence: int


class RegisterForm(SQLModel):
    """Which judge, and which case by the reference that the court knows."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "person_id": _l("Kies een rechter."),
        "reference": _l("Vul het kenmerk van de zaak in, bijvoorbeeld MW-2026-014."),
    }

    person_id: UUID
    reference: str = Field(max_length=32)


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
            agreed=judges.agreed(),
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
    session, who, now = get_session(), actor().person, clock.now()
    openings.give_reason(session, invitation, form.reason, now=now)
    try:
        replies.note(
            session,
            invitation,
            Reply.NO,
            channel=Channel.PORTAL,
            sequence=max(form.sequence, invitation.asked_sequence),
            by=who,
            now=now,
        )
    except DomainError as refusal:
        return _opening_page(invitation, {"": sentence(refusal)})
    flash(gettext("Dank u. U ziet niets meer van de zaak. U hoeft niets meer te doen."), "ok")
    return render.see_other("home.today")


@bp.get("/judge-register")
@requires(Action.BAR_ASK)
def register() -> Response:
    """Ask which judge and which case."""
    anywhere()
    return _register_page()


@bp.post("/judge-register")
@requires(Action.BAR_ASK)
def ask() -> Response:
    """Say whether this judge may try this case, and nothing more."""
    anywhere()
    form, problems = forms.parse(RegisterForm)
    if form is None:
        return _register_page(problems)
    regions = sorted({post.region_id for post in actor().posts})
    found = (bars.of(get_session(), region, form.reference, form.person_id) for region in regions)
    bar = next((one for one in found if one), None)
    saw(Action.BAR_ASK, bar.case_id if bar else None, form.person_id)
    return _register_page(is_asked=True, bar=bar)


def _load(conference_id: UUID, seat_id: UUID) -> Seat:
    seat = get_session().get(Seat, seat_id)
    if seat is None or seat.item.conference_id != conference_id:
        raise NotPermitted(action=Action.CONFERENCE_ARRANGE.value)
    load(type(seat.item.conference), conference_id)
    return seat


def _own(invitation_id: UUID) -> Invitation:
    """Return one's own invitation as a judge; the page is nobody else's."""
    invitation = load(Invitation, invitation_id)
    if not actor().is_judge:
        raise NotPermitted(action=Action.INVITATION_ANSWER.value)
    return invitation


def _mode_page(
    seat: Seat, problems: Problems | None = None, conflict: Conflict | None = None
) -> Response:
    typed = forms.typed(mode=seat.mode.value, version=seat.version)
    status = CONFLICT if conflict else UNPROCESSABLE
    offered = [one for one in JudgeMode if one in judges.agreed() | {seat.mode}]
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
    session = get_session()
    seats = openings.seats_of(session, invitation)
    is_open = invitation.reply is Reply.YES and openings.live(session, invitation) is not None
    return render.page(
        "judges/opening.html",
        UNPROCESSABLE if problems else 200,
        invitation=invitation,
        modes=list(dict.fromkeys(seat.mode for seat in seats)),
        seats=seats if is_open else (),
        may_open=invitation.is_live and invitation.reply is Reply.YES,
        is_open=is_open,
        always=judges.ALWAYS,
        reasons=words.options(DeclineReason),
        problems=problems or {},
        typed=forms.typed(reason=""),
    )


def _register_page(
    problems: Problems | None = None, *, is_asked: bool = False, bar: JudgeBar | None = None
) -> Response:
    known = bars.judges(get_session(), now=clock.now())
    return render.page(
        "judges/register.html",
        UNPROCESSABLE if problems else 200,
        people=[(one.id, one.name) for one in known],
        is_asked=is_asked,
        bar=bar,
        problems=problems or {},
        typed=forms.typed(person_id="", reference=""),
    )
