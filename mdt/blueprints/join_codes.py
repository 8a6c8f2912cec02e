"""A code and the end of a visit, for a coordinator. Templates: mdt/templates/join_codes/."""

from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.identity import join_codes
from mdt.invitations import joining
from mdt.models import CodeWay, Conference, Invitation, Person
from mdt.web import proof, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.guard import load, requires

bp = Blueprint(
    "join_codes",
    __name__,
    url_prefix="/conferences/<uuid:conference_id>/invitations/<uuid:invitation_id>",
)


@bp.post("/code")
@requires(Action.JOIN_ADMIT)
def make(conference_id: UUID, invitation_id: UUID) -> Response | Redirect:
    """Show a fresh code, this once, to be read out; the one before it no longer works."""
    invitation = _load(conference_id, invitation_id)
    try:
        code = joining.make_code(
            get_session(),
            invitation,
            CodeWay.SPOKEN,
            secret=proof.secret(),
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
        return _back(conference_id, invitation_id)
    return render.page(
        "join_codes/make.html",
        conference_id=conference_id,
        invitation=invitation,
        person=get_session().get_one(Person, invitation.person_id),
        code=code,
        until=clock.now() + join_codes.LASTS,
    )


@bp.post("/visit/closure")
@requires(Action.JOIN_ADMIT)
def send_away(conference_id: UUID, invitation_id: UUID) -> Redirect:
    """End the visit of an invitee."""
    invitation = _load(conference_id, invitation_id)
    joining.leave(get_session(), invitation, by=actor().person, now=clock.now())
    flash(gettext("Deze persoon is niet meer binnen. Terugkomen kan alleen met een nieuwe code."))
    return _back(conference_id, invitation_id)


def _load(conference_id: UUID, invitation_id: UUID) -> Invitation:
    conference = load(Conference, conference_id)
    invitation = get_session().get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.JOIN_ADMIT.value)
    return invitation


def _back(conference_id: UUID, invitation_id: UUID) -> Redirect:
    return render.see_other(
        "invitations.show", conference_id=conference_id, invitation_id=invitation_id
    )
