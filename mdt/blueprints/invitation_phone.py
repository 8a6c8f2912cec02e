"""Another telephone number for one invitee at one conference. Templates: invitation_phone/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.invitations import telephone
from mdt.models import Conference, Invitation, Person
from mdt.outbox import numbers
from mdt.web import forms, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Phone, Problems
from mdt.web.guard import load, requires

bp = Blueprint("invitation_phone", __name__)

ONE = "/conferences/<uuid:conference_id>/invitations/<uuid:invitation_id>/phone"


class PhoneForm(SQLModel):
    """The number, and the one that was there when the page was opened."""

    phone: Phone = ""
    seen: str = ""


@bp.get(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def show(conference_id: UUID, invitation_id: UUID) -> Response:
    """Ask for a number."""
    return _page(*_load(conference_id, invitation_id))


@bp.post(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def correct(conference_id: UUID, invitation_id: UUID) -> Response | Redirect:
    """Keep the number, for this invitation alone."""
    conference, invitation = _load(conference_id, invitation_id)
    form, problems = forms.parse(PhoneForm)
    if form is None:
        return _page(conference, invitation, problems)
    who, now = actor().person, clock.now()
    try:
        telephone.correct(get_session(), invitation, form.phone, seen=form.seen, by=who, now=now)
    except StaleVersion:
        theirs = numbers.shown(invitation.phone) or gettext("geen nummer")
        said = gettext(
            "Iemand anders vulde net dit in: %(phone)s. Bewaar opnieuw wat u wilt.", phone=theirs
        )
        return _page(conference, invitation, {"phone": said}, CONFLICT)
    except DomainError as refusal:
        return _page(conference, invitation, {"phone": sentence(refusal)})
    flash(gettext("Het nummer is bewaard, voor dit overleg."), "ok")
    return render.see_other(
        "invitations.show", conference_id=conference_id, invitation_id=invitation_id
    )


def _load(conference_id: UUID, invitation_id: UUID) -> tuple[Conference, Invitation]:
    conference = load(Conference, conference_id)
    invitation = get_session().get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.CONFERENCE_ARRANGE.value)
    return conference, invitation


def _page(
    conference: Conference,
    invitation: Invitation,
    problems: Problems | None = None,
    status: int = UNPROCESSABLE,
) -> Response:
    typed = forms.typed(phone=numbers.shown(invitation.phone))
    return render.page(
        "invitation_phone/show.html",
        status if problems else 200,
        conference=conference,
        person=get_session().get_one(Person, invitation.person_id),
        problems=problems or {},
        typed=typed
        | {"seen": invitation.phone if status == CONFLICT else typed.get("seen", invitation.phone)},
    )
