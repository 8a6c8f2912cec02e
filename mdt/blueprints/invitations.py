"""Invitations as their coordinator sees them, and the answer of whoever signed in.

Templates: mdt/templates/invitations/. Answering without signing in: mdt.blueprints.answers.
"""

from enum import StrEnum
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import lifecycle
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.invitations import replies, resend, substitutes
from mdt.models import MOST_COMMENT, Channel, Conference, Invitation, Person, Reply
from mdt.outbox import queue
from mdt.web import forms, invited, render
from mdt.web.actor import actor, passive
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import MailAddress, Problems
from mdt.web.guard import load, requires
from mdt.web.signing_in import safe_next

bp = Blueprint("invitations", __name__)

OF_CONFERENCE = "/conferences/<uuid:conference_id>/invitations"
ONE = f"{OF_CONFERENCE}/<uuid:invitation_id>"
OWN = "/invitations/<uuid:invitation_id>"


class Decision(StrEnum):
    """What a coordinator does with a proposed substitute."""

    DECLINE = "decline"
    TAKE = "take"


class ReplyForm(SQLModel):
    """An answer, the SEQUENCE that was looked at, and what the coordinator should know with it."""

    reply: Reply
    sequence: int = Field(ge=0)
    comment: str = Field(default="", max_length=MOST_COMMENT)


class AddressForm(SQLModel):
    """Where someone really reads mail."""

    mail: MailAddress
    version: int


class SubstituteForm(SQLModel):
    """Somebody else of one's organisation."""

    mail: MailAddress


class DecisionForm(SQLModel):
    """What becomes of a proposal."""

    decision: Decision


@bp.get(OF_CONFERENCE)
@requires(Action.CONFERENCE_ARRANGE)
def board(conference_id: UUID) -> Response:
    """Show how the invitations of a conference stand."""
    return _board(load(Conference, conference_id))


@bp.get(f"{OF_CONFERENCE}/news")
@requires(Action.CONFERENCE_ARRANGE)
@passive
def news(conference_id: UUID) -> Response:
    """Show the same; the page asks for it by itself while mail is on its way."""
    return _board(load(Conference, conference_id))


@bp.post(f"{OF_CONFERENCE}/dispatch")
@requires(Action.CONFERENCE_ARRANGE)
def dispatch(conference_id: UUID) -> Response | Redirect:
    """Let the invitations leave now, without waiting for the undo time."""
    conference = load(Conference, conference_id)
    queue.hasten(get_session(), conference.id, now=clock.now())
    return _board_or_back(conference, gettext("De uitnodigingen gaan nu weg."))


@bp.post(f"{OF_CONFERENCE}/withdrawal")
@requires(Action.CONFERENCE_ARRANGE)
def withdrawal(conference_id: UUID) -> Redirect:
    """Take the invitations back while none has left: the conference is a draft again."""
    conference = load(Conference, conference_id)
    lifecycle.take_back(get_session(), conference, by=actor().person, now=clock.now())
    flash(gettext("De uitnodigingen zijn teruggenomen. Niemand kreeg mail."), "ok")
    return _back(conference)


@bp.get(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID, invitation_id: UUID) -> Response:
    """Show one invitee, and what one can do to reach them."""
    return _page(*_load(conference_id, invitation_id))


@bp.post(f"{ONE}/reply")
@requires(Action.CONFERENCE_ARRANGE)
def note(conference_id: UUID, invitation_id: UUID) -> Response | Redirect:
    """Note an answer that came by telephone."""
    conference, invitation = _load(conference_id, invitation_id)
    form, problems = forms.parse(ReplyForm)
    if form is None:
        return _page(conference, invitation, problems, 422)
    counts = _note(invitation, form, Channel.COORDINATOR)
    flash(*(_kept() if counts else _moved()))
    return render.see_other(".show", conference_id=conference_id, invitation_id=invitation_id)


