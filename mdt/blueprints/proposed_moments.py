"""Another moment that an invitee proposes: take it on the page of moments, or decline it here.

Shown by the board of invitations. Templates: mdt/templates/invitations/.
"""

from uuid import UUID

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.invitations import proposed_moments
from mdt.invitations.proposed_moments import AlreadyTold
from mdt.models import Conference, Invitation
from mdt.web import render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.guard import load, requires

bp = Blueprint("proposed_moments", __name__)

ONE = "/conferences/<uuid:conference_id>/invitations/<uuid:invitation_id>/proposed-moment"


@bp.post(ONE)
@requires(Action.CONFERENCE_ARRANGE)
def decline(conference_id: UUID, invitation_id: UUID) -> Redirect:
    """Keep the moment that was agreed, and tell the invitee's calendar so."""
    session, invitation = get_session(), _load(conference_id, invitation_id)
    proposal = proposed_moments.of_invitation(session, invitation)
    if proposal is None:
        flash(gettext("Er wacht geen voorstel meer van deze persoon."), "info")
    else:
        proposed_moments.decline(session, proposal, by=actor().person, now=clock.now())
        flash(gettext("Het moment blijft zoals het was. De genodigde krijgt dat te horen."), "ok")
    return _back(invitation)


@bp.post(f"{ONE}/undo")
@requires(Action.CONFERENCE_ARRANGE)
def undo(conference_id: UUID, invitation_id: UUID) -> Redirect:
    """Let the moment wait again, while the invitee's calendar was not told."""
    session, invitation = get_session(), _load(conference_id, invitation_id)
    now = clock.now()
    found = proposed_moments.undoable(session, invitation, now=now)
    try:
        if found is None:
            raise AlreadyTold
        proposed_moments.undo(session, found[0], by=actor().person, now=now)
        flash(gettext("Teruggenomen. Het voorstel wacht weer op u."), "ok")
    except DomainError as refusal:
        flash(sentence(refusal), "wait")
    return _back(invitation)


def _load(conference_id: UUID, invitation_id: UUID) -> Invitation:
    conference = load(Conference, conference_id)
    invitation = get_session().get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.CONFERENCE_ARRANGE.value)
    return invitation


def _back(invitation: Invitation) -> Redirect:
    return render.see_other(
        "invitations.show",
        conference_id=invitation.conference_id,
        invitation_id=invitation.id,
    )