@bp.post(f"{ONE}/address")
@requires(Action.CONFERENCE_ARRANGE)
def address(conference_id: UUID, invitation_id: UUID) -> Response | Redirect:
    """Correct the invitee's address and send the invitation there."""
    conference, invitation = _load(conference_id, invitation_id)
    form, problems = forms.parse(AddressForm)
    if form is None:
        return _page(conference, invitation, problems, 422)
    try:
        resend.correct_address(
            get_session(),
            invitation,
            form.mail,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        status = CONFLICT if isinstance(refusal, StaleVersion) else 422
        return _page(conference, invitation, {"mail": sentence(refusal)}, status)
    flash(gettext("Het adres is bewaard. De uitnodiging gaat opnieuw weg."), "ok")
    return render.see_other(".show", conference_id=conference_id, invitation_id=invitation_id)


@bp.post(f"{ONE}/repeat")
@requires(Action.CONFERENCE_ARRANGE)
def repeat(conference_id: UUID, invitation_id: UUID) -> Redirect:
    """Send the invitation again with a new link."""
    _, invitation = _load(conference_id, invitation_id)
    resend.send_again(get_session(), invitation, by=actor().person, now=clock.now())
    flash(gettext("De uitnodiging gaat opnieuw weg, met een nieuwe link."), "ok")
    return render.see_other(".show", conference_id=conference_id, invitation_id=invitation_id)


@bp.post(f"{ONE}/proposal")
@requires(Action.CONFERENCE_ARRANGE)
def proposal(conference_id: UUID, invitation_id: UUID) -> Response | Redirect:
    """Take or decline the substitute whom the invitee proposed."""
    conference, invitation = _load(conference_id, invitation_id)
    form, problems = forms.parse(DecisionForm)
    found = substitutes.open_proposal(get_session(), invitation)
    if form is None or found is None:
        return _page(conference, invitation, problems, 422)
    who, now = actor().person, clock.now()
    try:
        if form.decision is Decision.TAKE:
            substitutes.take(get_session(), found, by=who, now=now)
            flash(gettext("De stoel is overgenomen. De nieuwe genodigde krijgt mail."), "ok")
        else:
            substitutes.decline(get_session(), found, by=who, now=now)
            flash(gettext("De stoel blijft zoals hij was."), "ok")
    except DomainError as refusal:
        return _page(conference, invitation, {"decision": sentence(refusal)}, 422)
    return render.see_other(".show", conference_id=conference_id, invitation_id=invitation_id)


@bp.get(f"{OWN}/answer")
@requires(Action.INVITATION_ANSWER)
def answer(invitation_id: UUID) -> Response:
    """Show one's own invitation, to answer it."""
    return _own_page(load(Invitation, invitation_id))


@bp.post(f"{OWN}/answer")
@requires(Action.INVITATION_ANSWER)
def take_answer(invitation_id: UUID) -> Response | Redirect:
    """Take the answer of whoever signed in."""
    invitation = load(Invitation, invitation_id)
    form, problems = forms.parse(ReplyForm)
    if form is None:
        return _own_page(invitation, problems, 422)
    said = _kept() if _note(invitation, form, Channel.PORTAL) else _moved()
    if render.wants_partial():
        return _own_page(invitation, said=said)
    flash(*said)
    return redirect(_next() or request.path, 303)


@bp.post(f"{OWN}/substitute")
@requires(Action.INVITATION_ANSWER)
def propose(invitation_id: UUID) -> Response | Redirect:
    """Propose somebody else of one's organisation to the coordinator."""
    invitation = load(Invitation, invitation_id)
    form, problems = forms.parse(SubstituteForm)
    if form is None:
        return _own_page(invitation, problems, 422)
    substitutes.propose(get_session(), invitation, form.mail, now=clock.now())
    flash(gettext("Dank u. De coördinator kijkt naar uw voorstel."), "ok")
    return render.see_other(".answer", invitation_id=invitation_id)


def _load(conference_id: UUID, invitation_id: UUID) -> tuple[Conference, Invitation]:
    conference = load(Conference, conference_id)
    invitation = get_session().get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.CONFERENCE_ARRANGE.value)
    return conference, invitation


def _note(invitation: Invitation, form: ReplyForm, channel: Channel) -> bool:
    return replies.note(
        get_session(),
        invitation,
        form.reply,
        channel=channel,
        sequence=form.sequence,
        by=actor().person,
        now=clock.now(),
        comment=form.comment,
    )


def _kept() -> tuple[str, str]:
    return gettext("Het antwoord is bewaard."), "ok"


def _moved() -> tuple[str, str]:
    return gettext("Het moment is net gewijzigd. Antwoord voor het nieuwe moment."), "wait"


def _board(conference: Conference, said: str = "") -> Response:
    return render.page_or_partial(
        "invitations/board.html", "invitations/_status.html", conference=conference, said=said
    )


def _board_or_back(conference: Conference, said: str) -> Response | Redirect:
    if render.wants_partial():
        return _board(conference, said)
    flash(said, "ok")
    return _back(conference)


def _back(conference: Conference) -> Redirect:
    return redirect(_next() or f"/conferences/{conference.id}/invitations", 303)


def _next() -> str | None:
    return safe_next(request.form.get("next", ""))


def _page(
    conference: Conference,
    invitation: Invitation,
    problems: Problems | None = None,
    status: int = 200,
) -> Response:
    person = get_session().get_one(Person, invitation.person_id)
    one = next(one for one in invited.everybody(conference) if one.invitation.id == invitation.id)
    return render.page(
        "invitations/show.html",
        status,
        conference=conference,
        one=one,
        problems=problems or {},
        typed=forms.typed(mail=person.mail, reply=invitation.reply or "", comment=""),
    )


def _own_page(
    invitation: Invitation,
    problems: Problems | None = None,
    status: int = 200,
    *,
    said: tuple[str, str] | None = None,
) -> Response:
    return render.page_or_partial(
        "invitations/answer.html",
        "invitations/_answer.html",
        status,
        invitation=invitation,
        problems=problems or {},
        said=said[0] if said else "",
        typed=forms.typed(mail="", comment=invited.comment(invitation)),
    )
